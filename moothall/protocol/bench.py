"""A protocol compiled for judging: which rules speak of which act, each as closures.

Built once for an edition. What follows from the rules that hold is in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from moothall.protocol.conditions import Check, Known, compile_condition, facts_of
from moothall.protocol.explain import rule_in_words
from moothall.protocol.judgement import Fact, Ground
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import Rule, covers
from moothall.protocol.vocabulary import BadFact

# For these, `by` says whose act it must be for the rule to speak; for the others, who is bound.
_FILTERS = ("forbid", "permit", "refer", "require", "route", "become")
_TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "text": (str,),
    "choice": (str,),
    "date": (date,),
    "roles": (frozenset, set),
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule ready to judge by."""

    rule: Rule
    when: Check | None
    unless: tuple[Check, ...]
    by: frozenset[str]
    to: frozenset[str]
    asks: tuple[str, ...]  # every fact that decides whether it holds
    ground: Ground

    def holds(self, known: Known) -> bool | None:
        """Whether the rule speaks to this person in these circumstances, exceptions aside."""
        truth: bool | None = True
        if self.by and self.rule.kind in _FILTERS:
            actor = known.given.get("actor")
            if not isinstance(actor, frozenset):
                truth = None
            elif not (actor & self.by):
                return False
        if self.when is None:
            return truth
        met = self.when(known)
        return met if met is not True else truth

    def excepted(self, known: Known) -> bool | None:
        """Whether one of the exceptions is met."""
        result: bool | None = False
        for check in self.unless:
            truth = check(known)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result


@dataclass(frozen=True)
class Bench:
    """An edition compiled."""

    protocol: Protocol
    about: Mapping[str, tuple[Compiled, ...]]  # rules that speak of an act
    starts: Mapping[str, tuple[Compiled, ...]]  # rules whose time counts from an act
    assumed: Mapping[str, Fact]
    widened: Mapping[str, frozenset[str]]
    role_facts: frozenset[str]

    def known(self, facts: Mapping[str, Fact]) -> Known:
        """Checks the facts and widens roles by the tree. Raises UnknownFact, BadFact."""
        given: dict[str, Fact] = {}
        for name, value in facts.items():
            term = self.protocol.vocabulary.facts.get(name)
            if term is None:
                self.protocol.vocabulary.term(name)  # raises with the nearest name
            elif name in self.role_facts:
                given[name] = self.widen(value, name)
            elif isinstance(value, _TYPES[term.type]) and (term.type != "int" or value is not True):
                given[name] = value
            else:
                raise BadFact(f"{name} is a {term.type}, not {value!r}.")
        return Known(given, self.assumed)

    def widen(self, roles: Fact, name: str) -> frozenset[str]:
        """Every role that the holders also count as."""
        if not isinstance(roles, frozenset | set):
            raise BadFact(f"{name} is a set of roles, not {roles!r}.")
        found: set[str] = set()
        for role in roles:
            kinds = self.widened.get(role)
            if kinds is None:
                raise BadFact(f"{name}: there is no role called {role!r}.")
            found |= kinds
        return frozenset(found)


def bench_of(protocol: Protocol) -> Bench:
    """The compiled edition; compiled the first time it is asked for."""
    kept: Bench | None = protocol.__dict__.get("_bench")
    if kept is None:
        kept = protocol.__dict__["_bench"] = _compile(protocol)
    return kept


def _compile(protocol: Protocol) -> Bench:
    vocabulary = protocol.vocabulary
    role_facts = frozenset(n for n, term in vocabulary.facts.items() if term.type == "roles")
    compiled = [_rule(protocol, rule, role_facts) for rule in protocol.rules]
    about: dict[str, tuple[Compiled, ...]] = {}
    starts: dict[str, tuple[Compiled, ...]] = {}
    for act in vocabulary.acts:
        about[act] = tuple(c for c in compiled if any(covers(p, act) for p in c.rule.acts))
        starts[act] = tuple(c for c in compiled if c.rule.after and covers(c.rule.after, act))
    widened = {role: protocol.kinds_of(role) for role in vocabulary.roles}
    assumed: dict[str, Fact] = {}
    for name, term in vocabulary.facts.items():
        if term.assume is not None:
            assumed[name] = term.assume
    return Bench(protocol, about, starts, assumed, widened, role_facts)


def _rule(protocol: Protocol, rule: Rule, role_facts: frozenset[str]) -> Compiled:
    def is_roles(fact: str) -> bool:
        return fact in role_facts

    asks = dict.fromkeys([*facts_of(rule.when), *facts_of(rule.unless)])
    if rule.by and rule.kind in _FILTERS:
        asks["actor"] = None
    by = frozenset(rule.by)
    if rule.kind == "refer" and by:
        by |= frozenset(rule.to)  # whoever decides is always included
    unless = (compile_condition((alternative,), is_roles) for alternative in rule.unless)
    return Compiled(
        rule,
        compile_condition(rule.when, is_roles),
        tuple(check for check in unless if check),
        by,
        frozenset(rule.to),
        tuple(asks),
        Ground(rule.clause, rule.id, rule.kind, rule.strength, rule_in_words(protocol, rule)),
    )
