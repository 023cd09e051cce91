"""Who holds which role on which day: by posts, wards, groups and departments.

Days are local dates and inclusive. A role here is a bare one of the vocabulary (hub, director);
relations to a case (enquiry.handler) are known to `cases`. Who covers an absence is in `cover.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from django.db.models import Q

from moothall.people.directory import directory_of
from moothall.people.law import protocol_of, roles_counting_as
from moothall.people.models import Absence, Area, Council, Membership, Organization, Person, Post

SIDES = frozenset({"councillor", "officer"})
Dated = TypeVar("Dated", Membership, Absence, Area)


def in_force(on: date, *, prefix: str = "") -> Q:
    """Rows whose `start_date` and `end_date` include the day; an empty end is open."""
    start, end = f"{prefix}start_date", f"{prefix}end_date"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )


def current(rows: Iterable[Dated], *, on: date) -> Iterator[Dated]:
    """The same of rows at hand."""
    for row in rows:
        if (row.start_date or on) <= on <= (row.end_date or on):
            yield row


def longest_first(membership: Membership) -> tuple[date, str, int]:
    """Sorts memberships by their first day; without one: since ever."""
    begun = membership.start_date or date.min
    return begun, membership.person.sort_name, membership.pk


def memberships_of(person: Person, *, on: date) -> Iterator[Membership]:
    """What the person holds and belongs to that day."""
    return current(directory_of(person.council_id).held.get(person.pk, ()), on=on)


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """The bare roles of the posts that the person holds that day, and the sides they belong to.

    Nobody who has left has any. The judge widens them by the protocol's tree of roles.
    """
    held = {one.post.role for one in memberships_of(person, on=on) if one.post}
    law = protocol_of(directory_of(person.council_id).council)
    return frozenset(held.union(*(law.kinds_of(role) & SIDES for role in held)))


def holders(
    council: Council,
    role: str,
    *,
    on: date,
    area: Area | None = None,
    organization: Organization | None = None,
) -> tuple[Person, ...]:
    """Everybody who counts as `role` that day by a post, in the order of their names.

    Widened by the tree of roles of the council's protocol. With `area` or `organization`, only
    by posts that belong to it.
    """
    roles = roles_counting_as(council.protocol, role)
    directory = directory_of(council.pk)
    found = {
        one.person_id
        for one in current(directory.memberships, on=on)
        if one.post
        and one.post.role in roles
        and (area is None or one.post.area_id == area.pk)
        and (organization is None or one.post.organization_id == organization.pk)
    }
    return tuple(person for number, person in directory.people.items() if number in found)


def posts_of(council: Council, role: str) -> tuple[Post, ...]:
    """The posts that count as `role`, held or vacant, in the order of their labels."""
    roles = roles_counting_as(council.protocol, role)
    posts = directory_of(council.pk).posts.values()
    return tuple(post for post in posts if post.role in roles)


def held_posts(person: Person, *, on: date) -> tuple[Post, ...]:
    """The posts that the person holds that day, in the order of their labels."""
    held = {one.post.pk: one.post for one in memberships_of(person, on=on) if one.post}
    return tuple(sorted(held.values(), key=lambda post: (post.label, post.pk)))


def all_holders(post: int, *, council: int, on: date) -> tuple[Person, ...]:
    """Everybody who holds that post of that council (by number) that day, the longest first."""
    holding = directory_of(council).holding.get(post, ())
    return tuple(one.person for one in sorted(current(holding, on=on), key=longest_first))


def holder_of(post: Post, *, on: date) -> Person | None:
    """Who holds the post that day; with several, the one who has held it longest."""
    return next(iter(all_holders(post.pk, council=post.council_id, on=on)), None)


def chief_officer_of(organization: Organization, *, on: date) -> Person | None:
    """The chief officer who answers for a department: its own, else that of the one above.

    Where no department above has any, the chief executive, else the Clerk; None where the
    council has neither that day.
    """
    directory = directory_of(organization.council_id)
    above = directory.organizations.get(organization.pk)
    while above is not None:
        if found := _head_of(above, on=on):
            return found
        above = above.parent
    for role in ("chief_executive", "clerk"):
        if heads := holders(directory.council, role, on=on):
            return heads[0]
    return None


def _head_of(organization: Organization, *, on: date) -> Person | None:
    """The holder of its chief officer's post; of several posts, the one above the others."""
    posts = posts_of(organization.council, "chief_officer")
    known = {post.pk: post for post in posts if post.organization_id == organization.pk}
    for post in sorted(known.values(), key=lambda post: post.reports_to_id in known):
        if holder := holder_of(post, on=on):
            return holder
    return None


def manager_of(person: Person, *, on: date) -> Person | None:
    """Whoever the person's post reports to that day; a vacant post passes on to the one above.

    A post that reports to none: the chief officer of its department. None for councillors, for
    the head of paid service, and for who holds no post.
    """
    for post in held_posts(person, on=on):
        if found := _above(post, person=person, on=on):
            return found
    return None


def _above(post: Post, *, person: Person, on: date) -> Person | None:
    seen = {post.pk}
    above = post.reports_to
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        holder = holder_of(above, on=on)
        if holder is not None and holder != person:
            return holder
        above = above.reports_to
    kinds = protocol_of(post.council).kinds_of(post.role)
    if post.reports_to or post.organization is None or "officer" not in kinds:
        return None
    if "chief_officer" in kinds:
        return None
    chief = chief_officer_of(post.organization, on=on)
    return None if chief == person else chief


def ward_councillors(area: Area, *, on: date) -> tuple[Person, ...]:
    """The councillors elected for a ward, in the order of their names."""
    council = directory_of(area.council_id).council
    return holders(council, "councillor", on=on, area=area)


def areas_of(person: Person, *, on: date) -> tuple[Area, ...]:
    """The wards that the person represents that day, by name."""
    found = {
        one.post.area.pk: one.post.area
        for one in memberships_of(person, on=on)
        if one.post and one.post.area
    }
    return tuple(sorted(found.values(), key=lambda area: (area.name, area.pk)))


def groups_of(person: Person, *, on: date) -> tuple[Organization, ...]:
    """The political groups that the person belongs to that day, by name; none for the ungrouped."""
    bodies = (
        body
        for one in memberships_of(person, on=on)
        for body in (one.organization, one.post.organization if one.post else None)
    )
    group = Organization.Classification.GROUP
    found = {body.pk: body for body in bodies if body and body.classification == group}
    return tuple(sorted(found.values(), key=lambda body: (body.name, body.pk)))


def person_by_address(council: Council, address: str) -> Person | None:
    """Whose e-mail address it is, without regard to capitals; also of people who have left."""
    return directory_of(council.pk).addresses.get(address.strip().lower())
