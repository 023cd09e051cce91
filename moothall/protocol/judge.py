"""May this be done? One pure function over a compiled edition; nothing else in the house decides.

Outcomes, first that applies: forbidden; conditional on a `must` need known to be unmet; referred;
conditional; permitted; clear; not_covered. Or depends, where a rule that facts not yet known keep
undecided could change it. How single rules are heard is in `hearing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from moothall.protocol.bench import Bench, Compiled, Docket, bench_of
from moothall.protocol.clashes import clashes
from moothall.protocol.edition import Protocol
from moothall.protocol.hearing import (
    CONDITIONAL,
    SILENT,
    Heard,
    Hearing,
    hear,
)
from moothall.protocol.judgement import (
    Alternative,
    Fact,
    Judgement,
    Need,
    NoticeDue,
    Outcome,
    Promise,
    Question,
    Strength,
)
from moothall.protocol.questions import questions

_BY_RANK: tuple[Outcome, ...] = (
    "forbidden",
    "conditional",
    "referred",
    "conditional",
    "permitted",
    "clear",
    "not_covered",
)
# Facts that people can still bring about: an exception that rests on them stays open.
_STILL_TO_COME = frozenset(["agreed", "consulted", "told"])
Item = TypeVar("Item")


def judge(
    protocol: Protocol, act: str, facts: Mapping[str, Fact], *, at: date | None = None
) -> Judgement:
    """What a protocol says of an act on the facts given.

    `facts` maps names to bool, int, text, date or a frozenset of roles. One that is missing is
    assumed where the vocabulary says so (and listed in the answer), else not known. `at` is the
    local day it is asked for; it is recorded and not judged by. Raises UnknownAct, UnknownFact and
    BadFact, each with the nearest right name.
    """
    return judge_on(bench_of(protocol), act, facts, at=at)


def judge_on(
    bench: Bench, act: str, facts: Mapping[str, Fact], *, at: date | None = None
) -> Judgement:
    """The same on a compiled edition."""
    docket = bench.docket(act)
    given = bench.given(facts)
    known = {**bench.assumed, **given}
    hearing = hear(docket, known)
    rank = hearing.rank
    asked: tuple[Question, ...] = ()
    grounds = sorted(hearing.heard, key=lambda one: one.rank != rank)
    speaking = [one.by for one in grounds]
    if hearing.undecided and (open_questions := hearing.open_questions()):
        asked = questions(bench, docket, known, hearing)
        speaking = [*(one.by for one in open_questions), *speaking]
    outcome: Outcome = "depends" if asked else _BY_RANK[rank]
    if docket.event and rank != SILENT and not asked:
        outcome = "clear"
    clocks, started = _clocks(docket, known, hearing)
    restricting = [one for one in grounds if one.rank <= CONDITIONAL]
    firm = [one for one in restricting if not one.waived]
    referred = [one for one in restricting if one.by.kind == "refer" and not one.refused]
    return Judgement(
        council=bench.protocol.council,
        edition=bench.protocol.edition,
        act=act,
        at=at,
        outcome=outcome,
        strength=None if asked else _strongest(one for one in grounds if one.rank == rank),
        required=_once(one.by.rule.clause for one in grounds if one.by.kind == "duty"),
        grounds=_once(one.ground for one in (*speaking, *started)),
        needs=_needs(restricting),
        decider=_once(role for one in referred for role in _roles(one)),
        decider_jointly=any(one.by.rule.to and one.by.rule.to.mode == "all" for one in referred),
        leaning=next((one.by.rule.leaning for one in referred if one.by.rule.leaning), ""),
        unless=_open_exceptions(restricting, given),
        instead=_instead(bench, restricting),
        route=_route(grounds),
        clocks=clocks,
        notices=_notices(grounds, known),
        answerable=_once(r for one in grounds if one.by.kind == "answerable" for r in _roles(one)),
        becomes=_once(one.by.rule.becomes for one in grounds if one.by.kind == "become"),
        depends=asked,
        assumed=_assumed(bench, docket, given),
        departable=_departable(restricting, rank),
        departed=bool(restricting) and not firm,
        contradiction=clashes(bench.protocol, docket, hearing, known),
    )


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _strongest(deciding: Iterable[Heard]) -> Strength | None:
    found = {one.by.rule.strength for one in deciding}
    order: tuple[Strength, ...] = ("must", "should", "normally")
    return next((strength for strength in order if strength in found), None)


def _needs(restricting: list[Heard]) -> tuple[Need, ...]:
    """What is wanted first, each once, the strongest where several rules want it."""
    found: dict[tuple[str, str], Need] = {}
    for one in restricting:
        for need in one.open:
            key = (need.kind, need.name)
            if key not in found or need.strength == "must":
                found[key] = need
    return tuple(found.values())


def _roles(one: Heard) -> tuple[str, ...]:
    return one.by.rule.to.roles if one.by.rule.to else ()


def _departable(restricting: list[Heard], rank: int) -> bool:
    """Whether all that stands in the way is a "should", which a recorded reason may depart from."""
    deciding = [one for one in restricting if one.rank == rank]
    return bool(deciding) and all(
        one.by.rule.strength == "should" and not one.waived and not one.refused for one in deciding
    )


def _open_exceptions(restricting: list[Heard], given: Mapping[str, Any]) -> tuple[str, ...]:
    """Exceptions of what stands in the way that no fact given has closed, in words."""
    found: dict[str, None] = {}
    for one in restricting:
        if one.by.unless and one.by.kind in ("forbid", "refer"):
            settled = {name: value for name, value in given.items() if name not in _STILL_TO_COME}
            for check, words in zip(one.by.unless, one.by.exceptions, strict=True):
                if check(settled) is not False:
                    found[words] = None
    return tuple(found)


def _instead(bench: Bench, restricting: list[Heard]) -> tuple[Alternative, ...]:
    acts = bench.protocol.vocabulary.acts
    names = _once(act for one in restricting for act in one.by.rule.instead)
    return tuple(Alternative(name, acts[name].label) for name in names)


def _route(grounds: list[Heard]) -> tuple[str, ...]:
    """Where it goes; a rule with conditions of its own speaks before a general one."""
    found = [one for one in grounds if one.by.kind == "route"]
    if not found:
        return ()
    found.sort(key=lambda one: not one.by.rule.when)
    return _once(role for one in found for role in _roles(one))


def _clocks(
    docket: Docket, known: Mapping[str, Any], hearing: Hearing
) -> tuple[tuple[Promise, ...], list[Compiled]]:
    """The promises that the act starts, its own last days, and the rules that start them."""
    if not docket.starts and not docket.limits:
        return (), []
    started = [
        (compiled, promises)
        for compiled, promises in docket.starts
        if compiled.holds(known) is True and compiled.excepted(known) is False
    ]
    clocks = [promise for _, promises in started for promise in promises]
    for one in hearing.heard:
        clocks += docket.limits.get(one.by.rule.id, ())
    return _once(clocks), [compiled for compiled, _ in started]


def _notices(grounds: list[Heard], known: Mapping[str, Any]) -> tuple[NoticeDue, ...]:
    """Who is to be told; before the act, only those not told yet."""
    told: frozenset[str] = known.get("told") or frozenset()
    return tuple(
        one.by.notice
        for one in grounds
        if one.by.notice is not None
        and not (one.by.rule.before and told.issuperset(one.by.notice.audience))
    )


def _assumed(bench: Bench, docket: Docket, given: Mapping[str, Any]) -> Mapping[str, Fact]:
    """What was taken as usual because nobody said otherwise, where a rule turned on it."""
    found: dict[str, Fact] = {}
    for one in docket.about:
        missing = [name for name in one.assumable if name not in given]
        if missing and one.speaks(given) is not False:
            turned = one.speaks(given) is None or one.excepted(given) is None
            found.update((name, bench.assumed[name]) for name in missing if turned)
    return found
