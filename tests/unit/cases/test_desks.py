"""Whoever keeps the hub's or the Clerk's desk while all of them are away sees and does its work."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from enquiries import Enquiry, asked, someone

from moothall.cases import search, view, visibility
from moothall.cases.refusals import NotPossible
from moothall.people.changing import Changing
from moothall.people.cover import record_absence, roles_on_duty
from moothall.people.models import Council

HUB = ("hattie-hub", "howard-hub")
COVER, OTHER = "sam-stencil", "quentin-mockup"
DAY, BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 21)


def away(council: Council, *slugs: str) -> None:
    changing = Changing(council, None, datetime(2026, 11, 18, tzinfo=UTC), "test")
    cover = someone(council, COVER)
    for slug in slugs:
        person = someone(council, slug)
        record_absence(person, start=DAY, end=DAY, cover=cover, changing=changing)


@pytest.fixture
def enquiry(southend: Council) -> Enquiry:
    return asked(southend, at="2026-11-18T10:00", privacy="me")


def test_a_desk_of_which_nobody_is_there_is_seen_by_whoever_covers(
    southend: Council, enquiry: Enquiry
) -> None:
    """Regression: the cover was given the hub's enquiries, and could not read one of them."""
    away(southend, *HUB)
    cover, other = someone(southend, COVER), someone(southend, OTHER)
    assert "hub" in roles_on_duty(cover, on=DAY)
    assert visibility.may_see(cover, enquiry.case, on=DAY)
    assert enquiry.case in search.queue(cover, on=DAY).rows
    assert view.view(enquiry.case, person=cover, on=DAY) is not None
    for day in (BEFORE, AFTER):
        assert not visibility.may_see(cover, enquiry.case, on=day)
    assert not visibility.may_see(other, enquiry.case, on=DAY)


def test_while_one_of_the_desk_is_there_the_cover_sees_nothing_new(
    southend: Council, enquiry: Enquiry
) -> None:
    away(southend, HUB[0])
    cover = someone(southend, COVER)
    assert "hub" not in roles_on_duty(cover, on=DAY)
    assert not visibility.may_see(cover, enquiry.case, on=DAY)


def test_no_other_role_passes_to_a_cover(southend: Council) -> None:
    away(southend, "nadia-mock", *HUB)
    roles = roles_on_duty(someone(southend, COVER), on=DAY)
    assert "hub" in roles
    assert "monitoring_officer" not in roles


def test_the_cover_does_the_hubs_work_that_day(southend: Council, enquiry: Enquiry) -> None:
    given = someone(southend, OTHER)
    with pytest.raises(NotPossible):
        enquiry.does("assign", by=COVER, at="2026-11-19T10:00", given_to=given)
    away(southend, *HUB)
    enquiry.does("assign", by=COVER, at="2026-11-20T10:00", given_to=given)
    assert enquiry.case.parties.filter(slot="handler", person=given).exists()
