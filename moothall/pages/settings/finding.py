"""Finds people of the council for its administrator: by name, by side, by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from moothall.pages.visit import Visit
from moothall.people.directory import directory_of
from moothall.people.models import Membership, Person
from moothall.people.roles import current

LONGEST = 100
SIDES = {
    "councillor": "Councillors",
    "officer": "Officers",
    "administrator": "Administrators",
    "coming": "Not here yet",
    "left": "Not here any more",
    "nothing": "Nothing recorded",
}
FILTERS = ("text", "side", "place")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list."""

    person: Person
    holds: tuple[str, ...]  # today
    sides: frozenset[str]
    places: frozenset[str]
    email: str  # the preferred one


def filters_of(given: QueryDict) -> dict[str, str]:
    """What the list is narrowed to."""
    return {name: str(given.get(name, ""))[:LONGEST].strip() for name in FILTERS}


def places(visit: Visit) -> dict[str, str]:
    """Bodies and wards to narrow the list to, by a key of their own."""
    directory = directory_of(visit.council.pk)
    bodies = {f"body-{one.slug}": one.name for one in directory.organizations.values()}
    wards = {f"area-{one.slug}": one.name for one in directory.areas.values()}
    return dict(sorted((bodies | wards).items(), key=lambda pair: pair[1].lower()))


def matching(visit: Visit, filters: Mapping[str, str]) -> Iterator[Row]:
    """Everybody who fits, by name."""
    words = filters["text"].lower().split()
    for row in _rows(visit):
        said = " ".join([row.person.name, *row.holds, row.email]).lower()
        if not all(word in said for word in words):
            continue
        if filters["side"] in SIDES and filters["side"] not in row.sides:
            continue
        if filters["place"] and filters["place"] not in row.places:
            continue
        yield row


def _rows(visit: Visit) -> Iterator[Row]:
    directory = directory_of(visit.council.pk)
    for number, person in directory.people.items():
        held = directory.held.get(number, ())
        now = list(current(held, on=visit.on))
        yield Row(
            person,
            tuple(_in_words(one) for one in now),
            frozenset(_sides(visit, list(held), now)),
            frozenset(place for one in now for place in _places_of(one)),
            directory.emails.get(number, ""),
        )


def _sides(visit: Visit, held: list[Membership], now: list[Membership]) -> Iterator[str]:
    if not held:
        yield "nothing"
    elif not now:
        later = any(one.start_date and one.start_date > visit.on for one in held)
        yield "coming" if later else "left"
    for one in now:
        if one.post:
            yield from visit.protocol.kinds_of(one.post.role)


def _places_of(one: Membership) -> Iterator[str]:
    if one.organization:
        yield f"body-{one.organization.slug}"
    if one.post and one.post.organization:
        yield f"body-{one.post.organization.slug}"
    if one.post and one.post.area:
        yield f"area-{one.post.area.slug}"


def _in_words(one: Membership) -> str:
    if one.organization:
        role = f", {one.get_role_display()}" if one.role else ""
        return f"{one.organization.name}{role}"
    return one.post.label if one.post else ""
