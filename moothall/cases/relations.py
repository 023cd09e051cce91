"""Who stands in the protocol's relations to a case, and which roles a person has in it.

A procedure's `roles:` says what each dotted role means here (`enquiry.handler: handler`,
`service.chief_officer: {chief_officer_of: service}`); this turns them into people and back. What
each kind of relation means is in `relation_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moothall.cases.doing import Doing
from moothall.cases.relation_kinds import KINDS, tied
from moothall.people.cover import on_duty
from moothall.people.models import Person
from moothall.people.roles import holders, manager_of

MANAGER = "promise.manager"  # whoever manages those whose promise is overdue


def related(doing: Doing, role: str) -> tuple[Person, ...]:
    """The people who stand in a role here: a slot, a relation, or holders of a bare role."""
    if role not in doing.relations:
        doing.relations[role] = _related(doing, role)
    return doing.relations[role]


def _related(doing: Doing, role: str) -> tuple[Person, ...]:
    if role in doing.procedure.parties:
        return doing.slot(role)
    spec = doing.procedure.roles.get(role)
    if role == MANAGER:
        return _managers(doing)
    if spec is None:
        return holders(doing.council, role, on=doing.on)
    if isinstance(spec, str):
        return doing.slot(spec)
    found = KINDS[next(iter(spec))](doing, spec)
    return _unconcerned(doing, spec, found) or _instead(doing, role, spec)


def _managers(doing: Doing) -> tuple[Person, ...]:
    """Those of whoever owns the clock that is overdue."""
    owner = doing.now.clocks.get(str(doing.overdue), {}).get("owner")
    people = doing.persons([owner] if owner else [])
    managers = (manager_of(one, on=doing.on) for one in people)
    return tuple(one for one in managers if one is not None)


def _unconcerned(
    doing: Doing, spec: Mapping[str, Any], people: tuple[Person, ...]
) -> tuple[Person, ...]:
    """Without whoever fills a slot under `not`, and whoever has declared a tie to such a person."""
    concerned = {one.pk for slot in listed(spec.get("not")) for one in doing.slot(slot)}
    if "unrelated" in spec:
        to = doing.slot(spec["unrelated"])
        concerned |= tied(doing, spec["ties"], to) | {one.pk for one in to}
    return tuple(one for one in people if one.pk not in concerned)


def _instead(doing: Doing, role: str, spec: Mapping[str, Any]) -> tuple[Person, ...]:
    """Where nobody stands in the relation, or all are concerned: the first of `else` who is not."""
    doing.relations[role] = ()  # asked for again on the way, it gives nobody
    for name in listed(spec.get("else")):
        if found := _unconcerned(doing, spec, related(doing, name)):
            return found
    return ()


def listed(value: Any) -> list[str]:
    """One name or several, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def forget(doing: Doing) -> None:
    """Relations must be worked out anew: somebody fills another slot now.

    Another dictionary, for the one there is may be shared with other acts.
    """
    doing.relations = {}


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
