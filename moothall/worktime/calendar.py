"""A nation's calendar: which days are bank holidays, and how far that is known.

Values only. Reading the files is in `reading.py`; counting days, and a council's own closure
days, are in `counting.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from moothall.worktime import words

SATURDAY = 5  # as date.weekday() counts


class Covers(NamedTuple):
    """The days a calendar answers for, both ends included."""

    first: date
    last: date


class Source(NamedTuple):
    """Where a calendar's days are published."""

    words: str
    address: str


class OutsideCalendar(LookupError):
    """A day was asked for that the calendar does not cover: an error, never a guess.

    `day` is the first day the calendar could not answer for, `covers` what it does answer for.
    """

    def __init__(self, calendar: Calendar, day: date, *, because: str = "") -> None:
        self.calendar = calendar.name
        self.day = day
        self.covers = calendar.covers
        first, last = calendar.covers
        remedy = (
            f"Add the bank holidays of {day.year} to calendars/{calendar.name}.yaml and move "
            f"`from:` under `covers:` back to 1 January {day.year}."
            if day < first
            else f"Once GOV.UK has published the bank holidays up to {day.year}, add them to "
            f"calendars/{calendar.name}.yaml and move `until:` under `covers:` to "
            f"31 December {day.year}."
        )
        super().__init__(
            f"{because}{words.full_date(day)} is outside the calendar for {calendar.title}, which "
            f"covers {words.plain_date(first)} to {words.plain_date(last)}. {remedy}"
        )


@dataclass(frozen=True, eq=False)
class Calendar:
    """The bank holidays of one nation (Banking and Financial Dealings Act 1971)."""

    name: str  # the file's name: "england-and-wales"
    title: str  # "England and Wales"
    covers: Covers
    holidays: Mapping[date, str]
    source: tuple[Source, ...]

    def reaches(self, day: date) -> bool:
        """Whether the calendar can answer for this day."""
        return self.covers.first <= day <= self.covers.last

    def why_closed(self, day: date) -> str | None:
        """Why nobody works on this day ("Saturday", "Good Friday"), or None if they do.

        Raises OutsideCalendar beyond `covers`.
        """
        if not self.reaches(day):
            raise OutsideCalendar(self, day)
        if day.weekday() >= SATURDAY:
            return words.weekday(day)
        return self.holidays.get(day)

    @cached_property
    def open_days(self) -> bytes:
        """One byte for each covered day from the first: 1 where people work, 0 where not."""
        first, last = self.covers
        days = (first + timedelta(days=step) for step in range((last - first).days + 1))
        return bytes(day.weekday() < SATURDAY and day not in self.holidays for day in days)
