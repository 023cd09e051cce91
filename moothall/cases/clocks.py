"""The clocks of a case: started, met, moved, stopped and resumed by acts; each always owned.

A clause's promise has its number; a clause that gives a word only has the council's own service
standard beside it, or no day at all. The first due day is kept for ever. The account of a day is
in `worktime`; nothing here counts days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from moothall import protocol
from moothall.cases.doing import Doing
from moothall.cases.facts import facts_for
from moothall.cases.models import Clock
from moothall.cases.refusals import Incomplete
from moothall.cases.standing import Json, Standing, moment
from moothall.protocol.judgement import Promise
from moothall.worktime import LONDON, OutsideCalendar, date_after

SORT = Clock.Sort
OWN_WINDOWS = ("follow_up_days",)  # settings of a council that a limit may last


def work_out(doing: Doing) -> None:
    """Brings the clocks of `doing.after` up to date with the act."""
    standing = doing.now
    act = doing.act
    _end(standing, act.meets, "met_at", doing)
    _end(standing, act.stops, "stopped_at", doing)
    _resume(standing, act.resumes)
    _move(doing)
    if doing.judgement is not None:
        _start(doing, doing.judgement.clocks)
    for event, field in act.since.items():
        _since(doing, event, field)
    for name, window in act.limits.items():
        _start_window(doing, name, window)
    if standing.ended:
        for _, clock in list(standing.running()):
            clock["stopped_at"] = moment(doing.at)


def _end(standing: Standing, acts: Iterable[str], key: str, doing: Doing) -> None:
    for _, clock in list(standing.running()):
        if clock["act"] in acts:
            clock[key] = moment(doing.at)


def _resume(standing: Standing, acts: Iterable[str]) -> None:
    """Clocks that were stopped run again, with the days they had."""
    for clock in standing.clocks.values():
        if clock["act"] in acts and clock["stopped_at"] and not clock["met_at"]:
            clock["stopped_at"] = ""


def _move(doing: Doing) -> None:
    for act, field in doing.act.moves.items():
        day = doing.values.get(field)
        if day is None:
            continue
        for _, clock in doing.now.running():
            if clock["act"] == act:
                _move_one(doing, clock, day)


def _move_one(doing: Doing, clock: Json, day: str) -> None:
    clock["history"] = [
        *clock["history"],
        {
            "at": moment(doing.at),
            "due": day,
            "was": clock["due"],
            "act": doing.act.name,
            "agreed": doing.act.agrees,
        },
    ]
    clock["due"] = day
    clock["original_due"] = clock["original_due"] or day
    if doing.act.agrees and clock["sort"] in (SORT.WORDS, SORT.STANDARD):
        clock["sort"] = SORT.AGREED.value


def check_days(doing: Doing) -> None:
    """Raises Incomplete where a clock would be moved to a day that is over."""
    today = doing.on.isoformat()
    over = {
        field: f"{doing.procedure.fields[field].label} must be today or later."
        for act, field in doing.act.moves.items()
        if doing.values.get(field) is not None and doing.values[field] < today
    }
    if over:
        raise Incomplete(over, judgement=doing.judgement)


def _start(doing: Doing, promises: Iterable[Promise]) -> None:
    """Starts what the protocol promises on this act, and the council's own standards beside it."""
    begun = [one for one in promises if one.after == doing.act.judged]
    by_act: dict[str, list[Promise]] = {}
    for promise in begun:
        by_act.setdefault(promise.act, []).append(promise)
    for act, found in by_act.items():
        _start_one(doing, act, found)
    if doing.act.starts:
        for act, count in doing.council.service_standards.items():
            if act.startswith(f"{doing.procedure.kind}.") and act not in by_act:
                _add(doing, act, SORT.STANDARD, count=count, unit="working days")


def _since(doing: Doing, event: str, field: str) -> None:
    """Starts what the protocol counts from an event, from the day on which it was, they say."""
    day = doing.value(field)
    if day is None:
        return
    judgement = protocol.judge(doing.protocol, event, facts_for(doing), at=doing.on)
    began = datetime.combine(date.fromisoformat(day), time(12), LONDON)
    for promise in judgement.clocks:
        _start_one(doing, promise.act, [promise], began=began)


def _start_one(
    doing: Doing, act: str, found: list[Promise], *, began: datetime | None = None
) -> None:
    """One clock for an act: a number counts before a word, the earliest day before later ones."""
    if any(clock["act"] == act for _, clock in doing.now.running()):
        return
    numbered = [one for one in found if one.within is not None]
    if numbered:
        first = min(numbered, key=lambda one: _due(doing, one))
        assert first.within is not None
        sort = SORT.LIMIT if first.sort == "limit" else SORT.PROMISE
        within = first.within
        _add(doing, act, sort, promise=first, count=within.count, unit=within.unit, began=began)
    elif standard := doing.council.service_standards.get(act):
        _add(doing, act, SORT.STANDARD, promise=found[0], count=standard, unit="working days")
    else:
        _add(doing, act, SORT.WORDS, promise=found[0])


def _due(doing: Doing, promise: Promise) -> date:
    assert promise.within is not None
    return _day(doing, doing.at, count=promise.within.count, unit=promise.within.unit)


def _day(doing: Doing, began: datetime, *, count: int, unit: str) -> date:
    """The last day. Days, months and years need no bank holidays: a review in four years has its
    day although no calendar reaches it yet. Raises OutsideCalendar for working days beyond it."""
    try:
        return doing.working.due_date(began, count=count, unit=unit)
    except OutsideCalendar:
        if unit == "working days":
            raise
        return date_after(doing.working.received_on(began).date, count=count, unit=unit)


def _start_window(doing: Doing, name: str, window: str) -> None:
    """A limit of the council's own, such as how long an answered case stays open; or a day."""
    act = f"{doing.procedure.kind}.{name}"
    if window in OWN_WINDOWS:
        count = getattr(doing.council, window)
        _add(doing, act, SORT.LIMIT, count=count, unit="working days")
    elif (day := doing.value(window)) is not None:
        _add(doing, act, SORT.LIMIT, due=day)


def _add(
    doing: Doing,
    act: str,
    sort: Clock.Sort,
    *,
    promise: Promise | None = None,
    count: int | None = None,
    unit: str = "",
    due: str = "",
    began: datetime | None = None,
) -> None:
    began = began or doing.at
    if count is not None:
        due = _day(doing, began, count=count, unit=unit).isoformat()
    by_clause = promise is not None and sort != SORT.STANDARD
    clock: dict[str, Any] = {
        "act": act,
        "sort": sort.value,
        # A standard is the council's own: the clause that only gives a word is not its clause.
        "clause": promise.clause if promise and by_clause else "",
        "rule": promise.rule if promise else "",
        "in_words": promise.in_words if promise else "",
        "started_at": moment(began),
        "count": count,
        "unit": unit,
        "due": due,
        "original_due": due,
        "met_at": "",
        "stopped_at": "",
        "owner": "",
        "history": [],
    }
    doing.now.clocks[str(len(doing.now.clocks) + 1)] = clock
