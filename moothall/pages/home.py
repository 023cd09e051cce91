"""Home: what needs me, in order of urgency; then what I am waiting for."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from moothall.cases import possible, visibility
from moothall.cases.models import Case
from moothall.cases.procedure import Act
from moothall.cases.procedures import load
from moothall.cases.search import queue, waiting_for
from moothall.pages import stopped
from moothall.pages.dates import NextDate, dates_of
from moothall.pages.protocol import findings
from moothall.pages.visit import Visit
from moothall.post import release

MAIN_KIND = "enquiry"  # what most people come for: its start stands out
SOON = timedelta(days=4)
RECENT = timedelta(days=30)
URGENT, LATE, TODAY, DUE_SOON, LATER, NO_HURRY = (
    "Urgent: somebody may come to harm",
    "Late",
    "Due today",
    "Due soon",
    "Waiting for you",
    "When you like",
)
MOST_WAITING, MOST_REFUSALS, MOST_COUNTED = 10, 5, 1000


def home(visit: Visit) -> HttpResponse:
    """The first page of anybody who is signed in."""
    person, on = visit.by, visit.on
    mine = queue(person, on=on, filters={"mine": "yes"})
    mine_too = {case.pk for case in mine.rows}
    waiting = [case for case in queue(person, on=on).rows if case.pk not in mine_too]
    waiting = waiting[:MOST_WAITING]
    dates = dates_of(visit, [*mine.rows, *waiting])
    return visit.render(
        "home.html",
        groups=_by_urgency(visit, mine.rows, dates),
        more=mine.more,
        waiting=waiting,
        dates=dates,
        states=states_in_words(),
        start=_start(visit),
        quarantined=_quarantined(visit),
        untriaged=_untriaged(visit) if visit.is_hub else 0,
        most_counted=MOST_COUNTED,
        open_questions=_open_questions(visit),
        refusals=_refusals(visit),
    )


def _start(visit: Visit) -> tuple[str, Act] | None:
    """What most people come for, where the person may begin it; all the rest is in `start.py`."""
    open_ = possible.starting_acts(visit.council, by=visit.by, at=visit.at, kind=MAIN_KIND)
    return next(((MAIN_KIND, one.act) for one in open_), None)


def states_in_words() -> dict[tuple[str, str], str]:
    """The label of each state, by kind of business and name."""
    return {
        (kind, name): state.label
        for kind, procedure in load().items()
        for name, state in procedure.states.items()
    }


def _by_urgency(
    visit: Visit, cases: tuple[Case, ...], dates: dict[int, NextDate]
) -> list[tuple[str, list[Case]]]:
    groups: dict[str, list[Case]] = {
        title: [] for title in (URGENT, LATE, TODAY, DUE_SOON, LATER, NO_HURRY)
    }
    for case in cases:
        groups[_urgency(visit, case, dates.get(case.pk))].append(case)
    return [(title, rows) for title, rows in groups.items() if rows]


def _urgency(visit: Visit, case: Case, date: NextDate | None) -> str:
    if date is None or not date.is_owed:
        return NO_HURRY
    if case.urgent:
        return URGENT
    if date.late:
        return LATE
    if date.today:
        return TODAY
    return DUE_SOON if date.day and date.day <= visit.on + SOON else LATER


def _quarantined(visit: Visit) -> int:
    if not visit.may_read_quarantine:
        return 0
    return release.quarantined_for(visit.by, on=visit.on).count()


def _untriaged(visit: Visit) -> int:
    return waiting_for(visit.by, "hub", on=visit.on)[:MOST_COUNTED].count()


def _open_questions(visit: Visit) -> int:
    """How much in the protocol waits for the person to settle it: readings, contradictions."""
    if visit.protocol.interpreter not in visit.roles:
        return 0
    return len(findings(visit.protocol))


def _refusals(visit: Visit) -> list[stopped.Stopped]:
    """What the protocol has stopped lately; the monitoring officer watches over it."""
    if "monitoring_officer" not in visit.roles:
        return []
    recent = visibility.refusals_for(visit.by, on=visit.on).filter(at__gt=visit.at - RECENT)
    rows = recent.select_related("case", "by").prefetch_related("said")
    return stopped.in_words(rows[:MOST_REFUSALS])
