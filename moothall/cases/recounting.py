"""Keeps days true when closure days change: open clocks are counted again, and owners are told.

Each recount is an event of the system on the case. An agreed or explained day is a promise of its
own and stays, and so does one that the calendar does not reach. Who owns what is in `rehoming.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from moothall.cases import beginning, fields, index, recording, rehoming, telling
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Clock
from moothall.cases.standing import RECOUNT, Json, moment
from moothall.cases.words import Wording
from moothall.people.law import working_time_of
from moothall.people.models import Council
from moothall.worktime import OutsideCalendar, WorkingTime


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock that comes out on another day."""

    case: Case
    act: str  # label of the act that meets it
    was: date
    due: date
    clause: str
    stays: bool  # the day was agreed or explained since: it stays what it is


def preview(council: Council, *, closures: Mapping[date, str]) -> tuple[Moved, ...]:
    """What `recount_all` would do with these closure days instead of the present ones.

    Nothing is written. Raises OutsideCalendar where one of them lies beyond the calendar.
    """
    return tuple(_previewed(council, closures))


def _previewed(council: Council, closures: Mapping[date, str]) -> Iterator[Moved]:
    for clock in _running(council):
        edition = clock.case.edition
        now = _counted(working_time_of(council, edition=edition), clock)
        then = _counted(working_time_of(council, edition=edition, closures=closures), clock)
        if now is None or then is None or clock.due is None:
            continue
        stays = _is_own_promise(clock.history)
        if then != (now if stays else clock.due):
            act = beginning.procedure_of(clock.case.kind).acts[clock.act.partition(".")[2]]
            yield Moved(clock.case, act.label, clock.due, then, clock.clause, stays)


def recount_all(
    council: Council, *, at: datetime, because: str = "", among: Collection[int] | None = None
) -> tuple[Case, ...]:
    """Counts the days of running clocks again; the cases that changed. `because` says why, in a
    sentence, on the case and to its owners. Only `among` these cases where that is given."""
    if among is not None and not among:
        return ()
    changed: dict[int, Case] = {}
    running = _running(council)
    for clock in running if among is None else running.filter(case__in=among):
        working = working_time_of(council, edition=clock.case.edition)
        if clock.case.pk not in changed and _differing(working, index.clock_values(clock)):
            changed[clock.case.pk] = clock.case
    return tuple(case for case in changed.values() if _recount(case, at=at, because=because))


def _running(council: Council) -> QuerySet[Clock]:
    running = Clock.objects.filter(
        case__council=council, met_at=None, stopped_at=None, count__isnull=False
    )
    return running.select_related("case__council").order_by("pk")


def _is_own_promise(history: list[Json]) -> bool:
    """Whether the day was moved by people, and so is counted no more."""
    return any(move["act"] != RECOUNT for move in history)


def _counted(working: WorkingTime, clock: Clock) -> date | None:
    """The day by the calendar; None beyond it."""
    assert clock.count is not None, "only clocks with a number run through here"
    try:
        return working.due_date(clock.started_at, count=clock.count, unit=clock.unit)
    except OutsideCalendar:
        return None


def _differing(working: WorkingTime, clock: Json) -> date | None:
    """The day that a clock is due by the calendar as it is now; None where it is due already."""
    if clock["count"] is None or _is_own_promise(clock["history"]):
        return None
    started = datetime.fromisoformat(clock["started_at"])
    try:
        due = working.due_date(started, count=clock["count"], unit=clock["unit"])
    except OutsideCalendar:
        return None
    return due if due.isoformat() != clock["due"] else None


def _recount(case: Case, *, at: datetime, because: str) -> bool:
    with transaction.atomic():
        doing = rehoming.system_act(case, RECOUNT, at=at)
        doing.after = doing.standing.copy()
        counted = [_count_again(doing, clock) for _, clock in doing.now.running()]
        said = " ".join(filter(None, counted))
        if not said:
            return False
        words = " ".join(filter(None, (because, "The days were counted again.", said)))
        tells = {telling.OWNERS: Wording("", ((words,),))}
        rehoming.say(doing, words, tells=tells)
        recording.record(doing, recording.Origin())
        return True


def _count_again(doing: Doing, clock: Json) -> str:
    due = _differing(doing.working, clock)
    if due is None:
        return ""
    move = {
        "at": moment(doing.at),
        "due": due.isoformat(),
        "was": clock["due"],
        "act": RECOUNT,
    }
    was = fields.in_words(date.fromisoformat(clock["due"]))
    clock["history"] = [*clock["history"], move]
    clock["due"] = due.isoformat()
    act = doing.procedure.acts[clock["act"].partition(".")[2]]
    by = f", by clause {clock['clause']}" if clock["clause"] else ""
    return f"{act.label}: due {fields.in_words(due)} (it was {was}{by})."
