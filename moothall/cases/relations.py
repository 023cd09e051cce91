"""Who stands in the protocol's relations to a case, and which roles a person has in it.

A procedure's `roles:` says what each dotted role means here (`enquiry.handler: handler`,
`service.chief_officer: {chief_officer_of: service}`); this turns them into people and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moothall.cases.doing import Doing
from moothall.cases.models import Registered
from moothall.people.cover import on_duty
from moothall.people.models import Organization, Person
from moothall.people.roles import (
    chief_officer_of,
    held_posts,
    holders,
    in_force,
    manager_of,
    ward_councillors,
)


def related(doing: Doing, role: str) -> tuple[Person, ...]:
    """The people who stand in a role here: a slot, a relation, or holders of a bare role."""
    if role not in doing.relations:
        doing.relations[role] = _related(doing, role)
    return doing.relations[role]


def _related(doing: Doing, role: str) -> tuple[Person, ...]:
    if role in doing.procedure.parties:
        return doing.slot(role)
    spec = doing.procedure.roles.get(role)
    if spec is None:
        return holders(doing.council, role, on=doing.on)
    if isinstance(spec, str):
        return doing.slot(spec)
    kind = next(iter(spec))
    return _KINDS[kind](doing, spec)


def forget(doing: Doing) -> None:
    """Relations must be worked out anew: somebody fills another slot now."""
    doing.relations.clear()


def roles_here(doing: Doing, person: Person) -> frozenset[str]:
    """Every role the person has today: by posts, and by standing in a relation to the case.

    Whoever is on duty for somebody stands where that person stands.
    """
    stands_for = [person.pk, *(one.pk for one in covered_by(doing, person))]
    dotted = [
        role
        for role in doing.procedure.roles
        if _is_in(doing, role, person) or any(one.pk in stands_for for one in related(doing, role))
    ]
    return doing.bare_roles(person).union(dotted)


def covered_by(doing: Doing, person: Person) -> list[Person]:
    """The parties of the case for whom the person is on duty today."""
    parties = {
        one.pk: one for slot in doing.now.parties for one in doing.slot(slot) if one.pk != person.pk
    }
    return [one for one in parties.values() if stands_in(person, one, doing=doing)]


def stands_in(person: Person, other: Person, *, doing: Doing) -> bool:
    """Whether the person is on duty for the other today."""
    return person.pk != other.pk and on_duty(other, on=doing.on).pk == person.pk


def is_one_of(doing: Doing, person: Person, names: tuple[str, ...]) -> bool:
    """Whether the person fills one of these slots or has one of these roles, or stands in."""
    held = doing.counts_as(person)
    for name in names:
        if name in doing.procedure.parties:
            filled = doing.slot(name)
            if any(one.pk == person.pk or stands_in(person, one, doing=doing) for one in filled):
                return True
        elif name in held:
            return True
    return False


def _is_in(doing: Doing, role: str, person: Person) -> bool:
    """Relations that hold of a person without anybody being able to list all of them."""
    spec = doing.procedure.roles[role]
    if isinstance(spec, Mapping) and "others" in spec:
        than = {one.pk for one in doing.slot(spec["than"])}
        return person.pk not in than and spec["others"] in doing.counts_as(person)
    return False


def _manager(doing: Doing, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    found = (manager_of(one, on=doing.on) for one in doing.slot(spec["manager_of"]))
    return tuple(one for one in found if one is not None)


def _chief_officer(doing: Doing, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    """Of the service that was named, else of the department of whoever fills the slot."""
    number = doing.value(spec["chief_officer_of"])
    if number is not None:
        department: Organization | None = doing.directory.organizations[number]
    else:
        department = _department(doing, spec.get("or", ""))
    found = chief_officer_of(department, on=doing.on) if department else None
    return (found,) if found else ()


def _department(doing: Doing, slot: str) -> Organization | None:
    for person in doing.slot(slot) if slot else ():
        for post in held_posts(person, on=doing.on):
            if post.organization is not None:
                return post.organization
    return None


def _ward(doing: Doing, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    number = doing.value(spec["councillors_of"])
    if number is None:
        return ()
    return ward_councillors(doing.directory.areas[number], on=doing.on)


def _others(doing: Doing, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    return ()


def _registered(doing: Doing, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    """People with a live entry in a register: the entry named, if it is for whoever asks."""
    reference = doing.value(spec["by_entry"])
    if reference is None:
        return ()
    live = Registered.objects.filter(
        in_force(doing.on),
        council=doing.council,
        register=spec["register"],
        case__reference=reference,
    ).select_related("person__council")
    asking = doing.slot(doing.act.on_behalf) if doing.act.on_behalf else filter(None, [doing.by])
    numbers = {one.pk for one in asking}
    return tuple(
        one.person
        for one in live
        if one.person and (not one.detail["for"] or numbers & set(one.detail["for"]))
    )


_KINDS: Mapping[str, Callable[[Doing, Mapping[str, Any]], tuple[Person, ...]]] = {
    "manager_of": _manager,
    "chief_officer_of": _chief_officer,
    "councillors_of": _ward,
    "others": _others,
    "register": _registered,
}
KINDS_OF_RELATION = tuple(_KINDS)
