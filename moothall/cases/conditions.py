"""Conditions as data, in the protocols' own language: all entries of a mapping, any of a list.

    {state: assigned, parts.open: 0}     [{urgent: true}, {parts.count: {more_than: 2}}]

No expressions. Which facts there are is said by `standing_facts.py`; the loader checks the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Condition = Mapping[str, Any] | tuple[Mapping[str, Any], ...]

OF_NUMBERS = ("more_than", "less_than", "at_least", "at_most")
COMPARISONS = (*OF_NUMBERS, "not")


def holds(condition: Condition, lookup: Callable[[str], Any]) -> bool:
    """Whether `condition` is true of the facts that `lookup` gives. An empty one always is."""
    if not isinstance(condition, Mapping):
        return not condition or any(holds(one, lookup) for one in condition)
    return all(_matches(lookup(name), wanted) for name, wanted in condition.items())


def names(condition: Condition) -> Iterator[str]:
    """Every fact that `condition` asks about."""
    if isinstance(condition, Mapping):
        yield from condition
    else:
        for one in condition:
            yield from names(one)


def comparisons(condition: Condition) -> Iterator[tuple[str, Any]]:
    """Every comparison in `condition` with its bound."""
    parts = [condition] if isinstance(condition, Mapping) else condition
    for wanted in (one for part in parts for one in part.values()):
        if isinstance(wanted, Mapping):
            yield from wanted.items()


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return all(_compares(value, how, bound) for how, bound in wanted.items())
    if isinstance(wanted, (list, tuple)):
        return any(_matches(value, one) for one in wanted)
    return bool(value == wanted)


def _compares(value: Any, how: str, bound: Any) -> bool:
    if how == "not":
        return not _matches(value, bound)
    if value is None:
        return False
    return bool(
        {
            "more_than": value > bound,
            "less_than": value < bound,
            "at_least": value >= bound,
            "at_most": value <= bound,
        }[how]
    )
