"""The day-by-day account, word for word."""

from __future__ import annotations

from datetime import date, datetime, time

from moothall.worktime import Day, WorkingTime, load_calendar

ENGLAND = load_calendar("england-and-wales")


def told(account):
    return [(day.date.day, day.number, day.why) for day in account]


def test_over_christmas_after_the_cut_off_with_a_closure_day():
    council = WorkingTime(ENGLAND, closures={date(2026, 12, 24): "Christmas Eve"}, cut_off=time(17))
    due = council.due(datetime(2026, 12, 18, 17, 20), count=3)
    assert told(due.account) == [
        (18, None, "Received at 17:20, after 17:00: counts as received on Monday 21 December"),
        (19, None, "Saturday"),
        (20, None, "Sunday"),
        (21, 0, "Counts as the day of receipt: day 0"),
        (22, 1, "Working day 1 of 3"),
        (23, 2, "Working day 2 of 3"),
        (24, None, "Council closed: Christmas Eve"),
        (25, None, "Christmas Day"),
        (26, None, "Saturday"),
        (27, None, "Sunday"),
        (28, None, "Boxing Day (substitute day)"),
        (29, 3, "Working day 3 of 3"),
    ]
    assert due.due == date(2026, 12, 29)


def test_on_a_weekend_that_counts_as_itself():
    council = WorkingTime(ENGLAND, late_counts_next_day=False)
    assert told(council.due(datetime(2026, 12, 19, 10), count=1).account) == [
        (19, 0, "Received at 10:00 on a Saturday: counts as received the same day, day 0"),
        (20, None, "Sunday"),
        (21, 1, "Working day 1 of 1"),
    ]


def test_nought_working_days():
    council = WorkingTime(ENGLAND, late_counts_next_day=False)
    assert told(council.due(datetime(2026, 12, 18, 10), count=0).account) == [
        (18, 0, "Received at 10:00: the day of receipt is day 0")
    ]
    assert told(council.due(datetime(2026, 12, 19, 10), count=0).account) == [
        (19, 0, "Received at 10:00 on a Saturday: counts as received the same day, day 0"),
        (20, None, "Sunday"),
        (21, None, "The next working day: due"),
    ]


def test_plain_days_say_so_when_the_last_is_not_worked():
    account = WorkingTime(ENGLAND).due(date(2026, 12, 22), count=3, unit="days").account
    assert [day.counted for day in account] == [False, True, True, True]
    assert told(account) == [
        (22, 0, "Received: the day of receipt is day 0"),
        (23, 1, "Day 1 of 3"),
        (24, 2, "Day 2 of 3"),
        (25, 3, "Day 3 of 3 (not a working day: Christmas Day; counted in days, the date stands)"),
    ]


def test_months_say_when_a_month_end_is_clipped():
    council = WorkingTime(ENGLAND, late_counts_next_day=False)
    account = council.due(date(2027, 1, 31), count=2, unit="months").account
    assert [day for day in account if day.counted] == [
        Day(
            date(2027, 2, 28),
            True,
            1,
            "Month 1 of 2 is complete (February 2027 has no day 31, so its last day counts)",
        ),
        Day(date(2027, 3, 31), True, 2, "Month 2 of 2 is complete"),
    ]
    assert told(account)[1] == (1, None, "Within month 1 of 2")
    assert told(account)[-2] == (30, None, "Within month 2 of 2")
    assert len(account) == 28 + 31 + 1


def test_years_too():
    account = WorkingTime(ENGLAND).due(date(2024, 2, 29), count=1, unit="years").account
    assert told(account)[-1] == (
        28,
        1,
        "Year 1 of 1 is complete (February 2025 has no day 29, so its last day counts)",
    )
    assert told(account)[-2] == (27, None, "Within year 1 of 1")


def test_as_json():
    due = WorkingTime(ENGLAND).due(datetime(2026, 12, 18, 15), count=1)
    assert due.as_json() == {
        "due": "2026-12-21",
        "account": [
            {
                "date": "2026-12-18",
                "counted": False,
                "why": "Received at 15:00: the day of receipt is day 0",
            },
            {"date": "2026-12-19", "counted": False, "why": "Saturday"},
            {"date": "2026-12-20", "counted": False, "why": "Sunday"},
            {"date": "2026-12-21", "counted": True, "why": "Working day 1 of 1"},
        ],
    }
