"""How fast working days are counted, beside the plainest way and beside the `holidays` package."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import partial

import holidays as holidays_package

from bench.timing import Report
from moothall import places
from moothall.worktime import WorkingTime, load_calendar, read_calendar

MOMENT = datetime(2026, 12, 18, 15)
DAY = date(2026, 12, 18)
CUT_OFF = time(17)


def run(report: Report) -> None:
    calendar = load_calendar("england-and-wales")
    council = WorkingTime(calendar, cut_off=CUT_OFF, closures={date(2026, 12, 24): "Christmas Eve"})
    theirs = holidays_package.country_holidays("GB", subdiv="ENG", years=range(2019, 2029))

    report.heading("Working time: is this a working day")
    report.compare(
        {
            "the package, weekend and lookup": lambda: DAY.weekday() < 5 and DAY not in theirs,
            "WorkingTime.is_working": lambda: council.is_working(DAY),
        }
    )
    for count in (10, 250):
        report.heading(f"Working time: {count} working days later")
        timings = report.compare(
            {
                "walking day by day": partial(walk, calendar.holidays, DAY, count),
                "WorkingTime.add": partial(council.add, DAY, count),
                "WorkingTime.due_date": partial(council.due_date, MOMENT, count=count),
                "WorkingTime.due, with its account": partial(council.due, MOMENT, count=count),
            }
        )
        due = timings["WorkingTime.due, with its account"]
    report.expect("250 working days with their account in under 1 ms", holds=due.seconds < 1e-3)

    report.heading("Working time: getting ready")
    file = places.CALENDARS / "england-and-wales.yaml"
    report.compare({"reading one calendar file": partial(read_calendar, file)})
    report.compare({"tables of one council": partial(WorkingTime, calendar, cut_off=CUT_OFF)})


def walk(holidays: Container[date], day: date, count: int) -> date:
    """The plainest way: one day at a time."""
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day
