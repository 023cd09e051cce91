"""The date that a list shows for each case, and how far off it is.

Which dates there are is `cases`' matter; every list of the pages shows them in these words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from moothall.cases.models import Case, Clock
from moothall.pages.visit import Visit
from moothall.worktime import OutsideCalendar


@dataclass(frozen=True, slots=True)
class NextDate:
    """What is owed on a case next or, where nothing is, what may still be done on it."""

    act: str  # "answer an enquiry", in the protocol's words
    sort: str
    clause: str
    in_words: str  # "promptly", where the clause gives a word and no number
    day: date | None
    first: date | None  # the day before it was moved, where it was
    today: bool
    late: bool
    away: str  # "3 working days left"

    @property
    def is_owed(self) -> bool:
        """Whether somebody waits for it; a limit only ends a right."""
        return self.sort != Clock.Sort.LIMIT


def dates_of(visit: Visit, cases: Collection[Case]) -> dict[int, NextDate]:
    """By the case's number: the earliest promise that runs, else one in words, else a limit."""
    found: dict[int, Clock] = {}
    cases = [case for case in cases if case.state]  # of others the person reads only a part
    # A case has a few clocks. A database asked for the running ones looks through all there are.
    clocks = Clock.objects.filter(case__in=cases).defer("history")
    for clock in clocks.order_by("due", "pk"):
        known = found.get(clock.case_id)
        running = clock.met_at is None and clock.stopped_at is None
        if running and (known is None or _place(clock) < _place(known)):
            found[clock.case_id] = clock
    return {number: _next_date(visit, clock) for number, clock in found.items()}


def _place(clock: Clock) -> tuple[bool, bool]:
    """What is owed comes before what may be done, and a day before a word."""
    return clock.sort == Clock.Sort.LIMIT, clock.due is None


def _next_date(visit: Visit, clock: Clock) -> NextDate:
    term = visit.protocol.vocabulary.acts.get(clock.act)
    owed = clock.due if clock.sort != Clock.Sort.LIMIT else None
    return NextDate(
        act=term.label if term else clock.act,
        sort=clock.sort,
        clause=clock.clause,
        in_words=clock.in_words,
        day=clock.due,
        first=clock.original_due if clock.original_due != clock.due else None,
        today=owed == visit.on,
        late=owed is not None and owed < visit.on,
        away=how_far(visit, owed) if owed else "",
    )


def how_far(visit: Visit, day: date) -> str:
    """How many working days there are from today to a day, or since; empty where none is known."""
    try:
        days = visit.working.between(visit.on, day)
    except OutsideCalendar:
        return ""
    said = f"{abs(days)} working day{'' if abs(days) == 1 else 's'}"
    if day == visit.on:
        return "today"
    if day < visit.on:
        return f"{said} late" if days else "late"
    return f"{said} left" if days else "no working day left"
