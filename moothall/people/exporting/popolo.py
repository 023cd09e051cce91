"""Popolo JSON of a council's people on one day (www.popoloproject.com)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from moothall.people.directory import directory_of
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
from moothall.people.roles import current

_KINDS = {Person: "person", Organization: "organization", Area: "area", Post: "post"}
Row = Person | Organization | Area | Post


def as_popolo(council: Council, *, on: date) -> str:
    """Everybody with what they hold that day; wards, bodies and posts are there whole."""
    directory = directory_of(council.pk)
    held = list(current(directory.memberships, on=on))
    numbers = _identifiers(council)
    people = {one.person_id: one.person for one in held}
    details = _details(council)
    document = {
        "persons": [_person(one, numbers, details) for one in people.values()],
        "organizations": [_body(one, numbers) for one in directory.organizations.values()],
        "posts": [_post(one, numbers) for one in directory.posts.values()],
        "memberships": [_membership(one) for one in held],
        "areas": [_row(one, numbers, name=one.name) for one in directory.areas.values()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


Numbers = dict[tuple[str, int], list[dict[str, str]]]


def _identifiers(council: Council) -> Numbers:
    found: Numbers = {}
    for one in Identifier.objects.filter(council=council).order_by("pk"):
        for table in _KINDS.values():
            if number := getattr(one, f"{table}_id"):
                row = {"scheme": one.scheme, "identifier": one.identifier}
                found.setdefault((table, number), []).append(row)
    return found


def _details(council: Council) -> dict[int, list[ContactDetail]]:
    found: dict[int, list[ContactDetail]] = {}
    for one in ContactDetail.objects.filter(council=council).order_by("-preferred", "pk"):
        found.setdefault(one.person_id, []).append(one)
    return found


def _reference(row: Row | None) -> str | None:
    return f"{_KINDS[type(row)]}/{row.slug}" if row is not None else None


def _row(row: Row, numbers: Numbers, **more: Any) -> dict[str, Any]:
    own = {"scheme": "moothall", "identifier": f"{row.council.slug}/{row.slug}"}
    others = numbers.get((_KINDS[type(row)], row.pk), [])
    return {"id": _reference(row), **_said(more), "identifiers": [own, *others]}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is open; days as Popolo writes them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value not in (None, "")
    }


def _person(person: Person, numbers: Numbers, details: dict[int, list[ContactDetail]]) -> Any:
    words = {"email": "email", "telephone": "voice"}
    rows: Iterable[ContactDetail] = details.get(person.pk, ())
    contacts = [{"type": words[str(one.type)], "value": one.value} for one in rows]
    more = _row(person, numbers, name=person.name, sort_name=person.sort_name)
    return {**more, "contact_details": contacts}


def _body(body: Organization, numbers: Numbers) -> Any:
    return _row(
        body,
        numbers,
        name=body.name,
        classification=body.classification,
        parent_id=_reference(body.parent),
        founding_date=body.start_date,
        dissolution_date=body.end_date,
    )


def _post(post: Post, numbers: Numbers) -> Any:
    return _row(
        post,
        numbers,
        label=post.label,
        role=post.role,
        organization_id=_reference(post.organization),
        area_id=_reference(post.area),
    )


def _membership(one: Membership) -> dict[str, Any]:
    return _said(
        {
            "person_id": _reference(one.person),
            "post_id": _reference(one.post),
            "organization_id": _reference(one.organization),
            "role": one.role,
            "start_date": one.start_date,
            "end_date": one.end_date,
        }
    )
