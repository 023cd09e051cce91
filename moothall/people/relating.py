"""Who stands in which relation to somebody or something that day, whatever the business is.

The director over an officer, the head of a service, whose portfolio a department is in, the leaders
of a group or of the others. What a case gives to start from is known to `cases`; bare roles and
management are in `roles.py`, bodies and chairs in `belonging.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from moothall.people.belonging import in_force_on
from moothall.people.directory import directory_of
from moothall.people.law import protocol_of
from moothall.people.models import Council, Organization, Person
from moothall.people.roles import (
    groups_of,
    head_of,
    held_posts,
    holder_of,
    holders,
    manager_of,
    roles_of,
    upwards,
)
from moothall.people.succession import organization_on


def superior(person: Person, role: str, *, on: date) -> Person | None:
    """The first in the person's line of management who counts as `role`: a director over them.

    Where the line has none, the holder of such a post in the departments above; never the person.
    """
    law, seen = protocol_of(person.council), {person.pk}
    manager = manager_of(person, on=on)
    while manager is not None and manager.pk not in seen:
        if any(role in law.kinds_of(one) for one in roles_of(manager, on=on)):
            return manager
        seen.add(manager.pk)
        manager = manager_of(manager, on=on)
    department = department_of(person, on=on)
    found = service_head(department, role, on=on) if department else None
    return None if found == person else found


def department_of(person: Person, *, on: date) -> Organization | None:
    """The department of the first of the person's posts that has one, as it stands that day."""
    for post in held_posts(person, on=on):
        if post.organization is not None:
            return organization_on(post.organization, on=on)
    return None


def service_head(department: Organization, role: str, *, on: date) -> Person | None:
    """Who holds such a post in the department, or in the nearest one above that has a holder."""
    heads = (head_of(body, role=role, on=on) for body in upwards(department, on=on))
    return next((one for one in heads if one is not None), None)


def portfolio_holder(department: Organization, *, on: date) -> Person | None:
    """The Cabinet Member whose portfolio the department is in, or the nearest one above it."""
    for body in upwards(department, on=on):
        if body.portfolio is not None:
            return holder_of(body.portfolio, on=on)
    return None


def group_leaders(group: Organization, *, on: date) -> tuple[Person, ...]:
    """Who leads the political group that day."""
    council = directory_of(group.council_id).council
    return holders(council, "group_leader", on=on, organization=group)


def leaders_over(person: Person, *, on: date) -> tuple[Person, ...]:
    """Who leads the group or groups of a councillor that day; nobody for the ungrouped."""
    return tuple(one for group in groups_of(person, on=on) for one in group_leaders(group, on=on))


def other_groups(
    council: Council, than: Iterable[Person | Organization], *, on: date
) -> tuple[Organization, ...]:
    """The political groups of the council that day, without these or those of these people."""
    left_out = {
        group.pk
        for one in than
        for group in (groups_of(one, on=on) if isinstance(one, Person) else (one,))
    }
    kind = Organization.Classification.GROUP
    return tuple(
        body
        for body in directory_of(council.pk).organizations.values()
        if body.classification == kind and body.pk not in left_out and in_force_on(body, on=on)
    )
