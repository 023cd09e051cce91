"""A case keeps the ward it began in, and is found by the wards that took that one in."""

from __future__ import annotations

from datetime import date

from enquiries import asked, moment, someone

from moothall.cases.search import queue
from moothall.people.changing import Changing
from moothall.people.models import Council
from moothall.people.turnover.reorganising import plan_wards

DAY = date(2026, 12, 1)


def found(council: Council, ward: str) -> list[str]:
    hub = someone(council, "hattie-hub")
    return [one.reference for one in queue(hub, on=DAY, filters={"area": ward}).rows]


def test_an_old_case_stands_under_the_new_wards(southend: Council) -> None:
    enquiry = asked(southend, ward="garrison")
    became = {"garrison": ["North Shore", "South Shore"], "pierhead": ["South Shore"]}
    at = moment("2026-11-30T12:00")
    changing = Changing(council=southend, by=None, at=at, through="page")
    plan_wards(southend, became, on=DAY, seats={}).apply(changing)
    enquiry.case.refresh_from_db()
    assert enquiry.case.area is not None and enquiry.case.area.slug == "garrison"
    for ward in ("garrison", "north-shore", "south-shore"):
        assert found(southend, ward) == [enquiry.case.reference]
    assert found(southend, "pierhead") == []
