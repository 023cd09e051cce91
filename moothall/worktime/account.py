"""The account of a deadline: every day from receipt to due, counted or not, and why.

Words and rows only. Which day is due is settled in `counting.py` before an account is drawn up;
the count here is made afresh, day by day, so that a reader can check it with a finger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from moothall.worktime import words
from moothall.worktime.units import date_after

WhyClosed = Callable[[date], str | None]
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Received:
    """When something counts as received: `date` is day 0, `arrived` the local day it came."""

    arrived: date
    date: date
    why: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an account.

    `counted`: this day completes one of the units counted (of months, the day each is over).
    `number`: which one; 0 for day 0, None for days that are not counted.
    """

    date: date
    counted: bool
    number: int | None
    why: str

    def as_json(self) -> dict[str, object]:
        """JSON-ready, the date as ISO text."""
        return {"date": self.date.isoformat(), "counted": self.counted, "why": self.why}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the account of how it was counted. Its last day is the day due."""

    due: date
    account: tuple[Day, ...]

    def as_json(self) -> dict[str, object]:
        """JSON-ready: `{"due": "2027-01-06", "account": [{"date", "counted", "why"}…]}`."""
        return {"due": self.due.isoformat(), "account": [day.as_json() for day in self.account]}


def days_of(
    received: Received, due: date, *, count: int, unit: str, why_closed: WhyClosed
) -> tuple[Day, ...]:
    """The account from receipt to `due`; as many days are counted as `count` says."""
    if unit == "working days":
        rest = _working_days(received.date, due, count=count, why_closed=why_closed)
    elif unit == "days":
        rest = _plain_days(received.date, due, count=count)
    else:
        rest = _long_units(received.date, due, count=count, unit=unit)
    rows = [*_receipt(received, why_closed), *rest]
    closed = why_closed(due)
    if closed and count and unit != "working days":
        last = rows[-1]
        why = f"{last.why} (not a working day: {closed}; counted in {unit}, the date stands)"
        rows[-1] = Day(last.date, last.counted, last.number, why)
    return tuple(rows)


def _span(after: date, until: date) -> Iterator[date]:
    """The days after the first, up to and including the last."""
    while after < until:
        after += _ONE_DAY
        yield after


def _receipt(received: Received, why_closed: WhyClosed) -> Iterator[Day]:
    if received.arrived == received.date:
        yield Day(received.date, False, 0, received.why)
        return
    yield Day(received.arrived, False, None, received.why)
    for day in _span(received.arrived, received.date - _ONE_DAY):
        yield Day(day, False, None, why_closed(day) or "")
    yield Day(received.date, False, 0, "Counts as the day of receipt: day 0")


def _working_days(zero: date, due: date, *, count: int, why_closed: WhyClosed) -> Iterator[Day]:
    number = 0
    for day in _span(zero, due):
        if closed := why_closed(day):
            yield Day(day, False, None, closed)
        elif count == 0:
            yield Day(day, False, None, "The next working day: due")
        else:
            number += 1
            yield Day(day, True, number, f"Working day {number} of {count}")


def _plain_days(zero: date, due: date, *, count: int) -> Iterator[Day]:
    for number, day in enumerate(_span(zero, due), start=1):
        yield Day(day, True, number, f"Day {number} of {count}")


def _long_units(zero: date, due: date, *, count: int, unit: str) -> Iterator[Day]:
    name = unit.removesuffix("s")
    number = 1
    completes = date_after(zero, count=number, unit=unit)
    for day in _span(zero, due):
        if day < completes:
            yield Day(day, False, None, f"Within {name} {number} of {count}")
            continue
        clipped = (
            f" ({words.month(day)} has no day {zero.day}, so its last day counts)"
            if day.day != zero.day
            else ""
        )
        yield Day(
            day, True, number, f"{name.capitalize()} {number} of {count} is complete{clipped}"
        )
        number += 1
        completes = date_after(zero, count=number, unit=unit)
