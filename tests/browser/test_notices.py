"""Events, visits and notices in a ward, in a browser, by people who do it for the first time."""

from __future__ import annotations

import re

from moothall.people.models import Council

from .conftest import PHONE, Enter, Visitor
from .looking import on, shown


def day(visitor: Visitor, name: str, *, of: str) -> Visitor:
    """Fills the three parts of a date, written `2026-12-04`."""
    for part, value in zip(("year", "month", "day"), of.split("-"), strict=True):
        visitor.page.fill(f"#{name}-{part}", value)
    return visitor


def begun(visitor: Visitor, kind: str) -> str:
    """Sends the answers that were checked; the reference of the new case."""
    visitor.press("Send").accessible()
    found = re.search(rf"[A-Z]+-{kind}-\d+", visitor.text())
    assert found, visitor.text()
    return found[0]


def test_an_event_is_arranged_and_the_ward_hears_of_it(southend: Council, enter: Enter) -> None:
    sam = enter(southend, "sam-stencil", width=PHONE)
    sam.open("cases/new/ceremony/hold/").accessible().fits()
    day(sam, "day", of="2027-12-04").fill(
        title="The pier opens again", wards="pierhead", concerns="whole_council"
    )
    sam.press("Continue").accessible()
    assert "Pierhead" in sam.text()
    reference = begun(sam, "CER")
    # Somebody else than the Mayor leads it: the clause, and a reason to give
    sam.open(f"cases/{reference}/").follow("Say who leads it").accessible()
    sam.fill(chosen="dev-instance").press("Say who leads it").accessible()
    assert "11.1" in sam.text()
    # A councillor for the ward reads it
    ada = enter(southend, "ada-example").open(f"cases/{reference}/").accessible()
    assert "The pier opens again" in ada.text()


def test_a_notice_finds_its_audience_and_comes_back_confirmed(
    southend: Council, enter: Enter
) -> None:
    nadia = enter(southend, "nadia-mock", width=PHONE)
    nadia.open("cases/new/ward_notice/raise/").fits()
    nadia.fill(
        title="The bridge", details="It is weak.", matter="operational", wards="priory-fields"
    )
    nadia.press("Continue")
    reference = begun(nadia, "WAR")
    # Every seat is looked at, the empty one too, each by its clause
    nadia.open(f"cases/{reference}/").accessible().fits()
    assert "Councillor for Priory Fields (vacant): vacant · clause 9.5.1" in nadia.text()
    nadia.follow("Tell them").press("Tell them")
    grace = enter(southend, "grace-model").open(f"cases/{reference}/")
    grace.follow("Confirm that you have it").press("Confirm that you have it").accessible()
    assert "received" in grace.text() and "vacant" not in grace.text()


def test_a_visit_is_asked_for_and_held_until_the_ward_has_heard(
    southend: Council, enter: Enter
) -> None:
    ada = enter(southend, "ada-example", width=PHONE)
    ada.open("cases/new/visit/request/").accessible().fits()
    day(ada, "day", of="2027-11-20").fill(
        place="The depot", place_kind="depot", service="waste", ward="priory-fields"
    )
    ada.press("Continue")
    reference = begun(ada, "VIS")
    # Nobody has agreed yet, and the ward has not heard: each with its clause
    ada.open(f"cases/{reference}/").follow("Confirm the visit").press("Confirm the visit")
    assert "9.4.1" in ada.text() and "9.4.3" in ada.text()
    martin = enter(southend, "martin-dummy").open(f"cases/{reference}/")
    martin.follow("Agree to the visit").press("Agree to the visit").accessible()
    ada.open(f"cases/{reference}/").follow("Tell the ward's councillors")
    ada.press("Tell the ward's councillors").accessible()
    ada.follow("Confirm the visit").press("Confirm the visit")
    assert "Expected" in ada.text()


def test_a_councillor_subscribes_and_is_sent_the_papers(wiltshire: Council, enter: Enter) -> None:
    abel = enter(wiltshire, "abel-allegory", width=PHONE)
    abel.open("cases/new/bulletin/subscribe/").accessible().fits().fill(topic="papers")
    abel.press("Continue")
    begun(abel, "BUL")
    ruth = enter(wiltshire, "ruth-register").open("cases/new/bulletin/send_out/")
    ruth.fill(title="Cabinet papers", topic="papers", text="They are here.").press("Continue")
    reference = begun(ruth, "BUL")
    assert "They are here." in abel.open(f"cases/{reference}/").text()


def test_the_call_sheet_of_an_urgent_notice_is_printed_alone(
    wiltshire: Council, enter: Enter
) -> None:
    uma = enter(wiltshire, "uma-update").open("cases/new/ward_notice/raise/")
    uma.fill(
        title="Burst main",
        details="No water.",
        matter="service_problem",
        wards="larkspur-down",
        urgent="yes",
    )
    uma.press("Continue")
    reference = begun(uma, "WAR")
    uma.open(f"cases/{reference}/").accessible()
    assert "by telephone: 01632 960201" in uma.text()
    uma.page.emulate_media(media="print")
    assert "Timeline" in uma.text()
    uma.page.emulate_media(media="screen")
    assert "Heard on" not in uma.text()
    uma.follow("Print this list alone").page.emulate_media(media="print")
    assert "01632 960201" in uma.text() and "Burst main" in uma.text()
    # What to say, and room for who heard it; on the screen there is neither twice
    assert "No water." in uma.text() and "Heard on" in uma.text()
    for link in uma.page.locator("main a:visible").all():
        assert link.evaluate("one => getComputedStyle(one, '::after').content") == "none"
    assert "Timeline" not in uma.text() and "Print this list" not in uma.text()


def test_the_seminars_to_come_stand_on_a_list(wiltshire: Council, enter: Enter) -> None:
    ruth = enter(wiltshire, "ruth-register", width=PHONE).open("cases/new/bulletin/list/")
    shown(ruth, "seminar-form").fill(title="Flood law", place="Chalk Hall", text="Bring boots.")
    on(ruth, "day", "2030-03-27").press("Continue")
    reference = begun(ruth, "BUL")
    abel = shown(enter(wiltshire, "abel-allegory").open(f"cases/{reference}/"), "seminar")
    assert "Bring boots." in abel.text() and "A1.G" in abel.text()
