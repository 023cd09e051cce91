"""Days, months and years by the calendar, without regard to working days.

Month ends are clipped: one month after 31 January is the last day of February. Every step counts
from the start, never from a clipped day, so two months after 31 January is 31 March.
"""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Literal, get_args

from moothall.worktime import words

Unit = Literal["working days", "days", "months", "years"]
UNITS: tuple[str, ...] = get_args(Unit)


class UnknownUnit(ValueError):
    """A unit of time that no protocol can use."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"{unit!r} is not a unit of time: use {', '.join(UNITS[:-1])} or {UNITS[-1]}."
            + words.nearest(unit, UNITS)
        )


class BadCount(ValueError):
    """A number of days (months, years) that cannot be counted."""


def refuse_negative(count: int) -> None:
    """Raises BadCount below nought: counting back is asked for by name, not by sign."""
    if count < 0:
        raise BadCount(
            f"{count} is less than nought. A deadline cannot fall before what starts it; "
            "to count working days back from a day, subtract."
        )


def date_after(start: date, *, count: int, unit: str) -> date:
    """The date `count` days, months or years after `start`, month ends clipped.

    No calendar is asked, so this reaches any year up to 9999: use it for reviews and retention
    that lie beyond what is published. Raises UnknownUnit (also for working days, which need a
    calendar), BadCount below nought and OverflowError beyond the year 9999.
    """
    refuse_negative(count)
    if unit == "days":
        return start + timedelta(days=count)
    if unit not in ("months", "years"):
        raise UnknownUnit(unit)
    ahead = start.month - 1 + count * (12 if unit == "years" else 1)
    year, month = start.year + ahead // 12, ahead % 12 + 1
    if year > date.max.year:
        raise OverflowError("no calendar goes beyond the year 9999")
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))
