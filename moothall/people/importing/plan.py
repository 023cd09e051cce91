"""What a source says, whatever its format: people and what they hold, with names and dates.

Nothing here knows the database. A plan has no place for a home address, so none can be kept;
it can be put away as JSON between a preview and its confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Source = Literal["moderngov", "csv", "popolo"]
Target = Literal["seat", "post", "body"]
Ids = list[tuple[str, str]]  # scheme, identifier


class ImportRefused(Exception):
    """Nothing can be imported from this, in one sentence for the administrator."""


@dataclass(slots=True)
class AreaPlan:
    """A ward or division."""

    name: str
    ids: Ids = field(default_factory=list)


@dataclass(slots=True)
class BodyPlan:
    """A department, committee, group …; without a classification its name says what it is."""

    name: str
    classification: str = ""
    parent: str = ""  # key among the plan's bodies
    ids: Ids = field(default_factory=list)
    closed: bool = False  # the source says that it is no more


@dataclass(slots=True)
class PostPlan:
    """A post with the council's own title; `role` is a role of the vocabulary, or nothing."""

    label: str
    role: str = ""
    body: str = ""
    area: str = ""
    ids: Ids = field(default_factory=list)


@dataclass(slots=True)
class HeldPlan:
    """That somebody has a seat, holds a post or belongs to a body. Dates are inclusive."""

    target: Target
    key: str  # of the area, the post or the body
    role: str | None = None  # in a body; nothing: not said
    start: date | None = None
    end: date | None = None
    firm: bool = True  # whether `start` corrects a date that is already known


@dataclass(slots=True)
class PersonPlan:
    """Somebody, and where the source says so (`row 7`, `councillor 1234`)."""

    name: str
    where: str
    sort_name: str = ""
    ids: Ids = field(default_factory=list)
    emails: list[str] = field(default_factory=list)  # in lower case, the preferred one first
    telephones: list[str] = field(default_factory=list)
    held: list[HeldPlan] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Everything that one source says. Areas, bodies and posts are found by their keys."""

    source: Source
    areas: dict[str, AreaPlan] = field(default_factory=dict)
    bodies: dict[str, BodyPlan] = field(default_factory=dict)
    posts: dict[str, PostPlan] = field(default_factory=dict)
    people: list[PersonPlan] = field(default_factory=list)
    groups_said: bool = False  # it says of everybody in which group they are, or in none
    warnings: list[str] = field(default_factory=list)
    home_addresses: int = 0  # how many people had one, which was dropped

    def warn(self, text: str) -> None:
        """Notes something to be told, once, in letters that can be printed."""
        text = "".join(one if one.isprintable() else " " for one in text)
        if text not in self.warnings:
            self.warnings.append(text)

    def all_warnings(self) -> list[str]:
        """The warnings, with that of the home addresses."""
        if not self.home_addresses:
            return list(self.warnings)
        many = (
            "1 home address"
            if self.home_addresses == 1
            else f"{self.home_addresses} home addresses"
        )
        return [f"{many} or private contact details dropped: they are never kept.", *self.warnings]


def put_away(plan: Plan) -> dict[str, Any]:
    """The plan as plain values that JSON can hold."""
    plain: dict[str, Any] = asdict(plan)
    for person in plain["people"]:
        for held in person["held"]:
            for name in ("start", "end"):
                held[name] = held[name].isoformat() if held[name] else None
    return plain


def taken_out(plain: Mapping[str, Any]) -> Plan:
    """The plan that was put away. Raises KeyError or TypeError for anything else."""
    return Plan(
        source=plain["source"],
        areas={key: AreaPlan(**_ids(one)) for key, one in plain["areas"].items()},
        bodies={key: BodyPlan(**_ids(one)) for key, one in plain["bodies"].items()},
        posts={key: PostPlan(**_ids(one)) for key, one in plain["posts"].items()},
        people=[_person(one) for one in plain["people"]],
        groups_said=plain["groups_said"],
        warnings=list(plain["warnings"]),
        home_addresses=plain["home_addresses"],
    )


def _ids(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {**plain, "ids": [(scheme, number) for scheme, number in plain["ids"]]}


def _person(plain: Mapping[str, Any]) -> PersonPlan:
    held = [HeldPlan(**{**one, **_days(one)}) for one in plain["held"]]
    return PersonPlan(**{**_ids(plain), "held": held})


def _days(plain: Mapping[str, Any]) -> dict[str, date | None]:
    return {
        name: date.fromisoformat(plain[name]) if plain[name] else None for name in ("start", "end")
    }
