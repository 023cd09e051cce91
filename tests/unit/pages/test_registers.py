"""Registers: what is in force on a day, for whom it is shown, and what strangers see of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.registers import entries
from moothall.config.cli import main
from moothall.people.changing import Changing
from moothall.people.models import ContactDetail, Council, Membership, Person

from .conftest import Browse, parsed

Find = Callable[[Council, str], Person]
Lend = Callable[..., Case]
NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def lend(southend: Council, person: Find) -> Lend:
    """`lend("ada-example", "Laptop 14", item="laptop")`, ten days ago."""
    southend.switched = {"facility": True}  # the protocol does not speak of it
    southend.save()

    def make(slug: str, details: str, *, item: str = "laptop", **more: object) -> Case:
        given = {"wanted_by": slug, "item": item, "details": details, "for_whom": "councillor"}
        return perform(
            None, "issue", kind="facility", council=southend, by=person(southend, "hattie-hub"),
            at=NOW - timedelta(days=10), fields=given | more,
        ).case  # fmt: skip

    return make


@pytest.fixture
def publish(southend: Council) -> Callable[..., None]:
    def make(*names: str) -> None:
        changing = Changing(southend, None, NOW, "test")
        changing.change(southend, public_registers=list(names))

    return make


def test_the_hub_sees_all_and_a_councillor_their_own(
    lend: Lend, southend: Council, browse: Browse
) -> None:
    lend("ada-example", "Laptop 14")
    lend("bertram-sample", "Printer 3", item="printer")
    hub = browse(southend, "hattie-hub").read("registers/lent/")
    assert "2 in force on" in hub
    assert all(one in hub for one in ("Laptop 14", "A printer", "Bertram Sample"))
    ada = browse(southend, "ada-example").read("registers/lent/")
    assert "Laptop 14" in ada
    assert "Bertram" not in ada
    dev = browse(southend, "dev-instance").read("registers/lent/")
    assert "Nothing that you may see was in force" in dev


def test_as_of_a_day(lend: Lend, southend: Council, browse: Browse, person: Find) -> None:
    case = lend("ada-example", "Laptop 14")
    yesterday = NOW - timedelta(days=1)
    perform(case, "return", by=person(southend, "hattie-hub"), at=yesterday)
    hub = browse(southend, "hattie-hub")
    assert "Nothing that you may see" in hub.read("registers/lent/")
    day = TODAY - timedelta(days=5)
    asked = f"?day-day={day.day}&day-month={day.month}&day-year={day.year}"
    assert "Laptop 14" in hub.read(f"registers/lent/{asked}")
    before = TODAY - timedelta(days=11)
    asked = f"?day-day={before.day}&day-month={before.month}&day-year={before.year}"
    assert "Nothing that you may see" in hub.read(f"registers/lent/{asked}")
    answer = hub.open("registers/lent/?day-day=31&day-month=2&day-year=2027")
    assert answer.status_code == 422
    assert "Enter a real date" in parsed(answer).text


def test_it_is_searched_and_ordered_by_what_it_allows(
    lend: Lend, southend: Council, browse: Browse
) -> None:
    lend("ada-example", "Laptop 14")
    lend("bertram-sample", "Room 2", item="group_room")
    lend("dev-instance", "Card 9", item="entry_card")
    hub = browse(southend, "hattie-hub")
    assert "1 in force" in hub.read("registers/lent/?text=laptop 14")
    assert "1 in force" in hub.read("registers/lent/?text=SAMPLE")
    assert "1 in force" in hub.read("registers/lent/?text=room for the")
    assert "Nothing fits" in hub.read("registers/lent/?text=group_room")
    order = {sort: _order(hub.read(f"registers/lent/?sort={sort}")) for sort in entries.SORTS}
    assert order["person"] == ["Laptop 14", "Card 9", "Room 2"]  # Example, Instance, Sample
    assert order["what"] == ["Laptop 14", "Room 2", "Card 9"]  # a laptop, a room, an entry card
    assert order["until"] == order["person"]  # all are open
    assert _order(hub.read("registers/lent/?sort=case__sheet")) == order["person"]


def _order(text: str) -> list[str]:
    return sorted(("Laptop 14", "Room 2", "Card 9"), key=text.index)


def test_only_of_those_who_have_left(lend: Lend, southend: Council, browse: Browse) -> None:
    lend("ada-example", "Laptop 14")
    lend("bertram-sample", "Printer 3", item="printer")
    Membership.objects.filter(person__slug="ada-example").update(end_date=TODAY - timedelta(days=1))
    text = browse(southend, "hattie-hub").read("registers/lent/?left=yes")
    assert "Laptop 14" in text
    assert "Printer" not in text


def test_as_a_file_without_formulas(lend: Lend, southend: Council, browse: Browse) -> None:
    case = lend("ada-example", "Laptop 14")
    Person.objects.filter(slug="ada-example").update(name="=Ada()")
    answer = browse(southend, "hattie-hub").open("registers/lent/register.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["For", "What", "From", "Until", "Case"]
    assert rows[1][:2] == ["'=Ada()", "A laptop"]
    assert rows[1][4] == case.reference


def test_the_command(lend: Lend, southend: Council, capsys: pytest.CaptureFixture[str]) -> None:
    lend("ada-example", "Laptop 14")
    lend("bertram-sample", "Printer 3", item="printer")
    asked = ["register", "lent", "--council", "southend", "--json"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["slug"] for one in found["entries"]] == ["ada-example", "bertram-sample"]
    assert main([*asked, "--as", "ada-example"]) == 0
    assert len(json.loads(capsys.readouterr().out)["entries"]) == 1
    assert main([*asked, "--published"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == []
    assert main([*asked, "--at", "2020-01-01"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "register": "lent", "council": "southend", "on": "2020-01-01", "entries": [],
    }  # fmt: skip
    assert main(["register", "nothing", "--council", "southend"]) == 2
    assert "there is no register 'nothing'; there is acknowledged, " in capsys.readouterr().err


def test_it_is_published_where_the_council_chooses(
    lend: Lend, southend: Council, browse: Browse, publish: Callable[..., None]
) -> None:
    case = lend("ada-example", "Laptop 14")
    stranger = browse(southend)
    assert "publishes no register here" in stranger.read("published/")
    assert stranger.open("published/lent/").status_code == 404
    publish("lent")
    assert "Facilities" in stranger.read("published/")
    text = stranger.read("published/lent/")
    assert all(one in text for one in ("Ada Example", "A laptop"))
    file = stranger.open("published/lent/register.csv").content.decode()
    details = ContactDetail.objects.filter(person__slug="ada-example").values_list("value")
    kept = ["Laptop 14", case.reference, *(value for (value,) in details)]
    html = stranger.open("published/lent/").content.decode()
    assert not any(one in html + file for one in kept)
    assert stranger.open("registers/lent/").status_code == 302


def test_colleagues_see_what_is_published_and_no_more_of_it(
    lend: Lend, southend: Council, browse: Browse, publish: Callable[..., None]
) -> None:
    case = lend("ada-example", "Laptop 14")
    publish("lent")
    dev = browse(southend, "dev-instance").read("registers/lent/")
    assert "A laptop" in dev
    assert "Laptop 14" not in dev
    assert case.reference not in dev
    assert "Nothing fits" in browse(southend, "dev-instance").read("registers/lent/?text=laptop 14")


def test_what_is_confidential_is_never_published(
    lend: Lend, southend: Council, browse: Browse, publish: Callable[..., None]
) -> None:
    case = lend("ada-example", "Laptop 14")
    publish("lent")
    Case.objects.filter(pk=case.pk).update(confidential=True)
    assert "Ada" not in browse(southend).read("published/lent/")


def test_the_past_is_not_published(
    lend: Lend, southend: Council, browse: Browse, publish: Callable[..., None], person: Find
) -> None:
    case = lend("ada-example", "Laptop 14")
    publish("lent")
    yesterday = NOW - timedelta(days=1)
    perform(case, "return", by=person(southend, "hattie-hub"), at=yesterday)
    day = TODAY - timedelta(days=5)
    asked = f"?day-day={day.day}&day-month={day.month}&day-year={day.year}"
    assert "Ada" not in browse(southend).read(f"published/lent/{asked}")


def test_choosing_what_is_published(guildford: Council, browse: Browse) -> None:
    administrator = browse(guildford, "olive-outline")
    page = administrator.read("settings/registers/")
    assert "Published: anybody can read it" in page
    asked = {one["name"] for one in parsed(administrator.open("settings/registers/")).all("input")}
    fields = {name: "kept" for name in asked if name != "csrfmiddlewaretoken"}
    administrator.send("settings/registers/", fields | {"trained": "published"})
    guildford.refresh_from_db()
    assert guildford.public_registers == ["trained"]
    assert "public registers" in administrator.read("settings/log/")


def test_an_entry_for_some_and_one_for_everybody(
    wantage: Council, person: Find, browse: Browse
) -> None:
    clerk = person(wantage, "lydia-larch")
    later = TODAY + timedelta(days=9)
    for matter, whom, end in (("Benches", ["alma-acorn"], None), ("Trees", [], later)):
        fields = {"may_be_asked": "morris-maple", "matter": matter, "who_may_ask": whom}
        fields |= {"ends_on": end} if end else {}
        perform(None, "confirm", kind="contact", council=wantage, by=clerk, at=NOW, fields=fields)
    alma = browse(wantage, "alma-acorn")
    text = alma.read("registers/direct_contact/").partition("2 in force")[2]
    assert text.index("Benches") < text.index("Alma Acorn") < text.index("Everybody")
    text = alma.read("registers/direct_contact/?sort=until").partition("2 in force")[2]
    assert text.index("Everybody") < text.index("Alma Acorn")
    asked = later + timedelta(days=1)
    day = f"day-day={asked.day}&day-month={asked.month}&day-year={asked.year}"
    assert "1 in force" in alma.read(f"registers/direct_contact/?{day}")


def test_a_body_has_its_name(southend: Council, person: Find, browse: Browse) -> None:
    hub = person(southend, "hattie-hub")
    fields = {"sits": "ada-example", "body": "scrutiny", "body_kind": "scrutiny"}
    body = southend.organizations.filter(classification="committee").first()
    assert body is not None
    perform(
        None,
        "take",
        kind="seat",
        council=southend,
        by=hub,
        at=NOW,
        fields=fields | {"body": body.slug, "body_kind": "other"},
    )
    assert body.name in browse(southend, "hattie-hub").read("registers/sits/")
    assert "1 in force" in browse(southend, "hattie-hub").read(f"registers/sits/?text={body.name}")


def test_each_page_asks_little(lend: Lend, southend: Council, browse: Browse) -> None:
    """However many entries there are."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hub = browse(southend, "hattie-hub")
    counts = []
    for many in (1, 6):
        for number in range(many):
            lend("ada-example", f"Laptop {number}")
        hub.read("registers/lent/")
        with CaptureQueriesContext(connection) as asked:
            hub.read("registers/lent/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
