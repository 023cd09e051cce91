"""Finds where a protocol contradicts itself, with facts that make it happen.

Pairs of rules about the same act (or about opposed acts) are tried on the product of the few facts
they ask about. A pair that a reading settles (`over:`) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from moothall.protocol.bench import Bench, Compiled, bench_of
from moothall.protocol.judge import settled
from moothall.protocol.judgement import Fact
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import Rule, Test

MOST_FACTS = 7


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules that cannot both be followed, and facts that bring it about."""

    sort: str  # may and may not | dilemma | never reached | two deciders | decides on itself
    first: Rule
    second: Rule
    act: str
    witness: Mapping[str, Fact]


def contradictions(protocol: Protocol) -> tuple[Contradiction, ...]:
    """Every contradiction that no reading settles, once for a pair of rules."""
    bench = bench_of(protocol)
    found: dict[tuple[str, str, str], Contradiction] = {}
    for one in (*_same_act(bench), *_dilemmas(bench), *_reviews(bench)):
        ours = protocol.clauses[one.first.clause].readings
        theirs = protocol.clauses[one.second.clause].readings
        if not settled(ours, theirs, (one.first.clause, one.second.clause)):
            found.setdefault((one.sort, one.first.id, one.second.id), one)
    return tuple(found.values())


def _same_act(bench: Bench) -> Iterator[Contradiction]:
    for act, rules in bench.about.items():
        for first, second in combinations(rules, 2):
            yield from _pair(bench, act, first, second)


def _pair(bench: Bench, act: str, first: Compiled, second: Compiled) -> Iterator[Contradiction]:
    kinds = {first.rule.kind, second.rule.kind}
    if kinds == {"permit", "forbid"}:
        right, bar = (first, second) if first.rule.kind == "permit" else (second, first)
        if bar.rule.strength == "normally":
            return
        witness = _witness(bench, right, bar)
        if witness is not None:
            yield Contradiction("may and may not", right.rule, bar.rule, act, witness)
    elif kinds == {"refer", "forbid"}:
        referral, bar = (first, second) if first.rule.kind == "refer" else (second, first)
        if _always_barred(bench, referral, bar):
            yield Contradiction("never reached", referral.rule, bar.rule, act, {})
    elif kinds == {"refer"} and not first.to & second.to:
        witness = _witness(bench, first, second)
        if witness is not None:
            yield Contradiction("two deciders", first.rule, second.rule, act, witness)
    elif kinds == {"require", "forbid"}:
        need, bar = (first, second) if first.rule.kind == "require" else (second, first)
        if bar.rule.strength == "must" and _always_barred(bench, need, bar):
            yield Contradiction("never reached", need.rule, bar.rule, act, {})


def _dilemmas(bench: Bench) -> Iterator[Contradiction]:
    """Neither an act nor its opposite may be done."""
    for act, term in bench.protocol.vocabulary.acts.items():
        for opposite in term.opposes:
            for first in bench.about[act]:
                for second in bench.about.get(opposite, ()):
                    if first.rule.kind == second.rule.kind == "forbid":
                        witness = _witness(bench, first, second)
                        if witness is not None:
                            yield Contradiction("dilemma", first.rule, second.rule, act, witness)


def _reviews(bench: Bench) -> Iterator[Contradiction]:
    """Whoever decides, or is asked first, also decides the dispute about it."""
    for act, term in bench.protocol.vocabulary.acts.items():
        for reviewed in term.reviews:
            for review in bench.about[act]:
                for original in bench.about.get(reviewed, ()):
                    if review.rule.kind != "refer" or original.rule.kind != "refer":
                        continue
                    same = review.to & (original.to | frozenset(original.rule.consult))
                    if same:
                        yield Contradiction(
                            "decides on itself", original.rule, review.rule, act, {"actor": same}
                        )


def _witness(bench: Bench, first: Compiled, second: Compiled) -> Mapping[str, Fact] | None:
    """Facts on which both rules hold, or None."""
    for facts in _circumstances(bench, (first, second)):
        known = bench.known(facts)
        if all(c.holds(known) is True and c.excepted(known) is False for c in (first, second)):
            return facts
    return None


def _always_barred(bench: Bench, reached: Compiled, bar: Compiled) -> bool:
    """Whether the prohibition holds wherever the other rule does."""
    met = False
    for facts in _circumstances(bench, (reached, bar)):
        known = bench.known(facts)
        if reached.holds(known) is True and reached.excepted(known) is False:
            met = True
            if not (bar.holds(known) is True and bar.excepted(known) is False):
                return False
    return met


def _circumstances(bench: Bench, rules: tuple[Compiled, ...]) -> Iterator[dict[str, Fact]]:
    """The product of what the rules' facts may be, for at most seven facts."""
    tests: dict[str, list[Test]] = {}
    for compiled in rules:
        for condition in (compiled.rule.when, compiled.rule.unless):
            for alternative in condition:
                for test in alternative:
                    tests.setdefault(test.fact, []).append(test)
        if compiled.by:
            actors = Test("actor", tuple(sorted(compiled.rule.by or compiled.by)))
            tests.setdefault("actor", []).append(actors)
    facts = list(tests)[:MOST_FACTS]
    domains = [_domain(bench, fact, tests[fact]) for fact in facts]
    for values in product(*domains):
        yield dict(zip(facts, values, strict=True))


def _domain(bench: Bench, fact: str, tests: list[Test]) -> list[Fact]:
    term = bench.protocol.vocabulary.term(fact)
    if term.type == "bool":
        return [True, False]
    if term.type == "choice":
        return list(term.of)
    if term.type == "roles":
        names = dict.fromkeys(str(value) for test in tests for value in test.values)
        return [*(frozenset([name]) for name in names), frozenset()]
    if term.type == "int":
        bounds = {int(str(value)) for test in tests for value in test.values}
        return [*sorted({bound + step for bound in bounds for step in (-1, 0, 1)})]
    return ["something"] if term.type == "text" else []
