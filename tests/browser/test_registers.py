"""Registers at a browser: looked up by a newcomer, published, read by anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from moothall.cases.perform import perform
from moothall.people.models import Council, Person

from .conftest import PHONE, Enter

Find = Callable[[Council, str], Person]


def test_a_register_is_looked_up_published_and_read(
    southend: Council, enter: Enter, person: Find
) -> None:
    southend.switched = {"facility": True}  # the protocol does not speak of it
    southend.save()
    for slug, item in (("ada-example", "laptop"), ("bertram-sample", "entry_card")):
        fields = {
            "wanted_by": slug, "item": item, "details": f"The {item}", "for_whom": "councillor",
        }  # fmt: skip
        perform(
            None, "issue", kind="facility", council=southend, by=person(southend, "hattie-hub"),
            at=datetime.now(UTC), fields=fields,
        )  # fmt: skip
    hattie = enter(southend, "hattie-hub", width=PHONE).open()
    hattie.page.get_by_role("link", name="Registers").click()
    hattie.accessible().fits().follow("Facilities").accessible().fits()
    assert "2 in force" in hattie.text()
    hattie.fill(text="sample").press("Show").accessible().fits()
    assert "Bertram Sample" in hattie.text()
    assert "Ada" not in hattie.text()

    petra = enter(southend, "petra-placard").open("settings/")
    petra.follow("Published registers").accessible().fits()
    petra.page.get_by_role("group", name="Facilities").get_by_label("Published: anybody").check()
    petra.press("Save").accessible()
    petra.follow("See what is published").accessible()

    stranger = enter(southend, width=PHONE).open("ask/")
    stranger.page.get_by_role("link", name="Registers").click()
    stranger.accessible().fits().follow("Facilities").accessible().fits()
    assert "A laptop" in stranger.text()
