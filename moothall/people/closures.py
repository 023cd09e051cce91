"""Days on which the council is shut although they are no bank holidays: added and taken back.

What that does to the days of open cases is counted in `moothall/cases/recounting.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from moothall.people.changing import CannotChange, Changing
from moothall.people.models import ClosureDay, Council
from moothall.worktime import OutsideCalendar, load_calendar
from moothall.worktime.words import full_date, plain_date

MOST = 31  # days at once


def closing(council: Council, *, first: date, last: date | None, reason: str) -> dict[date, str]:
    """The days from `first` to `last` on which the council would otherwise work, with the reason.

    Raises CannotChange for `first`, `last` and `reason`: where there is none of them, where a day
    lies beyond the calendar or the reason is wanting.
    """
    if not reason.strip():
        raise CannotChange(reason="Say why the council is shut")
    if len(reason) > 200:
        raise CannotChange(reason="The reason must be 200 characters or less")
    until = last or first
    if until < first:
        raise CannotChange(last="The last day must not be before the first")
    if (until - first).days >= MOST:
        raise CannotChange(last=f"Enter at most {MOST} days at once")
    days = [first + timedelta(days=step) for step in range((until - first).days + 1)]
    shut = {day: why for day in days if (why := why_shut(council, day))}
    if len(shut) == len(days):
        raise CannotChange(first=f"{full_date(first)}: {shut[first]}. Nobody works then anyway")
    return {day: reason.strip() for day in days if day not in shut}


def why_shut(council: Council, day: date) -> str:
    """Why nobody works that day already; nothing where they do.

    Raises CannotChange for `first` beyond the calendar.
    """
    calendar = load_calendar(council.calendar)
    try:
        nation = calendar.why_closed(day)
    except OutsideCalendar:
        begins, ends = calendar.covers
        raise CannotChange(
            first=f"The bank holidays are known from {plain_date(begins)} to {plain_date(ends)} "
            "only: enter a day between"
        ) from None
    known = ClosureDay.objects.filter(council=council, date=day).first()
    return nation or (f"it is a closure day already ({known.reason})" if known else "")


def close(changing: Changing, days: dict[date, str]) -> None:
    """The council is shut on these days (see `closing`)."""
    with transaction.atomic():
        for day, reason in days.items():
            changing.add(ClosureDay(council=changing.council, date=day, reason=reason))


def in_words(days: dict[date, str]) -> Iterator[str]:
    """Why days are counted again: one sentence for each closure day."""
    for day, reason in days.items():
        yield f"{full_date(day)} is a closure day now ({reason.rstrip('.')})."
