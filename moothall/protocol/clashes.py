"""Contradictions at run time: clauses that cannot all be followed on the facts in hand.

The safe outcome stands; this only names the clauses. The search for contradictions over all facts
is in `contradictions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from moothall.protocol.bench import Docket
from moothall.protocol.conditions import Known
from moothall.protocol.edition import Protocol
from moothall.protocol.hearing import FORBIDDEN, REFERRED, Heard, Hearing


def clashes(protocol: Protocol, docket: Docket, hearing: Hearing, known: Known) -> tuple[str, ...]:
    """The numbers of the clauses, those that bar it after those that allow it; none is usual."""
    barred = [one for one in hearing.heard if one.rank == FORBIDDEN and not one.refused]
    found: dict[str, None] = {}
    for first, second in (
        *_may_and_may_not(barred, hearing),
        *_two_deciders(protocol, hearing),
        *_dilemma(docket, barred, known),
    ):
        if (first, second) not in docket.over and (second, first) not in docket.over:
            found.update(dict.fromkeys((first, second)))
    return tuple(found)


def _may_and_may_not(barred: list[Heard], hearing: Hearing) -> Iterator[tuple[str, str]]:
    for right in hearing.heard if barred else ():
        if right.by.kind in ("permit", "duty"):
            for bar in barred:
                yield right.by.rule.clause, bar.by.rule.clause


def _two_deciders(protocol: Protocol, hearing: Hearing) -> Iterator[tuple[str, str]]:
    referred = [one for one in hearing.heard if one.rank == REFERRED]
    for first, second in pairwise(referred):
        if not same_decider(protocol, first.by.to, second.by.to):
            yield first.by.rule.clause, second.by.rule.clause


def _dilemma(docket: Docket, barred: list[Heard], known: Known) -> Iterator[tuple[str, str]]:
    """May neither do it nor do the opposite."""
    for other in docket.against if barred else ():
        if other.stands(known):
            for bar in barred:
                yield bar.by.rule.clause, other.rule.clause


def same_decider(protocol: Protocol, first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the deciders of two rules may be the same people by the tree of roles."""
    return any(
        a in protocol.kinds_of(b) or b in protocol.kinds_of(a) for a in first for b in second
    )
