"""Finds out who notices a planted mistake: the loader, or a story that no longer holds.

Each story is told once as it should be. Before each step it is told to its end with every mistake
that this step is the first to read; what that did is undone.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from django.db import transaction
from planting import Mistake, kinds, tree_of
from story_checks import Untrue
from story_runner import Story, begin, forms_are_as_told, read_stories, tell, tell_step
from watching import Part, differences, watched

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
    """How far a story is told before each part of the procedures is read first."""

    story: Story
    first: dict[Part, int] = field(default_factory=dict)

    def reads(self, planted: Planted) -> int | None:
        """The first step (counted from 0) that reads what the mistake changes."""
        found = [self.first[part] for part in planted.parts if part in self.first]
        return min(found, default=None)

    def cost(self, planted: Planted) -> tuple[int, int]:
        """Stories that soon do the act that was changed go first, then short ones."""
        since = self.reads(planted)
        assert since is not None
        act = planted.mistake.act
        done = [
            number
            for number, step in enumerate(self.story.steps[since:])
            if step.get("does") == act
            and step.get("kind", self.story.data["kind"]) == planted.mistake.kind
        ]
        people = len(self.story.people)
        wait = (done[0] + 1) * people if done else 1000
        return wait, (len(self.story.steps) - since) * people


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
def readings() -> tuple[Reading, ...]:
    """Every story told once as it should be, with what each step reads. Raises Untrue."""
    return tuple(_told(story) for story in stories())


def _told(story: Story) -> Reading:
    reading = Reading(story)
    read: set[Part] = set()
    found = {kind: watched(procedure, read) for kind, procedure in sound().items()}
    with undone(), procedures_are(found):
        begin(story)
        for number in range(len(story.steps)):
            read.clear()
            tell_step(story, number)
            for part in read:
                reading.first.setdefault(part, number)
    return reading


def survivors(all_planted: Iterable[Planted]) -> list[Planted]:
    """The mistakes that no story notices, each told in every story that reads what it changes."""
    waiting = {one: _in_turn(one) for one in all_planted}
    found = []
    while waiting:
        now: dict[Reading, list[Planted]] = defaultdict(list)
        for one, turns in list(waiting.items()):
            if not turns:
                found.append(one)
                del waiting[one]
            else:
                now[turns.pop(0)].append(one)
        for reading, here in now.items():
            for one in noticed_in(reading, here):
                del waiting[one]
    return found


def _in_turn(one: Planted) -> list[Reading]:
    """The stories that could notice it, likeliest first."""
    reading = [found for found in readings() if found.reads(one) is not None]
    return sorted(reading, key=lambda found: found.cost(one))


def noticed_in(reading: Reading, all_planted: Sequence[Planted]) -> list[Planted]:
    """Which of these mistakes a story notices."""
    by_step: dict[int, list[Planted]] = defaultdict(list)
    for one in all_planted:
        by_step[reading.reads(one) or 0].append(one)
    found: list[Planted] = []
    story = reading.story
    with undone(), procedures_are(sound()):
        begin(story)
        for number in range(max(by_step) + 1):
            found += [one for one in by_step[number] if not _holds(story, number, one)]
            tell_step(story, number)
    return found


def _holds(story: Story, since: int, one: Planted) -> bool:
    """Whether the rest of a story still holds with the mistake."""
    apart = copy.copy(story)
    apart.cases = {alias: copy.copy(case) for alias, case in story.cases.items()}
    apart.stand = dict(story.stand)
    try:
        with undone(), procedures_are({**sound(), one.mistake.kind: one.procedure}):
            tell(apart, since=since)
    except Exception:  # a story that cannot even be told has noticed as well
        return False
    return True
