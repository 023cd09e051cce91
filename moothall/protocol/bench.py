"""An edition made ready to judge by: every rule compiled once, and indexed by act.

Takes in facts too: checks them, widens roles by the tree, and adds what is assumed. What one rule
comes to is in `hearing.py`, the judgement in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.protocol.conditions import Check, Truth, compile_alternative, compile_condition
from moothall.protocol.edition import Protocol
from moothall.protocol.explain import rule_in_words
from moothall.protocol.findings import nearest
from moothall.protocol.judgement import Fact, Ground, Need, NoticeDue, Promise, Roles
from moothall.protocol.needs import needs_of
from moothall.protocol.phrases import alternative_in_words
from moothall.protocol.rules import Rule
from moothall.protocol.vocabulary import BadFact, UnknownAct

# For these `by` says whose act it must be; in the others it names who tells or answers.
SPEAK_TO_ACTOR = ("forbid", "permit", "refer", "require", "route", "become", "duty")
_MOST_WIDENED = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """One rule ready to judge by."""

    rule: Rule
    kind: str
    by: frozenset[str]  # the actors it speaks to; empty for everybody
    when: Check | None
    unless: tuple[Check, ...]
    to: frozenset[str]
    ground: Ground
    needs: Mapping[str, Need]
    exceptions: tuple[str, ...]  # each in words
    assumable: frozenset[str]  # facts of its conditions that are assumed unless given
    notice: NoticeDue | None

    def speaks(self, known: Mapping[str, Any]) -> Truth:
        """Whether it speaks to this actor in these circumstances, exceptions aside."""
        truth: Truth = True
        if self.by:
            actor = known.get("actor")
            if actor is None:
                truth = None
            elif self.by.isdisjoint(actor):
                return False
        if self.when is None:
            return truth
        met = self.when(known)
        return met if met is not True else truth

    def holds(self, known: Mapping[str, Any]) -> Truth:
        """Whether its circumstances are given, whoever acts, exceptions aside."""
        return True if self.when is None else self.when(known)

    def excepted(self, known: Mapping[str, Any]) -> Truth:
        """Whether one of its exceptions is met."""
        truth: Truth = False
        for check in self.unless:
            found = check(known)
            if found is True:
                return True
            if found is None:
                truth = None
        return truth

    def stands(self, known: Mapping[str, Any]) -> bool:
        """Whether it certainly speaks and no exception is or may be met."""
        return self.speaks(known) is True and self.excepted(known) is False


@dataclass(frozen=True, slots=True, eq=False)
class Docket:
    """All that is to be heard of one act."""

    act: str
    event: bool
    about: tuple[Compiled, ...]
    starts: tuple[tuple[Compiled, tuple[Promise, ...]], ...]  # rules whose time counts from it
    limits: Mapping[str, tuple[Promise, ...]]  # by rule: when the act itself is due
    against: tuple[Compiled, ...]  # prohibitions of opposed acts
    over: frozenset[tuple[str, str]]  # which clauses, among these, prevail over which


class Bench:
    """A compiled edition."""

    def __init__(self, protocol: Protocol, *, compiled: Sequence[Compiled] | None = None) -> None:
        self.protocol = protocol
        words = protocol.vocabulary
        self.assumed: Mapping[str, Fact] = {
            name: spec.assume for name, spec in words.facts.items() if spec.assume is not None
        }
        self._types = {name: spec.python_type for name, spec in words.facts.items()}
        self._choices = {n: spec.of for n, spec in words.facts.items() if spec.type == "choice"}
        self._widened: dict[frozenset[str], frozenset[str]] = {}
        if compiled is None:
            compiled = [self._compile(rule) for rule in protocol.rules]
        self.compiled = tuple(compiled)
        self._dockets: dict[str, Docket] = {}

    def without(self, rule: str) -> Bench:
        """The same with one rule (by id) taken out: how coverage finds idle rules."""
        kept = [one for one in self.compiled if one.rule.id != rule]
        return Bench(self.protocol, compiled=kept)

    def otherwise(self, rule: Rule) -> Bench:
        """The same with this rule in the place of the one that has its id."""
        changed = self._compile(rule)
        kept = [changed if one.rule.id == rule.id else one for one in self.compiled]
        return Bench(self.protocol, compiled=kept)

    def docket(self, act: str) -> Docket:
        """What is to be heard of an act. Raises UnknownAct."""
        found = self._dockets.get(act)
        if found is None:
            found = self._dockets[act] = self._draw_up(act)
        return found

    def given(self, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """The facts with roles widened. Raises UnknownFact and BadFact with the nearest name."""
        found: dict[str, Any] = {}
        types, choices = self._types, self._choices
        for name, value in facts.items():
            wanted = types.get(name)
            if wanted is frozenset:
                found[name] = self.widened(name, value)
            elif value.__class__ is wanted and (name not in choices or value in choices[name]):
                found[name] = value
            else:
                spec = self.protocol.vocabulary.fact(name)
                near = nearest(str(value), spec.of)
                raise BadFact(spec, value, near=near)
        return found

    def widened(self, name: str, roles: object) -> frozenset[str]:
        """All that holders of these roles count as; nobody holds an empty one. Raises BadFact."""
        if not isinstance(roles, (frozenset, set)):
            raise BadFact(self.protocol.vocabulary.fact(name), roles)
        if isinstance(roles, Roles) and roles.empty:
            self.protocol.vocabulary.read_fact(name, roles.empty)
            return self.widened(name, roles - roles.empty) | roles.empty
        key = frozenset(roles)
        found = self._widened.get(key)
        if found is None:
            self.protocol.vocabulary.read_fact(name, key)  # raises for a role nobody knows
            found = key.union(*(self.protocol.kinds_of(role) for role in key))
            if len(self._widened) >= _MOST_WIDENED:
                self._widened.clear()
            self._widened[key] = found
        return found

    def _compile(self, rule: Rule) -> Compiled:
        protocol = self.protocol
        by = frozenset(rule.by) if rule.kind in SPEAK_TO_ACTOR else frozenset()
        to = frozenset(rule.to.roles) if rule.to else frozenset()
        if rule.kind == "refer" and by:
            by |= to  # whoever decides is always spoken to
        words = rule_in_words(protocol, rule)
        return Compiled(
            rule=rule,
            kind=rule.kind,
            by=by,
            when=compile_condition(rule.when),
            unless=tuple(compile_alternative(one) for one in rule.unless),
            to=to,
            ground=Ground(rule.clause, rule.id, rule.kind, rule.strength, words),
            needs=needs_of(protocol, rule),
            exceptions=tuple(alternative_in_words(protocol, one) for one in rule.unless),
            assumable=frozenset(rule.facts()) & self.assumed.keys(),
            notice=_notice(rule),
        )

    def _draw_up(self, act: str) -> Docket:
        words = self.protocol.vocabulary
        if act not in words.acts:
            raise UnknownAct("act", act, words.acts)
        known = words.acts[act]
        opposed = {*known.opposes, *(o.name for o in words.acts.values() if act in o.opposes)}
        about = tuple(one for one in self.compiled if one.rule.speaks_of(act))
        against = tuple(
            one
            for one in self.compiled
            if one.kind == "forbid" and any(one.rule.speaks_of(other) for other in opposed)
        )
        clauses = {one.rule.clause for one in (*about, *against)}
        return Docket(
            act=act,
            event=known.event,
            about=about,
            starts=tuple(
                (one, promises_of(one.rule, act))
                for one in self.compiled
                if one.rule.has_clock and act in one.rule.after
            ),
            limits={
                one.rule.id: tuple(p for a in one.rule.after for p in promises_of(one.rule, a))
                for one in about
                if one.rule.has_clock and one.kind != "notify"
            },
            against=against,
            over=frozenset(pair for pair in self.protocol.over if clauses.issuperset(pair)),
        )


def promises_of(rule: Rule, after: str) -> tuple[Promise, ...]:
    """The clocks that a rule starts at `after`: one for each act that meets it."""
    return tuple(
        Promise(
            act=act,
            after=after,
            sort="promise" if rule.kind == "duty" else "limit",
            clause=rule.clause,
            rule=rule.id,
            strength=rule.strength,
            by=rule.by,
            within=rule.within,
            in_words=rule.in_words,
            agreed=rule.agreed,
        )
        for act in rule.acts
    )


def _notice(rule: Rule) -> NoticeDue | None:
    if rule.kind != "notify" or rule.to is None:
        return None
    return NoticeDue(
        audience=rule.to.roles,
        when="before" if rule.before else "of",
        clause=rule.clause,
        rule=rule.id,
        strength=rule.strength,
        by=rule.by,
        how=rule.how,
        in_words=rule.in_words,
        within=rule.within,
    )


def bench_of(protocol: Protocol) -> Bench:
    """The compiled edition; compiled the first time it is asked for, and kept with it."""
    found: Bench | None = protocol.__dict__.get("_bench")
    if found is None:
        found = protocol.__dict__["_bench"] = Bench(protocol)
    return found
