"""The parts of a difference: what happens to somebody, in words, and as rows to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from moothall.people.importing.plan import HeldPlan, PersonPlan
from moothall.people.models import Area, Membership, Organization, Post
from moothall.people.particulars import sort_name_of


@dataclass(frozen=True, slots=True)
class Operation:
    """A row to add, or with `values` one to change."""

    row: Any
    values: dict[str, Any] | None = None


@dataclass(slots=True)
class Entry:
    """What happens to one person, or to a ward or body with nobody in it, in words."""

    outcome: str  # added, changed, ended
    name: str
    slug: str
    sort: str
    what: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"name": self.name, "id": self.slug, "what": self.what}


WORDS = {"email": "e-mail address", "telephone": "telephone number"}


def is_exactly(one: Membership, held: HeldPlan, target: Post | Organization) -> bool:
    """Whether the membership is the one that the source speaks of, with its dates."""
    same = target.pk is not None and target in (one.post, one.organization)
    role = held.role is None or held.role == one.role or one.organization is None
    return same and role and (one.start_date, one.end_date) == (held.start, held.end)


def sorted_name(entry: PersonPlan) -> str:
    """The name as it is sorted."""
    return entry.sort_name or sort_name_of(entry.name)


def from_day(day: date | None) -> str:
    """“ from 27/03/2027”, or nothing."""
    return f" from {day:%d/%m/%Y}" if day else ""


def sort_of(row: Area | Organization | Post) -> str:
    """What a new place is, in words."""
    if isinstance(row, Organization):
        return f"new {Organization.Classification(row.classification).label}".lower()
    return "new ward" if isinstance(row, Area) else "new post"
