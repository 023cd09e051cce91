"""Stories as they are written: YAML files of steps. What a step may say is in `story_runner.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from story_checks import Untrue
from story_standing import Standpoint

from moothall.cases.models import Case
from moothall.people.models import Council, Person

STORIES = Path(__file__).parent / "stories"
FORM_KEYS = {"forms", "choices", "replies"}
STORY_KEYS = FORM_KEYS | {"story", "council", "law", "kind", "people", "steps", "standards"}


@dataclass
class Story:
    """One story, and where its cases stand while it is told."""

    file: str
    data: dict[str, Any]
    cases: dict[str, Case] = field(default_factory=dict)
    stand: dict[str, Standpoint] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    council: Council | None = None
    at: datetime | None = None
    where: str = ""

    @property
    def name(self) -> str:
        return f"{self.file}: {self.data['story']}"

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.data.get("steps", ()))

    @property
    def acts(self) -> set[tuple[str, str]]:
        """The acts that the story does or tries, each with its kind."""
        return {(kind_of(self, step), str(step["does"])) for step in self.steps if "does" in step}


def read_stories() -> list[Story]:
    """Every story of every file."""
    found = []
    for path in sorted(STORIES.glob("*.yaml")):
        for data in _parsed(path.read_text("utf-8")):
            if unknown := set(data) - STORY_KEYS:
                raise Untrue(f"{path.name}: a story has no {unknown}")
            found.append(Story(path.name, data))
    return found


@cache
def _parsed(text: str) -> list[dict[str, Any]]:
    """What a file says; it takes a second for all of them, and several ask."""
    found: list[dict[str, Any]] = yaml.load(text, Loader=yaml.CBaseLoader)
    return found


def kind_of(story: Story, step: dict[str, Any]) -> str:
    """The kind of business that a step is about."""
    return str(step.get("kind", story.data["kind"]))
