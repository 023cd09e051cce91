"""Dates, times and near misses in plain English.

Month and day names are written out here because `strftime` follows the machine's locale.
No rule of counting lives here (see `counting.py`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date, time

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def weekday(day: date) -> str:
    """Such as "Saturday"."""
    return _WEEKDAYS[day.weekday()]


def month(day: date) -> str:
    """Such as "February 2027"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def plain_date(day: date) -> str:
    """Such as "21 December 2026"."""
    return f"{day.day} {month(day)}"


def full_date(day: date) -> str:
    """Such as "Monday 21 December 2026"."""
    return f"{weekday(day)} {plain_date(day)}"


def date_seen_from(day: date, other: date) -> str:
    """The full date, its year left out where `other` has the same: "Monday 21 December"."""
    words = full_date(day)
    return words.rpartition(" ")[0] if day.year == other.year else words


def clock(moment: time) -> str:
    """Such as "17:20"; seconds only where there are any, so that 17:00:30 is seen to be late."""
    return moment.strftime("%H:%M:%S" if moment.second or moment.microsecond else "%H:%M")


def amount(count: int, unit: str) -> str:
    """Such as "1 working day" or "10 working days"; `unit` is given in the plural."""
    return f"{count} {unit[:-1] if count == 1 else unit}"


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint such as " Did you mean 'scotland'?", or nothing where no name comes close."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""
