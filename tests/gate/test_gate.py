"""No mistake planted in a procedure goes unnoticed: the loader refuses it, or a story fails.

Data that is wrong but legal is the greatest danger of an engine that runs on data, walls above all.
`make test` plants every mistake in the kinds named in `ALWAYS`; `make gate` plants them in all
kinds, which takes longer than a build should. `open.txt` holds the mistakes that nobody notices
yet: it may only get shorter.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from noticing import planted, readings, survivors
from part_mistakes import mistakes
from planting import kinds

ALWAYS = ("contact", "seat")
PARTS = 12  # of each kind, so that two cores share the work
OPEN = Path(__file__).with_name("open.txt")
HERE = tuple(kinds()) if os.environ.get("MOOTHALL_GATE") == "all" else ALWAYS


def still_open() -> set[str]:
    """The mistakes that are known to go unnoticed."""
    lines = OPEN.read_text("utf-8").splitlines() if OPEN.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


@pytest.mark.django_db
def test_the_stories_hold_without_a_mistake() -> None:
    assert readings()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HERE)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_planted_mistake_is_noticed(kind: str, part: int) -> None:
    here = list(mistakes(kind))[part::PARTS]
    passing = [one for one in map(planted, here) if one is not None]
    unnoticed = {str(one.mistake).replace("\n", " ") for one in survivors(passing)}
    names = {str(one).replace("\n", " ") for one in here}
    known = still_open() & names
    assert unnoticed - known == set(), "nobody noticed these"
    assert known - unnoticed == set(), "somebody notices these now: take them out of open.txt"


def test_what_is_open_is_a_mistake_that_can_be_planted() -> None:
    names = {str(one).replace("\n", " ") for kind in kinds() for one in mistakes(kind)}
    assert still_open() <= names
