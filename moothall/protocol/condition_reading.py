"""Reads conditions: all entries of a mapping, any mapping of a list. No expressions.

Every fact must be known and every value one that it can have. How conditions hold is in
`conditions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from moothall.protocol.page import Page
from moothall.protocol.rules import COMPARISONS, Comparison, Condition, Test
from moothall.protocol.vocabulary import BadFact, FactSpec, Vocabulary
from moothall.strict import Twig


def read_condition(twig: Twig | None, key: str, *, page: Page, words: Vocabulary) -> Condition:
    """The condition under `key`, `()` where there is none."""
    if twig is None:
        return ()
    reader = _ConditionReader(page, words)
    found = tuple(tuple(reader.tests(part, key)) for part in twig.parts)
    if all(part.is_mapping for part in twig.parts) and not (found and all(found)):
        page.add(twig.line, key, f"`{key}` must not be empty.")
    return found


class _ConditionReader:
    def __init__(self, page: Page, words: Vocabulary) -> None:
        self.page = page
        self.words = words

    def tests(self, twig: Twig, key: str) -> Iterator[Test]:
        known = self.words.facts
        for name, value in self.page.entries(twig, f"`{key}`").items():
            if name in known:
                yield self.test(known[name], value)
            else:
                self.page.add(value.line, name, f"There is no fact {name!r}.", known=known)
                yield Test(name)

    def test(self, spec: FactSpec, twig: Twig) -> Test:
        if twig.is_mapping:
            return Test(spec.name, bounds=tuple(self.bounds(spec, twig)))
        if spec.type == "bool" and not isinstance(twig.value, bool):
            self.page.add(twig.line, spec.name, f"{spec.name} must be true or false.")
            return Test(spec.name)
        if not twig.parts:
            self.page.add(twig.line, spec.name, f"{spec.name}: the list must not be empty.")
        return Test(spec.name, frozenset(self.values(spec, twig)))

    def values(self, spec: FactSpec, twig: Twig) -> Iterator[bool | int | str | date]:
        for part in twig.parts:
            fact = self.read(spec, part)
            if isinstance(fact, frozenset):
                yield from fact
            elif fact is not None:
                yield cast("bool | int | str | date", fact)

    def read(self, spec: FactSpec, twig: Twig) -> object:
        """The value as a fact; None, and a fault, where it cannot be one."""
        try:
            return self.words.read_fact(spec.name, twig.plain())
        except BadFact as bad:
            self.page.add(twig.line, str(bad.value), bad.why, known=[bad.nearest])
            return None

    def bounds(self, spec: FactSpec, twig: Twig) -> Iterator[tuple[Comparison, int | date]]:
        if spec.type not in ("int", "date"):
            message = f"{spec.name} cannot be compared: it is {spec.wanted}."
            self.page.add(twig.line, spec.name, message)
            return
        for how, value in twig.entries.items():
            if how not in COMPARISONS:
                message = f"{how!r} is no comparison: {', '.join(COMPARISONS)}."
                self.page.add(value.line, how, message, known=COMPARISONS)
                continue
            bound = self.read(spec, value)
            if bound is not None:
                yield cast(Comparison, how), cast("int | date", bound)
