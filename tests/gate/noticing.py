"""Finds out who notices a planted mistake: the loader, or a story that no longer holds.

Each story is told once as it should be. Each step is told as well with every mistake in what this
step reads, and undone. Where that wrote something else, and the step did not notice, the story is
told to its end with the mistake; where it wrote the same, all goes on as it should. Where a mistake
was noticed the last time is looked at first (`remembered.py`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from django.db import transaction
from planting import Mistake, kinds, tree_of
from remembered import Spot, digest, remembered
from story_checks import Untrue
from story_reading import Story, read_stories
from story_runner import begin, forms_are_as_told, tell, tell_step
from watching import Part, differences, watched
from worlds import world

from moothall.cases import kind_checks, procedures
from moothall.cases.kind_checks import Read
from moothall.cases.procedure import Procedure
from moothall.strict import Broken, Faults


@dataclass(eq=False)
class Planted:
    """A mistake that the loader lets pass, and what it changes."""

    mistake: Mistake
    procedure: Procedure
    parts: set[Part]


@dataclass(eq=False)
class Reading:
    """Which steps of a story read each part of the procedures, and what each step leaves behind."""

    story: Story
    by_part: dict[Part, list[int]] = field(default_factory=dict)
    worlds: list[str] = field(default_factory=list)

    def reads(self, planted: Planted) -> list[int]:
        """The steps (counted from 0) that read what the mistake changes."""
        return sorted({step for part in planted.parts for step in self.by_part.get(part, ())})

    @property
    def cost(self) -> int:
        """What it takes to tell it: every step looks at everybody."""
        return len(self.story.steps) * len(self.story.people)

    @property
    def worth(self) -> float:
        """How many different acts it tells of, for what it takes."""
        return len(self.story.acts) / len(self.story.people)


Steps = dict[Planted, list[int]]  # at which steps of a story each mistake is to be tried


class _Undo(Exception):
    """Ends what was told without leaving anything behind."""


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        return


@contextmanager
def procedures_are(found: Mapping[str, Procedure]) -> Iterator[None]:
    """These are the procedures in force inside."""
    whole = procedures.load
    procedures.load = lambda: found  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        procedures.load = whole


@cache
def sound() -> Mapping[str, Procedure]:
    return procedures.load()


@cache
def stories() -> tuple[Story, ...]:
    return tuple(story for story in read_stories() if "forms" not in story.data)


@cache
def forms() -> Mapping[str, Story]:
    return {one.data["kind"]: one for one in read_stories() if "forms" in one.data}


def planted(mistake: Mistake) -> Planted | None:
    """The procedure with the mistake in it; None where the loader or the forms notice it."""
    try:
        read = procedures.read_tree(mistake.tree(), faults=Faults(mistake.kind))
    except Broken:
        return None
    together = [read, *(_read(kind) for kind in kinds() if kind != mistake.kind)]
    kind_checks.check(together)
    wrong = [fault for one in together for fault in one.faults.found]
    for one in together:
        one.faults.found.clear()
    if wrong:
        return None
    try:
        forms_are_as_told(forms()[mistake.kind], read.procedure)
    except Untrue:
        return None
    parts = differences(sound()[mistake.kind], read.procedure)
    return Planted(mistake, read.procedure, parts) if parts else None  # only written otherwise


@cache
def _read(kind: str) -> Read:
    return procedures.read_tree(tree_of(kind), faults=Faults(kind))


@cache
def readings(kind: str) -> tuple[Reading, ...]:
    """Every story with an act of a kind, told once as it should be. Raises Untrue."""
    of_kind = (one for one in stories() if any(name == kind for name, _ in one.acts))
    return tuple(map(_told, of_kind))


def _told(story: Story) -> Reading:
    reading = Reading(story)
    read: set[Part] = set()
    found = {kind: watched(procedure, read) for kind, procedure in sound().items()}
    with undone(), procedures_are(found):
        begin(story)
        for number in range(len(story.steps)):
            read.clear()
            tell_step(story, number)
            reading.worlds.append(world())
            for part in read:
                reading.by_part.setdefault(part, []).append(number)
    return reading


def survivors(all_planted: Iterable[Planted]) -> tuple[list[Planted], dict[str, Spot]]:
    """The mistakes that no story notices, and where the others were noticed, by their names.

    Each is told first where it was noticed the last time, and then in every story that reads what
    it changes: one in an act in stories with many acts first; one in what every step looks at, such
    as the circles, in short stories first: most of them notice it.
    """
    noticed: dict[str, Spot] = {}
    waiting = _left(list(all_planted), noticed, _where_remembered)
    acts = [one for one in waiting if one.mistake.act]
    whole = [one for one in waiting if not one.mistake.act]
    left = [
        *_left(acts, noticed, _everywhere, by=lambda reading: -reading.worth),
        *_left(whole, noticed, _everywhere, by=lambda reading: reading.cost),
    ]
    return left, noticed


def _everywhere(reading: Reading, waiting: Sequence[Planted]) -> Steps:
    """All the steps of a story that read what each of these mistakes changes."""
    steps = {one: reading.reads(one) for one in waiting}
    return {one: wanted for one, wanted in steps.items() if wanted}


def _where_remembered(reading: Reading, waiting: Sequence[Planted]) -> Steps:
    """The step of a story at which each of these mistakes was noticed the last time."""
    last = remembered(waiting[0].mistake.kind)
    spots = {one: last.get(digest(one.mistake.name)) for one in waiting}
    here = {one: spot[1] for one, spot in spots.items() if spot and spot[0] == reading.story.name}
    return {one: [step] for one, step in here.items() if step in reading.reads(one)}


def _left(
    waiting: list[Planted],
    noticed: dict[str, Spot],
    where: Callable[[Reading, Sequence[Planted]], Steps],
    *,
    by: Callable[[Reading], float] = lambda reading: 0,
) -> list[Planted]:
    """Those of the mistakes that nobody notices there; the others go into `noticed`."""
    for kind in {one.mistake.kind for one in waiting}:
        for reading in sorted(readings(kind), key=by):
            here = [one for one in waiting if one.mistake.kind == kind]
            found = noticed_in(reading, steps) if here and (steps := where(reading, here)) else {}
            noticed |= {one.mistake.name: (reading.story.name, step) for one, step in found.items()}
            waiting = [one for one in waiting if one not in found]
    return waiting


def noticed_in(reading: Reading, steps: Steps) -> dict[Planted, int]:
    """Which of these mistakes a story notices when it is told with them from these steps on."""
    steps, found = dict(steps), {}
    with undone(), procedures_are(sound()):
        begin(reading.story)
        for number in range(len(reading.story.steps)):
            for one in [one for one, wanted in steps.items() if number in wanted]:
                noticed, told = _step_with(one, reading, number)
                found |= {one: number} if noticed else {}
                if noticed or told:
                    del steps[one]
            if not any(max(wanted) > number for wanted in steps.values()):
                break
            tell_step(reading.story, number)
    return found


def _step_with(one: Planted, reading: Reading, number: int) -> tuple[bool, bool]:
    """Whether a mistake is noticed from a step on, and whether all the rest was told with it."""
    story = reading.story
    apart = copy.copy(story)
    apart.cases = {alias: copy.copy(case) for alias, case in story.cases.items()}
    apart.stand = dict(story.stand)
    try:
        with undone(), procedures_are({**sound(), one.mistake.kind: one.procedure}):
            tell_step(apart, number)
            if world() == reading.worlds[number]:
                return False, False
            tell(apart, since=number + 1)
    except Exception:  # a story that cannot even be told has noticed as well
        return True, True
    return False, True
