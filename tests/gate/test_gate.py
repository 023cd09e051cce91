"""No mistake planted in a procedure goes unnoticed: the loader refuses it, or a story fails.

Data that is wrong but legal is the greatest danger of an engine that runs on data, walls above all.
`make test` plants every mistake in every kind whose own files are not just as they were proved
(`proved.py`), and in those named in `ALWAYS`; where only the engine has changed, it draws some
kinds and some of their mistakes. `make gate` plants all and writes down what it has proved, and
where each was noticed. `open.txt` holds the mistakes that nobody notices yet: it may only get
shorter.

`MOOTHALL_GATE=enquiry` plants those of one kind; `MOOTHALL_GATE_ONLY=acts.link,readers` only those
whose names hold one of these texts, `MOOTHALL_GATE_ONLY=@FILE` those that are lines of a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from noticing import planted, readings, survivors
from part_mistakes import mistakes
from planting import Mistake, kinds
from proved import KINDS, drawn, shaken, unproved
from remembered import remember

ALWAYS = ("contact",)  # so that a build sees the gate bite
PARTS = 2  # of each kind, so that two cores share the work
OPEN = Path(__file__).with_name("open.txt")
ASKED = os.environ.get("MOOTHALL_GATE", "")
WHOLE = sorted({*ALWAYS, *unproved(kinds())})
SHAKEN = [] if ASKED else sorted({*shaken(kinds())} - {*WHOLE})
DRAWN = [kind for kind in SHAKEN if drawn(kind, one_in=KINDS)]
HERE = kinds() if ASKED == "all" else ASKED.split(",") if ASKED else [*WHOLE, *DRAWN]
ONLY = os.environ.get("MOOTHALL_GATE_ONLY", "")


def wanted(kind: str) -> list[Mistake]:
    """Every mistake of a kind, or those that were drawn or asked for."""
    every = list(mistakes(kind))
    if kind in DRAWN:
        return [one for one in every if drawn(one.name)]
    if ONLY.startswith("@"):
        lines = set(Path(ONLY[1:]).read_text("utf-8").splitlines())
        return [one for one in every if one.name in lines]
    return [one for one in every if any(text in one.name for text in ONLY.split(","))]


def lines_of(names: Iterable[str]) -> str:
    return "".join(f"\n{name}" for name in sorted(names))


def still_open() -> set[str]:
    """The mistakes that are known to go unnoticed."""
    lines = OPEN.read_text("utf-8").splitlines() if OPEN.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HERE)
def test_the_stories_hold_without_a_mistake(kind: str) -> None:
    assert readings(kind)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HERE)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_planted_mistake_is_noticed(kind: str, part: int) -> None:
    here = wanted(kind)[part::PARTS]
    passing = [one for one in map(planted, here) if one is not None]
    left, found = survivors(passing)
    if ASKED and not ONLY:
        remember(kind, part, found)
    unnoticed = {one.mistake.name for one in left}
    known = still_open() & {one.name for one in here}
    new, noticed = unnoticed - known, known - unnoticed
    assert not new, f"nobody noticed these:{lines_of(new)}"
    assert not noticed, f"somebody notices these now, so take them out:{lines_of(noticed)}"


def test_what_is_open_is_a_mistake_that_can_be_planted() -> None:
    names = {one.name for kind in kinds() for one in mistakes(kind)}
    assert still_open() <= names
