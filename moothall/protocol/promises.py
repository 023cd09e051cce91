"""Which promises run over a history: a duty's condition may become true days after the act it
counts from, so clocks are a property of what happened and not of one act.

Pure; due dates are added by whoever knows the working time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from moothall.protocol.bench import bench_of
from moothall.protocol.judgement import Fact, Promise
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import covers
from moothall.protocol.sitting import promise


@dataclass(frozen=True, slots=True)
class Happening:
    """An act that was done, or an event, with the facts that held then."""

    act: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Running:
    """A promise that a history has started."""

    promise: Promise
    started: Happening
    met: Happening | None


def promises(
    protocol: Protocol, happenings: Sequence[Happening], *, facts: Mapping[str, Fact]
) -> tuple[Running, ...]:
    """The promises of a history, oldest first, met or not.

    `facts` are those that hold now; where an act brought facts of its own, those of the act go
    before. Raises UnknownFact, BadFact.
    """
    bench = bench_of(protocol)
    found: list[Running] = []
    for position, happening in enumerate(happenings):
        known = bench.known({**facts, **happening.facts})
        for compiled in bench.starts.get(happening.act, ()):
            if compiled.when is not None and compiled.when(known) is not True:
                continue
            if compiled.excepted(known) is True:
                continue
            for act in compiled.rule.acts:
                found.append(
                    Running(
                        promise(compiled, act), happening, _met(act, happenings[position + 1 :])
                    )
                )
    return tuple(found)


def _met(act: str, later: Sequence[Happening]) -> Happening | None:
    return next((one for one in later if covers(act, one.act)), None)
