"""Conditions at work: compiled once to closures that say true, false, or None for not known.

A fact that is missing is not known; what is assumed has been put among the facts before. How
conditions are written is in `condition_reading.py`, what follows from them in `judge.py`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moothall.protocol.rules import Condition, Test

Truth = bool | None
Known = Mapping[str, Any]
Check = Callable[[Known], Truth]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "more_than": operator.gt,
    "less_than": operator.lt,
    "at_least": operator.ge,
    "at_most": operator.le,
}


def compile_condition(condition: Condition) -> Check | None:
    """A whole condition as one closure; None where none was written."""
    if not condition:
        return None
    return _any([compile_alternative(alternative) for alternative in condition])


def compile_alternative(alternative: tuple[Test, ...]) -> Check:
    """All tests of one alternative as one closure."""
    return _all([_test(test) for test in alternative])


def unknown_facts(condition: Condition, known: Known) -> Iterator[str]:
    """Facts whose lack keeps the condition undecided; none where it is decided."""
    undecided: list[str] = []
    for alternative in condition:
        truths = [(test.fact, _test(test)(known)) for test in alternative]
        if all(truth is True for _, truth in truths):
            return
        if all(truth is not False for _, truth in truths):
            undecided += [fact for fact, truth in truths if truth is None]
    yield from undecided


def _test(test: Test) -> Check:
    """One test. Roles match on any overlap, the rest on equality or within bounds."""
    if test.bounds:
        return _within_bounds(test)
    fact, wanted = test.fact, test.any_of
    only = next(iter(wanted)) if len(wanted) == 1 else None

    def matches(known: Known) -> Truth:
        value = known.get(fact)
        if value is None:
            return None
        if value.__class__ is frozenset:
            return not wanted.isdisjoint(value)
        return value in wanted

    def equals(known: Known) -> Truth:
        value = known.get(fact)
        if value is None:
            return None
        if value.__class__ is frozenset:
            return only in value
        return bool(value == only)

    return matches if only is None else equals


def _within_bounds(test: Test) -> Check:
    fact = test.fact
    bounds = [(_COMPARE[how], bound) for how, bound in test.bounds]

    def holds(known: Known) -> Truth:
        value = known.get(fact)
        return None if value is None else all(compare(value, bound) for compare, bound in bounds)

    return holds


def _all(checks: list[Check]) -> Check:
    """False where one is false; not known where none is false and one is not known."""
    if len(checks) == 1:
        return checks[0]

    def every(known: Known) -> Truth:
        truth: Truth = True
        for check in checks:
            found = check(known)
            if found is False:
                return False
            if found is None:
                truth = None
        return truth

    return every


def _any(checks: list[Check]) -> Check:
    """True where one is true; not known where none is true and one is not known."""
    if len(checks) == 1:
        return checks[0]

    def some(known: Known) -> Truth:
        truth: Truth = False
        for check in checks:
            found = check(known)
            if found is True:
                return True
            if found is None:
                truth = None
        return truth

    return some
