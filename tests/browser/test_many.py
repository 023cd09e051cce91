"""The same for many at a browser, without JavaScript: kit is issued, and asked back."""

from __future__ import annotations

from datetime import UTC, datetime

from moothall.people.models import Council
from moothall.people.roles import holders

from .conftest import PHONE, Enter


def test_kit_is_issued_to_many_and_asked_back(wiltshire: Council, enter: Enter) -> None:
    today = datetime.now(UTC).date()
    hub = holders(wiltshire, "hub", on=today)[0]
    count = len(holders(wiltshire, "councillor", on=today))
    ruth = enter(wiltshire, hub.slug, width=PHONE, script=False).open("registers/lent/")
    ruth.fits().follow("Provide a councillor with something")
    assert "One case begins for each" in ruth.text()
    ruth.fits()
    ruth.fill(**{"for-all": "yes"}, item="headed_paper", details="Paper", for_whom="councillor")
    ruth.press("Continue")
    assert f"{count} can be done" in ruth.text()
    ruth.fits().press("Do it for")
    assert f"done for {count}" in ruth.text()
    ruth.fits()

    desk = enter(wiltshire, hub.slug).open("many/new/facility/issue/").accessible().fits()
    desk.press("Continue").accessible()
    assert "There is a problem" in desk.text()
    desk.open("registers/lent/").follow("Do the same to several").accessible().fits()
    for tick in desk.page.locator('main [name="on-case"]').all():
        tick.check()
    desk.press("Continue").accessible().fits()
    desk.page.get_by_label("Ask for it back").check()
    desk.press("Continue").accessible().fits()
    desk.fill(why="The term ends").press("Continue").accessible().fits()
    desk.press("Do it for").accessible().fits()
    assert f"done for {count}" in desk.text()


def test_the_protocol_is_given_to_all(guildford: Council, enter: Enter) -> None:
    today = datetime.now(UTC).date()
    known = holders(guildford, "councillor", on=today)
    count = sum("Councillor" in one.name for one in known)  # a co-opted member is not called so
    hub = enter(guildford, "querida-quill").open("many/new/protocol/distribute/?text=councillor")
    hub.fill(**{"for-all": "yes"}, document="Protocol of 2026", where="The intranet")
    hub.press("Continue").accessible().press("Do it for").accessible()
    assert f"done for {count}" in hub.text()
