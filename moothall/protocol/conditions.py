"""Compiles conditions to closures over facts: true, false, or None where a fact is not known.

No rule is judged here (see `judge.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moothall.protocol.judgement import Fact
from moothall.protocol.rules import Condition, Test

Truth = bool | None
MISSING = object()


class Known:
    """The facts of one judgement: given, else assumed; and what was assumed on the way."""

    __slots__ = ("_assumed", "assumed", "given")

    def __init__(self, given: Mapping[str, Fact], assumed: Mapping[str, Fact]) -> None:
        self.given = given
        self._assumed = assumed
        self.assumed: set[str] = set()

    def get(self, fact: str) -> Any:
        value = self.given.get(fact, MISSING)
        if value is MISSING:
            value = self._assumed.get(fact, MISSING)
            if value is not MISSING:
                self.assumed.add(fact)
        return value


Check = Callable[[Known], Truth]


def compile_test(test: Test, *, roles: bool) -> Check:
    """One test. Role facts match on any overlap; the rest on equality or comparison."""
    fact, values, comparison = test.fact, test.values, test.comparison
    if roles:
        wanted = frozenset(str(value) for value in values)
        negated = comparison == "not"

        def overlaps(known: Known) -> Truth:
            held = known.get(fact)
            return None if held is MISSING else bool(held & wanted) is not negated

        return overlaps
    if comparison is None:
        if len(values) == 1:
            only = values[0]

            def equals(known: Known) -> Truth:
                value = known.get(fact)
                return None if value is MISSING else value == only

            return equals
        several = frozenset(values)

        def among(known: Known) -> Truth:
            value = known.get(fact)
            return None if value is MISSING else value in several

        return among
    compare, bound = COMPARE[comparison], values[0] if values else None

    def compares(known: Known) -> Truth:
        value = known.get(fact)
        return None if value is MISSING else compare(value, bound)

    return compares


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "more_than": lambda value, bound: value > bound,
    "less_than": lambda value, bound: value < bound,
    "at_least": lambda value, bound: value >= bound,
    "at_most": lambda value, bound: value <= bound,
    "not": lambda value, bound: value != bound,
}


def every(checks: tuple[Check, ...]) -> Check:
    """False where one is false; unknown where none is false but one is unknown."""
    if len(checks) == 1:
        return checks[0]

    def all_of(known: Known) -> Truth:
        result: Truth = True
        for check in checks:
            truth = check(known)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return all_of


def any_of(checks: tuple[Check, ...]) -> Check:
    """True where one is true; unknown where none is true but one is unknown."""
    if len(checks) == 1:
        return checks[0]

    def some(known: Known) -> Truth:
        result: Truth = False
        for check in checks:
            truth = check(known)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return some


def compile_condition(condition: Condition, is_roles: Callable[[str], bool]) -> Check | None:
    """A whole condition, or None where it holds always."""
    if not condition:
        return None
    return any_of(
        tuple(
            every(tuple(compile_test(test, roles=is_roles(test.fact)) for test in alternative))
            for alternative in condition
        )
    )


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The facts that a condition asks about, in order."""
    return tuple(dict.fromkeys(test.fact for alternative in condition for test in alternative))
