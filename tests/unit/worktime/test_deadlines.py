"""When something is due, and the plain arithmetic of working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from worktime_oracles import NATIONS

from moothall.worktime import (
    BadCount,
    OutsideCalendar,
    UnknownUnit,
    WorkingTime,
    date_after,
    load_calendar,
)

ENGLAND = WorkingTime(load_calendar("england-and-wales"))
SCOTLAND = WorkingTime(load_calendar("scotland"))
ULSTER = WorkingTime(load_calendar("northern-ireland"))
SAME_DAY = WorkingTime(load_calendar("england-and-wales"), late_counts_next_day=False)


def test_ten_working_days_over_christmas_2026():
    assert ENGLAND.due(datetime(2026, 12, 18, 15), count=10).due == date(2027, 1, 6)
    # Scotland also keeps 2 January, on Monday the 4th.
    assert SCOTLAND.due(datetime(2026, 12, 18, 15), count=10).due == date(2027, 1, 7)
    assert ULSTER.due(datetime(2026, 12, 18, 15), count=10).due == date(2027, 1, 6)


def test_a_start_on_a_saturday_does_not_gain_a_day():
    saturday = datetime(2026, 12, 19, 11)
    assert SAME_DAY.due_date(saturday, count=10) == date(2027, 1, 6)
    assert ENGLAND.due_date(saturday, count=10) == date(2027, 1, 7)


def test_closure_days_delay_what_is_due():
    closures = {date(2026, 12, day): "Between Christmas and New Year" for day in (24, 29, 30, 31)}
    closed = WorkingTime(load_calendar("england-and-wales"), closures=closures)
    assert closed.due_date(datetime(2026, 12, 18, 15), count=10) == date(2027, 1, 12)


def test_a_closure_on_a_day_nobody_works_anyway_changes_nothing():
    closed = WorkingTime(load_calendar("england-and-wales"), closures={date(2026, 12, 26): "Shut"})
    assert closed.due_date(datetime(2026, 12, 18, 15), count=10) == date(2027, 1, 6)
    assert closed.why_closed(date(2026, 12, 26)) == "Saturday"


def test_nought_working_days_is_the_day_of_receipt_or_the_next_that_is_worked():
    assert ENGLAND.due_date(datetime(2026, 12, 18, 15), count=0) == date(2026, 12, 18)
    assert ENGLAND.due_date(datetime(2026, 12, 19, 15), count=0) == date(2026, 12, 21)
    assert SAME_DAY.due_date(datetime(2026, 12, 19, 15), count=0) == date(2026, 12, 21)


@pytest.mark.parametrize("unit", ["working days", "days", "months", "years"])
def test_a_negative_count_is_refused(unit):
    with pytest.raises(BadCount, match=r"-1 is less than nought.*subtract"):
        ENGLAND.due(date(2026, 12, 18), count=-1, unit=unit)


def test_an_unknown_unit_names_the_nearest():
    with pytest.raises(UnknownUnit, match=r"working days, days, months or years\..*'months'"):
        ENGLAND.due(date(2026, 12, 18), count=1, unit="month")
    with pytest.raises(UnknownUnit, match="'working days' is not a unit"):
        date_after(date(2026, 12, 18), count=1, unit="working days")


@pytest.mark.parametrize(
    ("start", "count", "unit", "due"),
    [
        (date(2026, 12, 18), 28, "days", date(2027, 1, 15)),
        (date(2026, 12, 18), 0, "days", date(2026, 12, 18)),
        (date(2026, 12, 18), 7, "days", date(2026, 12, 25)),  # Christmas Day: the date stands
        (date(2027, 1, 29), 1, "months", date(2027, 2, 28)),
        (date(2028, 1, 31), 1, "months", date(2028, 2, 29)),
        (date(2028, 1, 31), 2, "months", date(2028, 3, 31)),
        (date(2026, 10, 30), 4, "months", date(2027, 2, 28)),
        (date(2026, 12, 18), 12, "months", date(2027, 12, 18)),
        (date(2026, 12, 18), 0, "months", date(2026, 12, 18)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
        (date(2026, 12, 18), 2, "years", date(2028, 12, 18)),
    ],
)
def test_days_months_and_years_go_by_the_calendar_with_month_ends_clipped(start, count, unit, due):
    assert date_after(start, count=count, unit=unit) == due
    assert SAME_DAY.due_date(start, count=count, unit=unit) == due
    assert SAME_DAY.due(start, count=count, unit=unit).due == due


def test_days_by_the_calendar_also_begin_with_the_day_that_counts_as_receipt():
    late = WorkingTime(load_calendar("england-and-wales"), cut_off=time(17))
    assert late.due_date(datetime(2026, 12, 18, 18), count=7, unit="days") == date(2026, 12, 28)
    assert late.due_date(datetime(2026, 12, 18, 18), count=1, unit="months") == date(2027, 1, 21)


def test_a_review_beyond_what_is_published_can_be_dated_without_a_calendar():
    assert date_after(date(2026, 5, 18), count=6, unit="years") == date(2032, 5, 18)
    assert date_after(date(2026, 5, 18), count=7973, unit="years") == date(9999, 5, 18)
    with pytest.raises(OutsideCalendar, match="18 May 2032"):
        ENGLAND.due_date(date(2026, 5, 18), count=6, unit="years")


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 12, 18), 1, date(2026, 12, 21)),
        (date(2026, 12, 18), 0, date(2026, 12, 18)),
        (date(2026, 12, 19), 0, date(2026, 12, 21)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2022, 5, 31), 3, date(2022, 6, 7)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2023, 5, 5), 1, date(2023, 5, 9)),
    ],
)
def test_adding_working_days(day, count, later):
    assert ENGLAND.add(day, count) == later
    assert ENGLAND.between(day, later) == count or count == 0


@pytest.mark.parametrize(
    ("day", "count", "earlier"),
    [
        (date(2026, 12, 21), 1, date(2026, 12, 18)),
        (date(2026, 12, 20), 1, date(2026, 12, 18)),
        (date(2026, 12, 20), 0, date(2026, 12, 18)),
        (date(2026, 12, 21), 0, date(2026, 12, 21)),
        (date(2027, 1, 4), 2, date(2026, 12, 30)),
        (date(2026, 12, 29), 1, date(2026, 12, 24)),
    ],
)
def test_subtracting_working_days(day, count, earlier):
    assert ENGLAND.subtract(day, count) == earlier


def test_adding_or_subtracting_a_negative_number_is_refused():
    for ask in (ENGLAND.add, ENGLAND.subtract):
        with pytest.raises(BadCount, match="-2 is less than nought"):
            ask(date(2026, 12, 18), -2)


def test_working_days_between_two_days():
    assert ENGLAND.between(date(2026, 12, 18), date(2027, 1, 6)) == 10
    assert ENGLAND.between(date(2027, 1, 6), date(2026, 12, 18)) == -10
    assert ENGLAND.between(date(2026, 12, 25), date(2026, 12, 28)) == 0
    assert ENGLAND.between(date(2026, 12, 18), date(2026, 12, 18)) == 0


def test_a_moment_where_a_day_is_meant_is_refused_not_guessed_at():
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    for ask in (
        lambda: ENGLAND.is_working(moment),
        lambda: ENGLAND.add(moment, 1),
        lambda: ENGLAND.subtract(moment, 1),
        lambda: ENGLAND.between(moment, date(2026, 7, 1)),
    ):
        with pytest.raises(TypeError, match="ask received_on which day it counts as"):
            ask()


# Beyond what is covered ------------------------------------------------------------------------

FIRST, LAST = ENGLAND.calendar.covers
BEFORE, AFTER = date(2018, 12, 31), date(2029, 1, 1)
TOO_FAR = {
    "is it working, before": (lambda: ENGLAND.is_working(BEFORE), BEFORE),
    "is it working, after": (lambda: ENGLAND.is_working(AFTER), AFTER),
    "why closed, before": (lambda: ENGLAND.why_closed(BEFORE), BEFORE),
    "why closed, on a Saturday": (lambda: ENGLAND.why_closed(date(2029, 1, 6)), date(2029, 1, 6)),
    "received before": (lambda: ENGLAND.received_on(BEFORE), BEFORE),
    "received after": (lambda: ENGLAND.received_on(AFTER), AFTER),
    "received on the last day, a Sunday": (lambda: ENGLAND.received_on(LAST), AFTER),
    "received in local time": (
        lambda: ENGLAND.received_on(datetime(2018, 12, 31, 23, 59, tzinfo=UTC)),
        BEFORE,
    ),
    "due after": (lambda: ENGLAND.due(date(2028, 12, 20), count=10), AFTER),
    "due long after": (lambda: ENGLAND.due_date(date(2026, 12, 18), count=10**9), AFTER),
    "days after": (
        lambda: ENGLAND.due(date(2028, 12, 20), count=13, unit="days"),
        date(2029, 1, 2),
    ),
    "days beyond the year 9999": (
        lambda: ENGLAND.due(date(2026, 12, 18), count=10**7, unit="days"),
        AFTER,
    ),
    "days beyond all reckoning": (
        lambda: ENGLAND.due(date(2026, 12, 18), count=10**12, unit="days"),
        AFTER,
    ),
    "years beyond the year 9999": (
        lambda: ENGLAND.due(date(2026, 12, 18), count=8000, unit="years"),
        AFTER,
    ),
    "add after": (lambda: ENGLAND.add(date(2028, 12, 29), 1), AFTER),
    "add nought on the last day, a Sunday": (lambda: ENGLAND.add(LAST, 0), AFTER),
    "subtract before": (lambda: ENGLAND.subtract(date(2019, 1, 2), 1), BEFORE),
    "subtract nought on the first day, a holiday": (lambda: ENGLAND.subtract(FIRST, 0), BEFORE),
    "between, start": (lambda: ENGLAND.between(BEFORE, LAST), BEFORE),
    "between, end": (lambda: ENGLAND.between(FIRST, AFTER), AFTER),
}


@pytest.mark.parametrize("question", TOO_FAR)
def test_beyond_the_calendar_is_an_error_never_a_guess(question):
    ask, day = TOO_FAR[question]
    with pytest.raises(OutsideCalendar) as outside:
        ask()
    assert outside.value.day == day
    assert outside.value.calendar == "england-and-wales"
    assert outside.value.covers == (FIRST, LAST)


def test_up_to_the_very_edge_there_is_an_answer():
    assert ENGLAND.due_date(date(2028, 12, 28), count=1) == date(2028, 12, 29)
    assert ENGLAND.due_date(date(2028, 12, 18), count=13, unit="days") == LAST
    assert ENGLAND.subtract(date(2019, 1, 3), 1) == date(2019, 1, 2)
    assert not ENGLAND.is_working(FIRST)
    assert not ENGLAND.is_working(LAST)


def test_the_error_says_which_calendar_which_day_what_is_covered_and_what_to_do():
    with pytest.raises(OutsideCalendar) as after:
        SCOTLAND.is_working(date(2029, 1, 1))
    assert str(after.value) == (
        "Monday 1 January 2029 is outside the calendar for Scotland, which covers 1 January 2019 "
        "to 31 December 2028. Once GOV.UK has published the bank holidays up to 2029, add them to "
        "calendars/scotland.yaml and move `until:` under `covers:` to 31 December 2029."
    )
    with pytest.raises(OutsideCalendar) as before:
        SCOTLAND.is_working(date(2017, 6, 1))
    assert str(before.value).endswith(
        "Add the bank holidays of 2017 to calendars/scotland.yaml and move `from:` under "
        "`covers:` back to 1 January 2017."
    )
    with pytest.raises(OutsideCalendar, match=r"^The count runs beyond what is known: Monday"):
        SCOTLAND.due(date(2028, 12, 20), count=10)


@pytest.mark.parametrize("nation", NATIONS)
def test_every_covered_day_has_an_answer(nation):
    working_time = WorkingTime(load_calendar(nation))
    first, last = working_time.calendar.covers
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    for day in days:
        assert working_time.is_working(day) == (working_time.why_closed(day) is None)
    assert len(days) == 3653
