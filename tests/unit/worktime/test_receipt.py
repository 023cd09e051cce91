"""Which day is day 0: cut-off, days nobody works, local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from moothall.worktime import BadClosure, BadCutOff, OutsideCalendar, WorkingTime, load_calendar

ENGLAND = load_calendar("england-and-wales")
CHRISTMAS_EVE = {date(2026, 12, 24): "Christmas Eve"}
FRIDAY = date(2026, 12, 18)
MONDAY = date(2026, 12, 21)


def council(**rule):
    return WorkingTime(ENGLAND, closures=CHRISTMAS_EVE, cut_off=time(17), **rule)


@pytest.mark.parametrize(
    ("moment", "zero", "why"),
    [
        (datetime(2026, 12, 18, 15), FRIDAY, "Received at 15:00: the day of receipt is day 0"),
        (datetime(2026, 12, 18, 17), FRIDAY, "Received at 17:00: the day of receipt is day 0"),
        (
            datetime(2026, 12, 18, 17, 0, 1),
            MONDAY,
            "Received at 17:00:01, after 17:00: counts as received on Monday 21 December",
        ),
        (
            datetime(2026, 12, 18, 17, 20),
            MONDAY,
            "Received at 17:20, after 17:00: counts as received on Monday 21 December",
        ),
        (
            datetime(2026, 12, 19, 9, 5),
            MONDAY,
            "Received at 09:05 on a Saturday: counts as received on Monday 21 December",
        ),
        (
            datetime(2026, 12, 28, 0, 0),
            date(2026, 12, 29),
            "Received at 00:00 on a bank holiday (Boxing Day (substitute day)): "
            "counts as received on Tuesday 29 December",
        ),
        (
            datetime(2026, 12, 24, 12),
            date(2026, 12, 29),
            "Received at 12:00 while the council was closed (Christmas Eve): "
            "counts as received on Tuesday 29 December",
        ),
        (
            datetime(2026, 12, 31, 23, 59),
            date(2027, 1, 4),
            "Received at 23:59, after 17:00: counts as received on Monday 4 January 2027",
        ),
        (date(2026, 12, 18), FRIDAY, "Received: the day of receipt is day 0"),
        (
            date(2026, 12, 20),
            MONDAY,
            "Received on a Sunday: counts as received on Monday 21 December",
        ),
    ],
)
def test_what_comes_late_or_on_a_closed_day_counts_on_the_next_working_day(moment, zero, why):
    received = council().received_on(moment)
    assert (received.date, received.why) == (zero, why)
    assert received.arrived == date(moment.year, moment.month, moment.day)


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (
            datetime(2026, 12, 18, 17, 20),
            "Received at 17:20, after 17:00: counts as received the same day, day 0",
        ),
        (
            datetime(2026, 12, 19, 9),
            "Received at 09:00 on a Saturday: counts as received the same day, day 0",
        ),
        (date(2026, 12, 19), "Received on a Saturday: counts as received the same day, day 0"),
        (datetime(2026, 12, 18, 9), "Received at 09:00: the day of receipt is day 0"),
    ],
)
def test_where_the_rule_says_so_it_counts_as_received_that_very_day(moment, why):
    received = council(late_counts_next_day=False).received_on(moment)
    assert (received.date.day, received.why) == (moment.day, why)


def test_day_one_after_a_saturday_that_counts_as_itself_is_the_monday():
    same_day = council(late_counts_next_day=False)
    assert same_day.due_date(datetime(2026, 12, 19, 9), count=1) == MONDAY
    assert council().due_date(datetime(2026, 12, 19, 9), count=1) == date(2026, 12, 22)


def test_without_a_cut_off_the_last_minute_is_in_time():
    received = WorkingTime(ENGLAND).received_on(datetime(2026, 12, 18, 23, 59))
    assert received.date == FRIDAY


@pytest.mark.parametrize(
    ("moment", "zero"),
    [
        # British summer time: 16:30 in Greenwich is 17:30 here, after the cut-off.
        (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 7, 1, 15, 59, tzinfo=UTC), date(2026, 7, 1)),
        # Winter: the same clock reading is in time.
        (datetime(2026, 12, 1, 16, 30, tzinfo=UTC), date(2026, 12, 1)),
        # The night the clocks go forward (29 March 2026) and the first working day after it.
        (datetime(2026, 3, 27, 17, 0, tzinfo=UTC), date(2026, 3, 27)),
        (datetime(2026, 3, 30, 16, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 3, 30, 16, 1, tzinfo=UTC), date(2026, 3, 31)),
        # The night they go back (25 October 2026).
        (datetime(2026, 10, 23, 16, 1, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 10, 26, 17, 0, tzinfo=UTC), date(2026, 10, 26)),
        # Half past eleven at night in Greenwich is tomorrow here in summer.
        (datetime(2026, 6, 29, 23, 30, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 12, 1, tzinfo=timezone(-timedelta(hours=4))), date(2026, 7, 2)),
    ],
)
def test_moments_with_a_time_zone_are_turned_into_local_time(moment, zero):
    assert council().received_on(moment).date == zero


def test_a_moment_without_a_time_zone_is_local_in_summer_too():
    assert council().received_on(datetime(2026, 7, 1, 16, 59)).date == date(2026, 7, 1)


def test_another_time_zone_can_be_the_local_one():
    abroad = council(timezone=ZoneInfo("America/New_York"))
    assert abroad.received_on(datetime(2026, 7, 1, 21, 0, tzinfo=UTC)).date == date(2026, 7, 1)
    assert abroad.received_on(datetime(2026, 7, 1, 21, 1, tzinfo=UTC)).date == date(2026, 7, 2)


def test_a_cut_off_with_a_time_zone_is_refused():
    with pytest.raises(BadCutOff, match="without a time zone"):
        WorkingTime(ENGLAND, cut_off=time(17, tzinfo=UTC))


def test_a_closure_without_a_reason_is_refused():
    with pytest.raises(BadClosure, match="Say why the council is closed on Thursday 24 December"):
        WorkingTime(ENGLAND, closures={date(2026, 12, 24): " "})


def test_a_closure_that_is_a_moment_is_refused():
    with pytest.raises(BadClosure, match="A closure day is a plain date"):
        WorkingTime(ENGLAND, closures={datetime(2026, 12, 24): "Christmas Eve"})


def test_a_closure_beyond_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar) as outside:
        WorkingTime(ENGLAND, closures={date(2031, 12, 24): "Christmas Eve"})
    assert str(outside.value).startswith(
        "The council's closure day (Christmas Eve) cannot be used: Wednesday 24 December 2031 is "
        "outside the calendar for England and Wales, which covers 1 January 2019 to 31 December"
    )


def test_a_closure_taken_out_of_the_mapping_afterwards_still_holds():
    closures = dict(CHRISTMAS_EVE)
    working_time = WorkingTime(ENGLAND, closures=closures)
    closures.clear()
    assert working_time.why_closed(date(2026, 12, 24)) == "Council closed: Christmas Eve"
    assert not working_time.is_working(date(2026, 12, 24))
