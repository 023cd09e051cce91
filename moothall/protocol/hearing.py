"""Hears the rules about one act: which speak, how far each would let it go, what each still wants.

One function for each kind of rule says what the rule comes to once it speaks. What follows from
all of them together is drawn up in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from moothall.protocol.bench import Compiled, Docket
from moothall.protocol.conditions import Known, Truth
from moothall.protocol.judgement import Need
from moothall.protocol.needs import DECIDER, REASON, RECIPIENT

# How far a rule lets the act go, hardest first. UNMET is the condition that no decider can cure.
FORBIDDEN, UNMET, REFERRED, CONDITIONAL, PERMITTED, CLEAR, SILENT = range(7)
NOBODY: frozenset[str] = frozenset()
# What a prevailing clause must say for it to lift the other's prohibition.
_PREVAIL = ("permit", "refer", "duty", "require")


@dataclass(slots=True)
class Heard:
    """A rule that speaks: how far it lets the act go, and what it still wants."""

    rank: int
    by: Compiled
    open: tuple[Need, ...] = ()
    excepted: bool = False  # an exception is met, and is the answer
    waived: bool = False  # a "should" that a recorded reason departs from
    refused: bool = False  # the decider has said no


@dataclass(slots=True)
class Undecided:
    """A rule that facts not known keep undecided: the hardest and the mildest it may come to."""

    hardest: int
    mildest: int
    by: Compiled


@dataclass(slots=True)
class Hearing:
    """All that was heard of an act."""

    heard: list[Heard] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    @property
    def rank(self) -> int:
        """How far the rules that certainly speak let the act go."""
        return min([one.rank for one in self.heard], default=SILENT)

    def open_questions(self) -> list[Undecided]:
        """The undecided rules that could change the outcome."""
        if not self.undecided:
            return []
        mildest = min(self.rank, min(one.mildest for one in self.undecided))
        return [one for one in self.undecided if one.hardest < mildest]


def hear(docket: Docket, known: Known) -> Hearing:
    """Hears every rule about the act on the facts known (given, widened, assumed)."""
    hearing = Hearing()
    routes: list[Compiled] = []
    for compiled in docket.about:
        truth = compiled.speaks(known)
        if truth is False:
            continue
        excepted = compiled.excepted(known) if compiled.unless else False
        if truth is None or excepted is None:
            hearing.undecided.append(_undecided(compiled, truth, excepted, known))
        elif excepted is False:
            if compiled.kind == "route":
                routes.append(compiled)
            else:
                _take(compiled, known, hearing)
        elif compiled.kind in ("forbid", "refer"):
            hearing.heard.append(Heard(PERMITTED, compiled, excepted=True))
    if routes:
        _route_together(routes, known, hearing)
    if docket.over:
        _set_aside(hearing, docket.over)
    return hearing


def _take(compiled: Compiled, known: Known, hearing: Hearing) -> None:
    if compiled.kind == "refer" and known.get("actor") is None:
        found = _KINDS["refer"](compiled, known)
        if found.rank == REFERRED:  # whoever asks might be the one who decides
            hearing.undecided.append(Undecided(REFERRED, PERMITTED, compiled))
            return
    hearing.heard.append(_KINDS[compiled.kind](compiled, known))


def _undecided(compiled: Compiled, truth: Truth, excepted: Truth, known: Known) -> Undecided:
    """What the rule may come to: as it stands, as its exception has it, or nothing."""
    lifted = PERMITTED if compiled.kind in ("forbid", "refer") else SILENT
    possible = [] if excepted is True else [_KINDS[compiled.kind](compiled, known).rank]
    if excepted is not False:
        possible.append(lifted)
    if truth is None:
        possible.append(SILENT)
    return Undecided(min(possible), max(possible), compiled)


def _set_aside(hearing: Hearing, over: frozenset[tuple[str, str]]) -> None:
    """A clause that prevails over another lifts its prohibition, or its choice of decider."""
    surely = [one.by for one in hearing.heard if one.excepted or one.by.kind in _PREVAIL]
    possibly = [one.by for one in hearing.undecided if one.by.unless or one.by.kind in _PREVAIL]

    def beaten(one: Compiled, by: list[Compiled]) -> bool:
        kinds = ("refer",) if one.kind == "refer" else (*_PREVAIL, "forbid")
        return one.kind in ("forbid", "refer") and any(
            (other.rule.clause, one.rule.clause) in over and other.kind in kinds for other in by
        )

    hearing.undecided = [one for one in hearing.undecided if not beaten(one.by, surely)]
    kept: list[Heard] = []
    for one in hearing.heard:
        if one.excepted or not beaten(one.by, [*surely, *possibly]):
            kept.append(one)
        elif not beaten(one.by, surely):
            hearing.undecided.append(Undecided(one.rank, SILENT, one.by))
    hearing.heard = kept


# One function for each kind of rule ---------------------------------------------------------------


def _has_reason(known: Known) -> bool:
    return bool(known.get(REASON))


def _restrict(compiled: Compiled, known: Known, rank: int, wanted: tuple[Need, ...]) -> Heard:
    """A restriction of its strength: `normally` and `should` give way to a recorded reason."""
    strength = compiled.rule.strength
    if strength == "must" or not _has_reason(known):
        return Heard(rank, compiled, wanted)
    if strength == "normally":
        return Heard(CLEAR, compiled)
    return Heard(rank, compiled, waived=True)


def _forbid(compiled: Compiled, known: Known) -> Heard:
    if compiled.rule.strength == "normally":
        return _restrict(compiled, known, CONDITIONAL, (compiled.needs[REASON],))
    return _restrict(compiled, known, FORBIDDEN, ())


def _permit(compiled: Compiled, known: Known) -> Heard:
    return Heard(PERMITTED, compiled)


def _duty(compiled: Compiled, known: Known) -> Heard:
    wanted = _not_consulted(compiled, known)
    return _restrict(compiled, known, CONDITIONAL, wanted) if wanted else Heard(PERMITTED, compiled)


def _require(compiled: Compiled, known: Known) -> Heard:
    wanted = [compiled.needs[name] for name in compiled.rule.needs if not _met(known.get(name))]
    wanted += _not_consulted(compiled, known)
    if not wanted:
        return Heard(CLEAR, compiled)
    unmet = any(known.get(name) is False for name in compiled.rule.needs)
    rank = UNMET if unmet and compiled.rule.strength == "must" else CONDITIONAL
    return _restrict(compiled, known, rank, tuple(wanted))


def _refer(compiled: Compiled, known: Known) -> Heard:
    deciders = compiled.to
    if not deciders.isdisjoint(known.get("refused") or NOBODY):
        return Heard(FORBIDDEN, compiled, refused=True)
    agreed = known.get("agreed") or NOBODY
    actor = known.get("actor") or NOBODY
    target = compiled.rule.to
    if target is not None and target.mode == "all":
        decided = deciders <= (agreed | actor)
    else:
        decided = not deciders.isdisjoint(agreed) or not deciders.isdisjoint(actor)
    wanted = _not_consulted(compiled, known)
    if known.get("decider.is_party") is True:
        wanted = (compiled.needs[DECIDER], *wanted)
    if not decided:
        if compiled.rule.strength == "should" and _has_reason(known):
            return Heard(REFERRED, compiled, waived=True)
        return Heard(REFERRED, compiled, wanted)
    return Heard(CONDITIONAL, compiled, wanted) if wanted else Heard(PERMITTED, compiled)


def _notify(compiled: Compiled, known: Known) -> Heard:
    if not compiled.rule.before:
        return Heard(CLEAR, compiled)
    told = known.get("told") or NOBODY
    wanted = tuple(
        need for role, need in compiled.needs.items() if need.kind == "notice" and role not in told
    )
    return _restrict(compiled, known, CONDITIONAL, wanted) if wanted else Heard(CLEAR, compiled)


def _spoken(compiled: Compiled, known: Known) -> Heard:
    return Heard(CLEAR, compiled)


def _route(compiled: Compiled, known: Known) -> Heard:
    recipient: frozenset[str] = known.get(RECIPIENT) or NOBODY
    target = compiled.rule.to
    jointly = target is not None and target.mode == "all"
    if not recipient or (compiled.to <= recipient if jointly else compiled.to & recipient):
        return Heard(CLEAR, compiled)
    return _restrict(compiled, known, CONDITIONAL, (compiled.needs[RECIPIENT],))


def _route_together(routes: list[Compiled], known: Known, hearing: Hearing) -> None:
    """Several ways may be open at once: the right addressee of one is right."""
    found = [_route(compiled, known) for compiled in routes]
    if any(one.rank == CLEAR for one in found):
        hearing.heard += [Heard(CLEAR, one.by) for one in found]
        return
    recipient = known.get(RECIPIENT) or NOBODY
    if any(one.by.kind == "route" and one.by.to & recipient for one in hearing.undecided):
        hearing.undecided += [Undecided(one.rank, CLEAR, one.by) for one in found]
    else:
        hearing.heard += found


def _met(value: object) -> bool:
    """Whether a need is met: a text that says something, a number, a date, true."""
    return value is not None and value is not False and value not in ("", NOBODY)


def _not_consulted(compiled: Compiled, known: Known) -> tuple[Need, ...]:
    target = compiled.rule.consult
    if target is None:
        return ()
    consulted = known.get("consulted") or NOBODY
    missing = tuple(compiled.needs[role] for role in target.roles if role not in consulted)
    if target.mode == "any" and len(missing) < len(target.roles):
        return ()
    return missing


_KINDS: Mapping[str, Callable[[Compiled, Known], Heard]] = {
    "forbid": _forbid,
    "permit": _permit,
    "duty": _duty,
    "require": _require,
    "refer": _refer,
    "route": _route,
    "notify": _notify,
    "answerable": _spoken,
    "become": _spoken,
}
