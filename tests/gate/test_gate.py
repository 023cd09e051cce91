"""No mistake planted in a procedure goes unnoticed: the loader refuses it, or a story fails.

Data that is wrong but legal is the greatest danger of an engine that runs on data, walls above all.
Run it on two cores with `pytest tests/gate -n 2`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from mutants import KINDS, Mutant, mutants
from story_runner import Story, read_stories, run

from moothall.cases import procedures
from moothall.cases.procedure import Procedure
from moothall.strict import Broken

PARTS = 24


@cache
def planted() -> tuple[Mutant, ...]:
    return tuple(mutant for kind in KINDS for mutant in mutants(kind))


@cache
def stories() -> tuple[Story, ...]:
    return tuple(read_stories())


class _Undo(Exception):
    """Ends a story without leaving anything behind."""


def told(story: Story) -> bool:
    """Whether the story still holds."""
    try:
        with transaction.atomic():
            run(story)
            raise _Undo
    except _Undo:
        return True
    except Exception:  # a story that cannot even be told has noticed as well
        return False


def survives(mutant: Mutant, sound: Mapping[str, Procedure]) -> bool:
    """Whether neither the loader nor any story notices."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{mutant.kind}.yaml"
        file.write_text(yaml.safe_dump(mutant.data, allow_unicode=True, sort_keys=False))
        try:
            changed = procedures.read_procedure(file)
        except Broken:
            return False
    procedures.load = lambda: {**sound, mutant.kind: changed}  # type: ignore[assignment]
    return all(told(story) for story in _likeliest_first(mutant))


def _likeliest_first(mutant: Mutant) -> Iterator[Story]:
    """Stories of the kind, those that do the act that was changed before the others."""
    mine = [one for one in stories() if one.data["kind"] == mutant.kind]
    others = [one for one in stories() if one.data["kind"] != mutant.kind]
    yield from sorted(mine, key=lambda one: (mutant.act not in one.acts, "forms" not in one.data))
    yield from (one for one in others if "forms" not in one.data)


@pytest.fixture
def sound() -> Iterator[Mapping[str, Procedure]]:
    whole = procedures.load
    yield dict(whole())
    procedures.load = whole


@pytest.mark.django_db
def test_the_stories_hold_without_a_mistake() -> None:
    assert all(told(story) for story in stories())


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_planted_mistake_is_noticed(part: int, sound: Mapping[str, Procedure]) -> None:
    survivors = [mutant.what for mutant in planted()[part::PARTS] if survives(mutant, sound)]
    assert not survivors, "nobody noticed:\n" + "\n".join(survivors)
