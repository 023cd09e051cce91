"""May this be done? One pure function over a compiled edition; nothing else in the house decides.

Outcomes, first that applies: forbidden; conditional on a `must` need known to be unmet; referred;
conditional; permitted; clear; not_covered. Or depends, where a rule that facts not yet known keep
undecided could change it. How single rules are heard is in `hearing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

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
    asked: tuple[Question, ...] = ()
    if hearing.undecided and hearing.open_questions():
        asked = questions(bench, docket, known, hearing)
    return _drawn_up(_Heard(bench, docket, given, known, hearing, asked), at)


class _Heard(NamedTuple):
    """All that a judgement is drawn up from."""

    bench: Bench
    docket: Docket
    given: Mapping[str, Any]
    known: Mapping[str, Any]
    hearing: Hearing
    asked: tuple[Question, ...]

    def outcome(self, rank: int) -> Outcome:
        if self.asked:
            return "depends"
        return "clear" if self.docket.event and rank != SILENT else _BY_RANK[rank]

    def speaking(self, ordered: list[Heard]) -> list[Compiled]:
        """The rules in the order of what they decide; those that keep it open come first."""
        undecided = self.hearing.open_questions() if self.asked else []
        return [*(one.by for one in undecided), *(one.by for one in ordered)]


def _drawn_up(case: _Heard, at: date | None) -> Judgement:
    bench, docket, hearing = case.bench, case.docket, case.hearing
    rank = hearing.rank
    ordered = sorted(hearing.heard, key=lambda one: one.rank != rank)
    restricting = [one for one in ordered if one.rank <= CONDITIONAL]
    referred = [one for one in restricting if one.by.kind == "refer" and not one.refused]
    clocks, started = _clocks(docket, case.known, hearing)
    return Judgement(
        council=bench.protocol.council,
        edition=bench.protocol.edition,
        act=docket.act,
        at=at,
        outcome=case.outcome(rank),
        strength=None if case.asked else _strongest(ordered, rank),
        required=tuple({one.by.rule.clause: 0 for one in ordered if one.by.kind == "duty"}),
        grounds=_once([one.ground for one in (*case.speaking(ordered), *started)]),
        needs=_needs(restricting) if restricting else (),
        decider=_roles(referred),
        decider_jointly=any(one.by.rule.to and one.by.rule.to.mode == "all" for one in referred),
        leaning=next((one.by.rule.leaning for one in referred if one.by.rule.leaning), ""),
        unless=_open_exceptions(restricting, case.given) if restricting else (),
        instead=_instead(bench, restricting) if restricting else (),
        route=_route(ordered),
        route_jointly=_route(ordered, jointly=True),
        clocks=clocks,
        notices=_notices(ordered, case.known),
        answerable=_roles([one for one in ordered if one.by.kind == "answerable"]),
        becomes=_once([one.by.rule.becomes for one in ordered if one.by.kind == "become"]),
        depends=case.asked,
        assumed=_assumed(bench, docket, case.given),
        departable=bool(restricting) and _departable(restricting, rank),
        departed=bool(restricting) and all(one.waived for one in restricting),
        contradiction=clashes(bench.protocol, docket, hearing, case.known) if restricting else (),
    )


def _once(items: list[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _strongest(ordered: list[Heard], rank: int) -> Strength | None:
    """The strength of what decided."""
    found = {one.by.rule.strength for one in ordered if one.rank == rank}
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


def _roles(found: list[Heard]) -> tuple[str, ...]:
    """Who decides, answers or receives by these rules."""
    return _once([role for one in found if one.by.rule.to for role in one.by.rule.to.roles])


def _departable(restricting: list[Heard], rank: int) -> bool:
    """Whether all that stands in the way is a "should", which a recorded reason may depart from."""
    deciding = [one for one in restricting if one.rank == rank]
    return all(
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
    names = _once([act for one in restricting for act in one.by.rule.instead])
    return tuple(Alternative(name, acts[name].label) for name in names)


def _route(grounds: list[Heard], *, jointly: bool = False) -> tuple[str, ...]:
    """Where it goes; a rule with conditions of its own speaks before a general one.

    `jointly`: only by the rule that speaks first, where it names several together.
    """
    found = [one for one in grounds if one.by.kind == "route"]
    if not found:
        return ()
    found.sort(key=lambda one: not one.by.rule.when)
    if jointly:
        return _roles([one for one in found[:1] if one.by.rule.to and one.by.rule.to.mode == "all"])
    return _roles(found)


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
        truth = one.speaks(given) if missing else False
        if truth is None or (truth and one.excepted(given) is None):
            found.update((name, bench.assumed[name]) for name in missing)
    return found
