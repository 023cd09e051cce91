"""One judgement in the making: weighs each rule that speaks of the act, and gathers what it asks.

One method for each kind of rule. What follows from it all is drawn together in `judge.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from moothall.protocol.bench import Bench, Compiled
from moothall.protocol.conditions import MISSING, Known
from moothall.protocol.judgement import Ground, Need, NoticeDue, Promise

NOT_COVERED, CLEAR, PERMITTED, CONDITIONAL, REFERRED, UNMET, FORBIDDEN = range(7)
_POTENTIAL = {
    "forbid": FORBIDDEN,
    "refer": REFERRED,
    "require": CONDITIONAL,
    "permit": PERMITTED,
    "duty": PERMITTED,
}
NeedKind = Literal["field", "consult", "notice", "addressee", "reason", "decider", "fact"]


@dataclass(slots=True)
class Sitting:
    """One judgement in the making."""

    bench: Bench
    act: str
    known: Known
    rank: int = NOT_COVERED
    heard: list[tuple[int, Ground]] = field(default_factory=list)
    undecided: list[tuple[int, Compiled]] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    referrals: list[Compiled] = field(default_factory=list)
    routes: list[Compiled] = field(default_factory=list)
    standing: list[Compiled] = field(default_factory=list)  # prohibitions that hold
    rights: list[Compiled] = field(default_factory=list)  # permits that hold
    clocks: list[Promise] = field(default_factory=list)
    notices: list[NoticeDue] = field(default_factory=list)
    answerable: list[str] = field(default_factory=list)
    becomes: list[str] = field(default_factory=list)
    departed: bool = False
    refused: bool = False

    def hear(self, compiled: Compiled) -> None:
        """Weighs one rule that speaks of the act."""
        holds = compiled.holds(self.known)
        if holds is False:
            return
        excepted = compiled.excepted(self.known) if compiled.unless else False
        kind = compiled.rule.kind
        if excepted is True:
            if kind == "forbid":  # the exception is itself the answer
                self._decide_or_leave(holds, PERMITTED, compiled)
            return
        if holds is None or excepted is None:
            rank = _POTENTIAL.get(kind, NOT_COVERED)
            if kind == "forbid" and compiled.rule.strength == "normally":
                rank = CONDITIONAL
            if kind == "notify" and compiled.rule.before:
                rank = CONDITIONAL
            self.undecided.append((rank, compiled))
            return
        getattr(self, f"_{kind}")(compiled)

    def _decide_or_leave(self, holds: bool | None, rank: int, compiled: Compiled) -> None:
        if holds:
            self._count(rank, compiled)
        else:
            self.undecided.append((rank, compiled))

    def _count(self, rank: int, compiled: Compiled) -> None:
        self.rank = max(self.rank, rank)
        self.heard.append((rank, compiled.ground))

    def _need(
        self, compiled: Compiled, name: str, kind: NeedKind, label: str, question: str
    ) -> None:
        rule = compiled.rule
        need = Need(name, kind, label, question, rule.clause, rule.strength)
        if all(other.name != name or other.kind != kind for other in self.needs):
            self.needs.append(need)

    def _has_reason(self) -> bool:
        return bool(self.known.given.get("departure_reason"))

    def _need_reason(self, compiled: Compiled) -> None:
        term = self.bench.protocol.vocabulary.term("departure_reason")
        self._need(compiled, "departure_reason", "reason", term.label, term.question)

    # -- one method for each kind of rule ---------------------------------------------------------

    def _forbid(self, compiled: Compiled) -> None:
        strength = compiled.rule.strength
        if strength == "normally":
            if self._has_reason():
                self._count(CLEAR, compiled)
            else:
                self._need_reason(compiled)
                self.standing.append(compiled)
                self._count(CONDITIONAL, compiled)
        elif strength == "should" and self._has_reason():
            self.departed = True
            self._count(CLEAR, compiled)
        else:
            self.standing.append(compiled)
            self._count(FORBIDDEN, compiled)

    def _permit(self, compiled: Compiled) -> None:
        self.rights.append(compiled)
        self._count(PERMITTED, compiled)

    def _refer(self, compiled: Compiled) -> None:
        deciders = compiled.to
        actor = self._roles("actor")
        if self._roles("refused") & deciders:
            self.refused = True
            self._count(FORBIDDEN, compiled)
            return
        agreed = self._roles("agreed")
        consents = deciders <= agreed if compiled.rule.jointly else bool(deciders & agreed)
        decides = bool(actor & deciders) and not compiled.rule.jointly
        if decides and self.known.get("decider.is_party") is True:
            self.referrals.append(compiled)
            self._need(
                compiled, "decider", "decider", "somebody else decides", "Who decides instead?"
            )
            self._count(CONDITIONAL, compiled)
        elif consents or decides:
            missing = self._consult(compiled)
            self._count(CONDITIONAL if missing else PERMITTED, compiled)
        else:
            self.referrals.append(compiled)
            self._consult(compiled)
            self._count(REFERRED, compiled)

    def _require(self, compiled: Compiled) -> None:
        rank = CONDITIONAL if self._consult(compiled) else CLEAR
        for name in compiled.rule.needs:
            value = self.known.get(name)
            if value is False and compiled.rule.strength == "must":
                rank = UNMET
            elif value is not MISSING and value is not False and value not in ("", frozenset()):
                continue
            else:
                rank = max(rank, CONDITIONAL)
            term = self.bench.protocol.vocabulary.term(name)
            self._need(compiled, name, "field", term.label, term.question)
        if rank == CONDITIONAL and compiled.rule.strength != "must" and self._has_reason():
            self.departed = self.departed or compiled.rule.strength == "should"
            self.needs = [need for need in self.needs if need.clause != compiled.rule.clause]
            rank = CLEAR
        self._count(rank, compiled)

    def _duty(self, compiled: Compiled) -> None:
        actor = self.known.given.get("actor")
        bound = not compiled.by or (isinstance(actor, frozenset) and bool(actor & compiled.by))
        if not bound:
            return
        self.required.append(compiled.rule.clause)
        missing = self._consult(compiled)
        self._count(CONDITIONAL if missing else PERMITTED, compiled)

    def _route(self, compiled: Compiled) -> None:
        self.routes.append(compiled)
        self._count(CLEAR, compiled)

    def _notify(self, compiled: Compiled) -> None:
        rule = compiled.rule
        if rule.before:
            told = self._roles("told")
            if not set(rule.role) <= told:
                for role in rule.role:
                    name = self.bench.protocol.role_name(role)
                    self._need(compiled, role, "notice", f"{name} told", f"Has {name} been told?")
                self._count(CONDITIONAL, compiled)
            else:
                self._count(CLEAR, compiled)
        else:
            self._count(CLEAR, compiled)
        self.notices.append(
            NoticeDue(
                rule.role,
                "before" if rule.before else "of",
                rule.clause,
                rule.id,
                rule.strength,
                rule.by,
                rule.how,
                rule.in_words,
            )
        )

    def _answerable(self, compiled: Compiled) -> None:
        self.answerable.extend(compiled.rule.role)
        self._count(CLEAR, compiled)

    def _become(self, compiled: Compiled) -> None:
        self.becomes.extend(compiled.rule.kinds)
        self._count(CLEAR, compiled)

    # -- what follows ---------------------------------------------------------------------------

    def _roles(self, fact: str) -> frozenset[str]:
        value = self.known.get(fact)
        return value if isinstance(value, frozenset) else frozenset()

    def _consult(self, compiled: Compiled) -> bool:
        """Notes whom to consult first; whether somebody is missing."""
        missing = [role for role in compiled.rule.consult if role not in self._roles("consulted")]
        for role in missing:
            name = self.bench.protocol.role_name(role)
            self._need(
                compiled, role, "consult", f"{name} consulted", f"Has {name} been consulted?"
            )
        return bool(missing)

    def start_clock(self, compiled: Compiled) -> None:
        """Notes a time that counts from this act, where its rule holds."""
        rule = compiled.rule
        if rule.kind in ("permit", "require"):
            met = compiled.when is None or compiled.when(self.known) is True
        else:
            met = compiled.holds(self.known) is True
        if not met or compiled.excepted(self.known) is True:
            return
        for act in rule.acts:
            self.clocks.append(promise(compiled, act))

    def weigh_addressee(self) -> None:
        """A wrong addressee makes it conditional; any one right route is enough."""
        recipient = self.known.given.get("recipient")
        if not self.routes or not isinstance(recipient, frozenset) or not recipient:
            return
        if any(recipient & route.to for route in self.routes):
            return
        first = self.routes[0]
        if first.rule.strength != "must" and self._has_reason():
            self.departed = self.departed or first.rule.strength == "should"
            return
        names = " or ".join(self.bench.protocol.role_name(role) for role in first.rule.to)
        self._need(first, "recipient", "addressee", f"addressed to {names}", f"Send it to {names}.")
        self._count(CONDITIONAL, first)


def promise(compiled: Compiled, act: str) -> Promise:
    """The clock that a rule with a time starts."""
    rule = compiled.rule
    return Promise(
        act=act,
        after=rule.after,
        sort="promise" if rule.kind in ("duty", "notify") else "limit",
        clause=rule.clause,
        rule=rule.id,
        strength=rule.strength,
        by=rule.by,
        within=rule.within,
        in_words=rule.in_words,
        agreed=rule.agreed,
    )
