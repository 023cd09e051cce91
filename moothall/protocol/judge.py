"""May this be done? One pure function over a compiled edition, and nothing else decides.

Outcomes, first that applies: forbidden, conditional (a `must` need known to be unmet), referred,
conditional, permitted, clear, not_covered; or depends, where an undecided rule could change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from moothall.protocol.bench import bench_of
from moothall.protocol.conditions import MISSING
from moothall.protocol.explain import alternative_in_words
from moothall.protocol.judgement import (
    Alternative,
    Fact,
    Ground,
    Judgement,
    Outcome,
    Question,
    Strength,
)
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import Reading
from moothall.protocol.sitting import PERMITTED, Sitting

# By rank: see sitting.py.
_OUTCOMES: tuple[Outcome, ...] = (
    "not_covered",
    "clear",
    "permitted",
    "conditional",
    "referred",
    "conditional",
    "forbidden",
)


def judge(
    protocol: Protocol, act: str, facts: Mapping[str, Fact], *, at: date | None = None
) -> Judgement:
    """What a protocol says of an act on the facts given.

    `facts` maps names to bool, int, str, date or a frozenset of roles; what is missing is assumed
    where the vocabulary says so, else unknown. `at` is the day it is asked for (recorded, not
    judged by). Raises UnknownAct, UnknownFact, BadFact, each with the nearest right name.
    """
    bench = bench_of(protocol)
    rules = bench.about.get(act)
    if rules is None:
        protocol.vocabulary.act(act)  # raises with the nearest name
        raise AssertionError(act)
    sitting = Sitting(bench, act, bench.known(facts))
    for compiled in rules:
        sitting.hear(compiled)
    for compiled in bench.starts[act]:
        sitting.start_clock(compiled)
    return _conclude(sitting, at)


def _questions(sitting: Sitting) -> tuple[Question, ...]:
    """Facts that settle the undecided rules, most decisive first."""
    weight: dict[str, int] = {}
    vocabulary = sitting.bench.protocol.vocabulary
    for rank, compiled in sitting.undecided:
        if rank > sitting.rank:
            for fact in compiled.asks:
                if sitting.known.get(fact) is MISSING:
                    weight[fact] = weight.get(fact, 0) + rank
    ordered = sorted(weight, key=lambda fact: -weight[fact])
    return tuple(Question(fact, vocabulary.term(fact).question) for fact in ordered)


def _contradiction(sitting: Sitting) -> tuple[str, ...]:
    """Clauses that say both may and may not, unless a reading settles it."""
    clauses = sitting.bench.protocol.clauses
    for right in sitting.rights:
        for bar in sitting.standing:
            if bar.rule.strength == "normally":
                continue
            pair = (right.rule.clause, bar.rule.clause)
            if not settled(clauses[pair[0]].readings, clauses[pair[1]].readings, pair):
                return tuple(dict.fromkeys(pair))
    return ()


def _open_exceptions(sitting: Sitting) -> tuple[str, ...]:
    """Exceptions of the standing prohibitions that nobody has ruled out by a given fact."""
    found: list[str] = []
    for compiled in sitting.standing:
        for alternative in compiled.rule.unless:
            given = [test.fact for test in alternative if test.fact in sitting.known.given]
            if len(given) < len(alternative) or any(
                fact in sitting.bench.role_facts for fact in given
            ):
                found.append(alternative_in_words(sitting.bench.protocol, alternative))
    return tuple(dict.fromkeys(found))


def _conclude(sitting: Sitting, at: date | None) -> Judgement:
    sitting.weigh_addressee()
    depends = _questions(sitting) if sitting.undecided else ()
    protocol = sitting.bench.protocol
    deciding = [ground for rank, ground in sitting.heard if rank == sitting.rank]
    rest = [ground for rank, ground in sitting.heard if rank != sitting.rank]
    standing = [c for c in sitting.standing if c.rule.strength != "normally"]
    instead = tuple(
        Alternative(act, protocol.vocabulary.act(act).label)
        for act in dict.fromkeys(a for c in sitting.standing for a in c.rule.instead)
    )
    return Judgement(
        council=protocol.council,
        edition=protocol.edition,
        act=sitting.act,
        at=at,
        outcome="depends" if depends else _OUTCOMES[sitting.rank],
        strength=_strongest(deciding),
        required=tuple(dict.fromkeys(sitting.required)),
        grounds=tuple(dict.fromkeys([*deciding, *rest])),
        needs=tuple(sitting.needs),
        decider=tuple(dict.fromkeys(r for c in sitting.referrals for r in c.rule.to)),
        decider_jointly=any(c.rule.jointly for c in sitting.referrals),
        leaning=next((c.rule.leaning for c in sitting.referrals if c.rule.leaning), ""),
        unless=_open_exceptions(sitting) if sitting.standing else (),
        instead=instead,
        route=_route_roles(sitting),
        clocks=tuple(sitting.clocks),
        notices=tuple(sitting.notices),
        answerable=tuple(dict.fromkeys(sitting.answerable)),
        becomes=tuple(dict.fromkeys(sitting.becomes)),
        depends=depends,
        assumed={fact: sitting.known.get(fact) for fact in sorted(sitting.known.assumed)},
        departable=bool(standing)
        and not sitting.refused
        and all(c.rule.strength == "should" for c in standing),
        departed=sitting.departed and sitting.rank <= PERMITTED,
        contradiction=_contradiction(sitting) if sitting.rights and sitting.standing else (),
    )


def _route_roles(sitting: Sitting) -> tuple[str, ...]:
    """Where it goes; a rule with conditions of its own speaks before a general one."""
    ordered = sorted(sitting.routes, key=lambda route: not route.rule.when)
    return tuple(dict.fromkeys(role for route in ordered for role in route.rule.to))


def settled(ours: Sequence[Reading], theirs: Sequence[Reading], pair: tuple[str, str]) -> bool:
    """Whether a reading of either clause says that it prevails over the other."""
    return any(pair[1] in reading.over for reading in ours) or any(
        pair[0] in reading.over for reading in theirs
    )


def _strongest(grounds: list[Ground]) -> Strength | None:
    order: tuple[Strength, ...] = ("must", "should", "normally")
    found = {ground.strength for ground in grounds}
    return next((strength for strength in order if strength in found), None)
