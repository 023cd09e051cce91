"""Reads all the rows of one council's people and links them to each other.

When that is done, and how long it holds, is in `directory.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from moothall.people.models import (
    Absence,
    Area,
    ContactDetail,
    Council,
    Election,
    Membership,
    Organization,
    Person,
    Post,
    Preference,
    Succession,
)

Row = TypeVar("Row", Area, Organization, Post, Person)
Linked = TypeVar("Linked", Membership, Absence, Area)


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody and everything of one council's people. Rows are shared: never change one."""

    council: Council
    closures: tuple[tuple[date, str], ...]
    elections: tuple[Election, ...]  # the earliest polling day first
    areas: Mapping[int, Area]  # by number, in the order of their names, as the next three are
    organizations: Mapping[int, Organization]
    posts: Mapping[int, Post]
    people: Mapping[int, Person]
    slugs: Mapping[str, Person]
    memberships: Sequence[Membership]
    held: Mapping[int, Sequence[Membership]]  # by person
    holding: Mapping[int, Sequence[Membership]]  # by post
    belonging: Mapping[int, Sequence[Membership]]  # by organization
    after: Mapping[int, Sequence[Area]]  # wards that took in part of an old one, by the old one
    before: Mapping[int, Sequence[Area]]  # and the other way
    absences: Mapping[int, Sequence[Absence]]  # by person, the latest first day first
    addresses: Mapping[str, Person]  # by e-mail address
    emails: Mapping[int, str]  # by person: the preferred address
    preferences: Mapping[int, Preference]  # by person who has chosen


def read(number: int) -> Directory:
    """Every row of the council. Raises Council.DoesNotExist, and KeyError where one row names
    another that was not there when its table was read."""
    council = Council.objects.get(pk=number)
    areas = _by_number(Area.objects.filter(council=council).order_by("name", "pk"))
    bodies = Organization.objects.filter(council=council).order_by("name", "pk")
    organizations = _by_number(bodies)
    posts = _by_number(Post.objects.filter(council=council).order_by("label", "pk"))
    people = _by_number(Person.objects.filter(council=council).order_by("sort_name", "pk"))
    _link(council, areas, organizations, posts, people)
    memberships = _memberships(council, organizations, posts, people)
    pairs = _successions(council, areas)
    details = ContactDetail.objects.filter(council=council, type=ContactDetail.Type.EMAIL)
    addresses = {d.value: people[d.person_id] for d in details.order_by("preferred", "-pk")}
    return Directory(
        council=council,
        closures=tuple(council.closure_days.order_by("date").values_list("date", "reason")),
        elections=tuple(council.elections.order_by("polling_day", "pk")),
        areas=areas,
        organizations=organizations,
        posts=posts,
        people=people,
        slugs={person.slug: person for person in people.values()},
        memberships=memberships,
        held=_grouped((one.person_id, one) for one in memberships),
        holding=_grouped((one.post_id, one) for one in memberships if one.post_id is not None),
        belonging=_grouped(
            (one.organization_id, one) for one in memberships if one.organization_id is not None
        ),
        after=_grouped((old.pk, new) for old, new in pairs),
        before=_grouped((new.pk, old) for old, new in pairs),
        absences=_absences(council, people),
        addresses=addresses,
        emails={person.pk: value for value, person in addresses.items()},
        preferences=_preferences(council, people),
    )


def _by_number(rows: QuerySet[Row]) -> dict[int, Row]:
    return {row.pk: row for row in rows}


def _grouped(rows: Iterable[tuple[int, Linked]]) -> Mapping[int, Sequence[Linked]]:
    found: dict[int, list[Linked]] = defaultdict(list)
    for number, row in rows:
        found[number].append(row)
    return dict(found)


def _link(
    council: Council,
    areas: Mapping[int, Area],
    organizations: Mapping[int, Organization],
    posts: Mapping[int, Post],
    people: Mapping[int, Person],
) -> None:
    """Sets what rows refer to, so that nothing is ever looked up one by one."""
    for area in areas.values():
        area.council = council
    for body in organizations.values():
        body.council = council
        body.parent = organizations[body.parent_id] if body.parent_id else None
        body.successor = organizations[body.successor_id] if body.successor_id else None
        body.portfolio = posts[body.portfolio_id] if body.portfolio_id else None
    for post in posts.values():
        post.council = council
        post.area = areas[post.area_id] if post.area_id else None
        post.organization = organizations[post.organization_id] if post.organization_id else None
        post.reports_to = posts[post.reports_to_id] if post.reports_to_id else None
    for person in people.values():
        person.council = council


def _memberships(
    council: Council,
    organizations: Mapping[int, Organization],
    posts: Mapping[int, Post],
    people: Mapping[int, Person],
) -> list[Membership]:
    found = list(Membership.objects.filter(council=council).order_by("pk"))
    for one in found:
        one.council, one.person = council, people[one.person_id]
        one.post = posts[one.post_id] if one.post_id else None
        one.organization = organizations[one.organization_id] if one.organization_id else None
    return found


def _successions(council: Council, areas: Mapping[int, Area]) -> list[tuple[Area, Area]]:
    rows = Succession.objects.filter(council=council).order_by("old__name", "new__name", "pk")
    return [(areas[old], areas[new]) for old, new in rows.values_list("old_id", "new_id")]


def _absences(council: Council, people: Mapping[int, Person]) -> Mapping[int, Sequence[Absence]]:
    found = list(Absence.objects.filter(council=council).order_by("-start_date", "pk"))
    for one in found:
        one.council, one.person = council, people[one.person_id]
        one.cover = people[one.cover_id] if one.cover_id else None
    return _grouped((one.person_id, one) for one in found)


def _preferences(council: Council, people: Mapping[int, Person]) -> Mapping[int, Preference]:
    found = list(Preference.objects.filter(council=council).order_by("pk"))
    for one in found:
        one.council, one.person = council, people[one.person_id]
    return {one.person_id: one for one in found}
