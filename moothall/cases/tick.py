"""What happens by itself: limits that lapse, clocks that move house, days counted anew, reminders.

Everything is idempotent and goes through `perform` or an event of its own; it may run as often as
one likes, and nothing depends on its running on time. It looks at what is due, and at what has
changed since it last looked (`watching.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime

from moothall.cases import (
    beginning,
    escalating,
    leaving,
    procedures,
    readings,
    recounting,
    rehoming,
    reminding,
    watching,
)
from moothall.cases.models import Clock
from moothall.cases.owners import NoDesk
from moothall.cases.perform import perform
from moothall.cases.procedure import Procedure
from moothall.cases.refusals import CannotPerform
from moothall.people import wall
from moothall.people.cover import NobodyOnDuty
from moothall.people.models import Council
from moothall.worktime import LONDON, OutsideCalendar

log = logging.getLogger(__name__)


def tick(at: datetime) -> int:
    """Does everything that is due by `at`; how many things it did."""
    return sum(_tick(council, at) for council in Council.objects.order_by("pk"))


def _tick(council: Council, at: datetime) -> int:
    """One council; what it is not set up for is logged, and stops neither the rest nor others."""
    with wall.within(council.pk):
        return _tick_within(council, at)


def _tick_within(council: Council, at: datetime) -> int:
    done, on = 0, at.astimezone(LONDON).date()
    seen = watching.look(council, on=on)
    steps: tuple[Callable[[], int], ...] = (
        lambda: rehoming.rehome_all(council, at=at, among=seen.changed),
        lambda: len(recounting.recount_all(council, at=at, among=seen.changed)),
        lambda: leaving.follow_all(council, at=at, on=on, among=seen.changed),
        lambda: _lapse_all(council, at=at, on=on),
        lambda: reminding.remind_all(council, at=at, on=on),
        lambda: escalating.escalate_all(council, at=at, on=on),
        lambda: readings.forget_old(council, at=at),
    )
    well = True
    for step in steps:
        try:
            done += step()
        except (OutsideCalendar, NobodyOnDuty, NoDesk) as wanting:
            well = False
            log.warning("%s: %s", council.slug, wanting)
    if well:
        seen.remember()
    return done


def _lapse_all(council: Council, *, at: datetime, on: date) -> int:
    """Does the acts whose limit has run out: its last day is over."""
    done = 0
    over = Clock.objects.filter(
        case__council=council,
        sort=Clock.Sort.LIMIT,
        met_at=None,
        stopped_at=None,
        due__lt=on,
        act__in={one for kind in procedures.load().values() for one in _lapses(kind)},
    )
    for clock in over.select_related("case__council").order_by("due", "pk"):
        for act in _lapsing(clock):
            try:
                perform(clock.case, act, by=None, at=at)
            except CannotPerform:
                continue  # somebody was quicker, or the case has moved on: the limit is void
            done += 1
            break
    return done


def _lapses(procedure: Procedure) -> Iterator[str]:
    """The clocks whose end something follows from by itself."""
    for act in procedure.acts.values():
        yield from act.lapse


def _lapsing(clock: Clock) -> Iterator[str]:
    for act in beginning.procedure_of(clock.case.kind).acts.values():
        if clock.act in act.lapse:
            yield act.name
