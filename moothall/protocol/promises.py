"""Which promises run over a history: a duty may come to hold days after the act it counts from.

`judge` only says what one act starts. Pure: due dates are added where working time is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from moothall.protocol.bench import Bench, Compiled, bench_of, promises_of
from moothall.protocol.edition import Protocol
from moothall.protocol.judgement import Fact, Promise
from moothall.protocol.rules import covers
from moothall.worktime import WorkingTime


@dataclass(frozen=True, slots=True)
class Happening:
    """An act that was done, or an event, with the facts that it brought."""

    act: str
    at: datetime | date
    facts: Mapping[str, Fact] = field(default_factory=dict)


def promises(
    protocol: Protocol,
    happenings: Sequence[Happening],
    *,
    facts: Mapping[str, Fact] | None = None,
    working: WorkingTime | None = None,
) -> tuple[Promise, ...]:
    """The promises and limits that run at the end of a history (in the order it happened).

    `facts` hold now; facts that a happening brought itself go before them for what it started. A
    promise runs from the first such happening that nothing has met since; `since` says when. What
    turns into other business (`become`) has stopped the clocks before it. Raises UnknownAct,
    UnknownFact, BadFact, and with `working` OutsideCalendar.
    """
    bench = bench_of(protocol)
    known = [
        {**bench.assumed, **bench.given({**(facts or {}), **happening.facts})}
        for happening in happenings
    ]
    stopped = max(_endings(bench, happenings, known), default=-1)
    found: dict[tuple[str, str], Promise] = {}
    for position, happening in enumerate(happenings):
        for compiled, started in bench.docket(happening.act).starts:
            if position > stopped and _runs(compiled, known[position]):
                for promise in started:
                    if not _met(promise.act, happenings[position + 1 :]):
                        running = _since(promise, happening.at, working)
                        found.setdefault((promise.rule, promise.act), running)
    for promise in _from_dates(bench, facts or {}, happenings, working):
        found.setdefault((promise.rule, promise.act), promise)
    return tuple(found.values())


def _runs(compiled: Compiled, known: Mapping[str, Any]) -> bool:
    return compiled.holds(known) is True and compiled.excepted(known) is False


def _met(act: str, later: Sequence[Happening]) -> bool:
    return any(covers(act, happening.act) for happening in later)


def _endings(
    bench: Bench, happenings: Sequence[Happening], known: Sequence[Mapping[str, Any]]
) -> Iterator[int]:
    """Where the business turned into another kind."""
    for position, happening in enumerate(happenings):
        for compiled in bench.docket(happening.act).about:
            if compiled.kind == "become" and compiled.stands(known[position]):
                yield position


def _from_dates(
    bench: Bench,
    facts: Mapping[str, Fact],
    happenings: Sequence[Happening],
    working: WorkingTime | None,
) -> Iterator[Promise]:
    """Clocks that count from a date among the facts and not from an act."""
    given = bench.given(facts)
    known = {**bench.assumed, **given}
    for compiled in bench.compiled:
        for name in compiled.rule.after if compiled.rule.has_clock else ():
            day = given.get(name)
            if isinstance(day, date) and _runs(compiled, known):
                for promise in promises_of(compiled.rule, name):
                    if not _met(promise.act, happenings):
                        yield _since(promise, day, working)


def _since(promise: Promise, at: datetime | date, working: WorkingTime | None) -> Promise:
    due = None
    if working is not None and promise.within is not None:
        due = working.due_date(at, count=promise.within.count, unit=promise.within.unit)
    return replace(promise, since=at, due=due)
