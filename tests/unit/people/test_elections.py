"""The time just before an election, by the days of its notice and of its poll."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from moothall.people.elections import before_election
from moothall.people.models import Council, Election

NOTICE, POLL = date(2027, 3, 30), date(2027, 5, 6)


@pytest.fixture
def council(southend: Council) -> Council:
    Election.objects.create(council=southend, polling_day=POLL, notice_on=NOTICE, label="Council")
    return southend


@pytest.mark.parametrize(
    ("day", "within"),
    [
        (date(2027, 3, 29), False),
        (NOTICE, True),
        (date(2027, 4, 20), True),
        (POLL, True),
        (date(2027, 5, 7), False),
    ],
)
def test_it_begins_with_the_notice_and_ends_with_the_poll(
    council: Council, day: date, within: bool
) -> None:
    assert (before_election(council, on=day) is not None) is within


def test_of_two_elections_each_has_a_time_of_its_own(council: Council) -> None:
    Election.objects.create(
        council=council,
        polling_day=date(2027, 9, 16),
        notice_on=date(2027, 8, 12),
        label="By-election in Garrison",
    )
    found = before_election(council, on=date(2027, 9, 1))
    assert found is not None and found.label == "By-election in Garrison"
    assert before_election(council, on=date(2027, 7, 1)) is None


def test_without_elections_there_is_no_such_time(wantage: Council) -> None:
    assert before_election(wantage, on=POLL) is None


def test_no_notice_comes_after_its_poll(southend: Council) -> None:
    with pytest.raises(IntegrityError):
        Election.objects.create(council=southend, polling_day=NOTICE, notice_on=POLL, label="X")
