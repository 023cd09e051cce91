"""Working time: which days a council works, when something is due, and the account of it.

Pure: knows no clock, no database and no protocol. What lies beyond a calendar's `covers:` is an
error. The words: **calendar** (a nation's bank holidays), **closure** (a council's own day),
**cut-off**, **day 0** (receipt), **due**, **account** (every day between, counted or not, and why).
"""

from __future__ import annotations

from moothall.worktime.account import Day, Due, Received
from moothall.worktime.calendar import Calendar, Covers, OutsideCalendar, Source
from moothall.worktime.counting import LONDON, BadClosure, BadCutOff, WorkingTime
from moothall.worktime.reading import (
    BrokenCalendar,
    Fault,
    UnknownCalendar,
    load_calendar,
    read_calendar,
)
from moothall.worktime.units import UNITS, BadCount, Unit, UnknownUnit, date_after

__all__ = [
    "LONDON",
    "UNITS",
    "BadClosure",
    "BadCount",
    "BadCutOff",
    "BrokenCalendar",
    "Calendar",
    "Covers",
    "Day",
    "Due",
    "Fault",
    "OutsideCalendar",
    "Received",
    "Source",
    "Unit",
    "UnknownCalendar",
    "UnknownUnit",
    "WorkingTime",
    "date_after",
    "load_calendar",
    "read_calendar",
]
