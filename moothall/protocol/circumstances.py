"""All circumstances that a few rules tell apart: the product of what their facts may be.

Only values that make a difference are tried: those named by a rule, those on either side of a
bound, and one that no rule names. Used by the search for contradictions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from moothall.protocol.bench import Bench, Compiled
from moothall.protocol.rules import Test

MOST_FACTS = 7


def circumstances(bench: Bench, rules: Sequence[Compiled]) -> Iterator[Mapping[str, Any]]:
    """Facts (roles widened) under which the rules may behave differently.

    Nothing where they ask for more than seven facts: nobody could read such a finding.
    """
    tests: dict[str, list[Test]] = {}
    for compiled in rules:
        for alternative in (*compiled.rule.when, *compiled.rule.unless):
            for test in alternative:
                tests.setdefault(test.fact, []).append(test)
    actors = [compiled.by for compiled in rules if compiled.by]
    if actors:
        tests.setdefault("actor", []).extend(Test("actor", frozenset(by)) for by in actors)
    if len(tests) > MOST_FACTS:
        return
    domains = [list(_domain(bench, fact, tests[fact])) for fact in tests]
    for values in product(*domains):
        yield dict(zip(tests, values, strict=True))


def together(bench: Bench, first: Compiled, second: Compiled) -> Mapping[str, Any] | None:
    """Facts on which both rules stand, or None where there are none."""
    for facts in circumstances(bench, (first, second)):
        if first.stands(facts) and second.stands(facts):
            return facts
    return None


def _domain(bench: Bench, fact: str, tests: Sequence[Test]) -> Iterator[Any]:
    spec = bench.protocol.vocabulary.facts[fact]
    if spec.type == "bool":
        yield from (False, True)
    elif spec.type == "choice":
        yield from spec.of
    elif spec.type == "roles":
        yield from _roles(bench, fact, tests)
    elif spec.type == "text":
        yield from sorted({str(value) for test in tests for value in test.any_of})
        yield "something else"
    else:
        yield from _numbers(tests)


def _roles(bench: Bench, fact: str, tests: Sequence[Test]) -> Iterator[frozenset[str]]:
    """One holder of each sort that the tests tell apart, and nobody."""
    asked = {str(role) for test in tests for role in test.any_of}
    sorts: dict[frozenset[str], frozenset[str]] = {}
    names = sorted(bench.protocol.vocabulary.roles)
    # A role that a rule names stands before others of its sort: the witness reads better.
    for role in sorted(names, key=lambda name: (name not in asked, "." in name, name)):
        kinds = bench.widened(fact, frozenset([role]))
        sorts.setdefault(frozenset(kinds & asked), kinds)
    yield from sorts.values()
    if frozenset() not in sorts:
        yield frozenset()


def _numbers(tests: Sequence[Test]) -> Iterator[Any]:
    values: set[Any] = set()
    for test in tests:
        for value in (*test.any_of, *(bound for _, bound in test.bounds)):
            step: Any = timedelta(days=1) if isinstance(value, date) else 1
            values |= {value - step, value, value + step}
    yield from sorted(values)
