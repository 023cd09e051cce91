"""What the loader learns, the gate learns too: a mistake is planted in every key there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import act_mistakes
import kind_mistakes
import part_mistakes
import pytest
from planting import kinds, plain

from moothall.cases import act_reading, procedure_reading, source_checks

LEARNT = {
    "a procedure": (procedure_reading.KEYS, part_mistakes.PLANTERS),
    "a party": (procedure_reading.SLOT_KEYS, part_mistakes.SLOTS),
    "a field": (procedure_reading.FIELD_KEYS, part_mistakes.FIELDS),
    "a state": (procedure_reading.STATE_KEYS, part_mistakes.STATES),
    "a list": (procedure_reading.LIST_KEYS, part_mistakes.LISTS),
    "the register": (procedure_reading.REGISTER_KEYS, part_mistakes.REGISTER),
    "a relation": (
        {
            key.removesuffix("?")
            for parts in (*source_checks.PARTS.values(), source_checks.BESIDE)
            for key in parts
        },
        kind_mistakes.RELATION,
    ),
    "an act": (act_reading.KEYS, act_mistakes.PLANTERS),
}
NAMED = ("parties", "fields", "states", "lists", "acts")
# Only shown, so that no story could miss them: the generated reference and the pages hold these.
SHOWN = {"label", "plural", "question", "hint", "one", "keep", "theme"}
ELSEWHERE = {"about"}  # says which rules are proved to the letter: test_rules.py


@pytest.mark.parametrize("what", LEARNT)
def test_every_key_has_its_planter(what: str) -> None:
    known: tuple[Collection[str], Mapping[str, object]] = LEARNT[what]
    assert set(known[0]) == set(known[1])


@pytest.mark.parametrize("kind", kinds())
def test_every_key_that_is_written_has_a_mistake_in_it(kind: str) -> None:
    planted = {path for one in part_mistakes.mistakes(kind) for path in _beginnings(one.path)}
    written = {path for path in _written(kind) if path[-1] not in SHOWN | ELSEWHERE}
    assert written <= planted


def _beginnings(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for end in range(1, len(path) + 1):
        yield path[:end]


def _written(kind: str) -> Iterator[tuple[str, ...]]:
    """Every key of the file and, where it holds named parts, every key of each."""
    for key, value in plain(kind).items():
        if key not in NAMED:
            yield (key,)
            continue
        for name, body in value.items():
            yield from ((key, name, inner) for inner in body)
