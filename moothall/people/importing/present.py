"""What the database holds of a council's people, read at once and found as a source names it.

Read anew for every comparison and shared with nobody, so that what is found here may be changed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models

from moothall.people.importing.bodies import group_key
from moothall.people.importing.plan import Ids
from moothall.people.importing.text import area_key, key_of, person_key
from moothall.people.models import (
    Area,
    ContactDetail,
    Council,
    Identifier,
    Membership,
    Organization,
    Person,
    Post,
)

OWN = "moothall"  # the scheme under which we export our own rows: council/slug
_TABLES = {Person: "person", Organization: "organization", Area: "area", Post: "post"}


class Present:
    """A council's people as they stand."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.areas = list(Area.objects.filter(council=council).order_by("pk"))
        self.bodies = list(Organization.objects.filter(council=council).order_by("pk"))
        self.posts = list(Post.objects.filter(council=council).order_by("pk"))
        self.people = {one.pk: one for one in Person.objects.filter(council=council).order_by("pk")}
        self.held: dict[int, list[Membership]] = defaultdict(list)
        rows = Membership.objects.filter(council=council).select_related(
            "post", "post__area", "organization", "person"
        )
        for one in rows.order_by("pk"):
            self.held[one.person_id].append(one)
        self.details: dict[int, list[ContactDetail]] = defaultdict(list)
        self.owners: dict[tuple[str, str], int] = {}
        for detail in ContactDetail.objects.filter(council=council).order_by("-preferred", "pk"):
            self.details[detail.person_id].append(detail)
            self.owners[str(detail.type), detail.value] = detail.person_id
        self._identifiers()
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            self.by_name[person_key(person.name)].append(person)

    def _identifiers(self) -> None:
        self.numbers: dict[tuple[str, int], dict[str, Identifier]] = defaultdict(dict)
        self.named: dict[tuple[str, str, str], int] = {}
        for one in Identifier.objects.filter(council=self.council).order_by("pk"):
            for table in _TABLES.values():
                if number := getattr(one, f"{table}_id"):
                    self.numbers[table, number].setdefault(one.scheme, one)
                    self.named[table, one.scheme, one.identifier] = number
        lists: dict[type[models.Model], list[Any]] = {
            Person: list(self.people.values()),
            Organization: self.bodies,
            Area: self.areas,
            Post: self.posts,
        }
        self.rows = {model: {row.pk: row for row in rows} for model, rows in lists.items()}
        for model, table in _TABLES.items():
            for row in self.rows[model].values():
                self.named[table, OWN, f"{self.council.slug}/{row.slug}"] = row.pk

    def by_ids(self, model: type[models.Model], ids: Ids) -> list[Any]:
        """The rows that bear one of the identifiers; more than one is a contradiction."""
        table = _TABLES[model]
        numbers = {self.named.get((table, scheme, number)) for scheme, number in ids}
        rows = self.rows[model]
        return [
            rows[number]
            for number in sorted(one for one in numbers if one is not None and one in rows)
        ]

    def missing_ids(self, row: models.Model, ids: Ids) -> list[Identifier]:
        """New rows for the identifiers that we do not have of it yet."""
        table = _TABLES[type(row)]
        have = self.numbers.get((table, row.pk or 0), {})
        return [
            Identifier(council=self.council, scheme=scheme, identifier=number, **{table: row})
            for scheme, number in ids
            if scheme != OWN and scheme not in have
        ]

    def other_id(self, person: Person, ids: Ids) -> Identifier | None:
        """The identifier by which a system knows the person differently from `ids`."""
        have = self.numbers.get(("person", person.pk), {})
        return next(
            (have[s] for s, number in ids if s in have and have[s].identifier != number), None
        )

    def named_area(self, key: str) -> list[Area]:
        """The wards of that key."""
        return [one for one in self.areas if area_key(one.name) == key]

    def named_body(self, key: str) -> list[Organization]:
        """The bodies of that key, where groups are told from other bodies."""
        if key.startswith("group "):
            groups = [one for one in self.bodies if _is_group(one)]
            return [one for one in groups if f"group {group_key(one.name)}" == key]
        same = [one for one in self.bodies if key_of(one.name) == key]
        return [one for one in same if not _is_group(one)] or same


def _is_group(body: Organization) -> bool:
    return body.classification == Organization.Classification.GROUP
