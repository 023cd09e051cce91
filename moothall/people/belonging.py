"""Who belongs to a body, who chairs it, and which body stands for a role of the vocabulary.

Chairs are answered here whichever way they were entered: as a post of the body, or as what
somebody is in it. Posts, wards and departments are in `roles.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from moothall.people.directory import directory_of
from moothall.people.law import protocol_of, roles_counting_as
from moothall.people.models import Area, Council, Membership, Organization, Person
from moothall.people.roles import COMMITTEES, body_of, current, holdings

_KINDS = Organization.Classification
# What every body of a classification is called in the vocabulary, whatever else it is.
_CALLED = {
    "cabinet": {_KINDS.CABINET},
    "committee": COMMITTEES,
    "councillor_body": {*COMMITTEES, _KINDS.CABINET},
    "area_board": {_KINDS.AREA_BOARD},
    "political_group": {_KINDS.GROUP},
}
CHAIRS = ("committee_chair", "committee_vice_chair")


def is_body(council: Council, role: str) -> bool:
    """Whether the vocabulary's role is a body's, and not held by people one by one."""
    if role in _CALLED or role == "council":
        return True
    people = {"councillor", "officer", "third_party", "administrator"}
    return role.endswith("_committee") and not protocol_of(council).kinds_of(role) & people


def in_force_on(body: Organization | Area, *, on: date) -> bool:
    """Whether the body or the ward exists that day."""
    return (body.start_date or on) <= on <= (body.end_date or on)


def bodies_called(council: Council, role: str, *, on: date) -> tuple[Organization, ...]:
    """The bodies that stand for a role such as `cabinet` or `standards_committee`, by name."""
    roles = roles_counting_as(council.protocol, role)
    kinds = {kind for name in roles for kind in _CALLED.get(name, ())}
    bodies = directory_of(council.pk).organizations.values()
    return tuple(
        body
        for body in bodies
        if (body.role in roles or body.classification in kinds) and in_force_on(body, on=on)
    )


def belonging_to(body: Organization, *, on: date) -> Iterator[Membership]:
    """The memberships of a body that day, each person's first; substitutes do not belong to it."""
    directory = directory_of(body.council_id)
    seen: set[int] = set()
    own = directory.belonging.get(body.pk, ())
    posts = (
        one for one in directory.memberships if one.post and one.post.organization_id == body.pk
    )
    for one in current([*own, *posts], on=on):
        if one.role != Membership.Role.SUBSTITUTE and one.person_id not in seen:
            seen.add(one.person_id)
            yield one


def members_of(body: Organization, *, on: date) -> tuple[Person, ...]:
    """Everybody who belongs to a body that day, in the order of their names."""
    found = {one.person_id for one in belonging_to(body, on=on)}
    people = directory_of(body.council_id).people
    return tuple(person for number, person in people.items() if number in found)


def chairs_of(body: Organization, *, on: date, role: str = "committee_chair") -> list[Membership]:
    """By which memberships somebody chairs the body that day: of a post, or of the body itself.

    With `role="committee_vice_chair"`, who stands in for the chair.
    """
    council = directory_of(body.council_id).council
    return [one for one in holdings(council, role, on=on) if body_of(one, on=on) == body]
