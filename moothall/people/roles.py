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
from moothall.people.succession import areas_on, organization_on

SIDES = frozenset({"councillor", "officer"})
_KINDS = Organization.Classification
COMMITTEES = {  # bodies of councillors that have a chair
    *(_KINDS.COMMITTEE, _KINDS.SUB_COMMITTEE, _KINDS.WORKING_PARTY, _KINDS.PANEL, _KINDS.AREA_BOARD)
}
# What somebody is by their place in a body, where no post says it; in a committee or elsewhere.
_PLACES: dict[tuple[bool, str], str] = {
    (True, Membership.Role.CHAIR): "committee_chair",
    (True, Membership.Role.VICE_CHAIR): "committee_vice_chair",
    (True, Membership.Role.COOPTED): "coopted_member",
}
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
    """The bare roles that the person has that day, and the sides they belong to.

    By a post, or by what they are in a body (its chair, a co-opted member) where no post of theirs
    says it already. Nobody who has left has any. The judge widens them by the tree of roles.
    """
    law = protocol_of(directory_of(person.council_id).council)
    here = list(memberships_of(person, on=on))
    held = {one.post.role for one in here if one.post}
    said = frozenset().union(*(law.kinds_of(role) for role in held))
    given = {role_given_by(one) for one in here if _counts(one, on)}
    held |= {role for role in given if role and role not in said}
    return frozenset(held.union(*(law.kinds_of(role) & SIDES for role in held)))


def holders(
    council: Council,
    role: str,
    *,
    on: date,
    area: Area | None = None,
    organization: Organization | None = None,
) -> tuple[Person, ...]:
    """Everybody who counts as `role` that day, in the order of their names.

    By a post, or by what they are in a body; widened by the tree of roles of the council's
    protocol. With `area` or `organization`, only by what belongs to it that day.
    """
    found = {
        one.person_id
        for one in holdings(council, role, on=on)
        if (area is None or (one.post and one.post.area_id == area.pk))
        and (organization is None or body_of(one, on=on) == organization)
    }
    people = directory_of(council.pk).people
    return tuple(person for number, person in people.items() if number in found)


def holdings(council: Council, role: str, *, on: date) -> Iterator[Membership]:
    """The memberships by which somebody counts as `role` that day."""
    roles = roles_counting_as(council.protocol, role)
    for one in current(directory_of(council.pk).memberships, on=on):
        if role_given_by(one) in roles and _counts(one, on):
            yield one


def _counts(membership: Membership, on: date) -> bool:
    """Whether a place in a body still counts: whoever has lost the seat chairs nothing.

    Co-opted members have no other seat than this.
    """
    if membership.post is not None or membership.role == Membership.Role.COOPTED:
        return True
    return any(one.post for one in memberships_of(membership.person, on=on))


def role_given_by(membership: Membership) -> str:
    """The bare role that a membership gives: its post's, or that of a place in a body; or ""."""
    if membership.post is not None:
        return membership.post.role
    body = membership.organization
    if body is None:
        return ""
    return _PLACES.get((body.classification in COMMITTEES, membership.role)) or (
        "cabinet_member" if body.classification == _KINDS.CABINET else ""
    )


def body_of(membership: Membership, *, on: date) -> Organization | None:
    """The body that a membership is of, or its post belongs to, as it stands that day."""
    post = membership.post
    body = post.organization if post is not None else membership.organization
    return organization_on(body, on=on) if body else None


def posts_of(council: Council, role: str) -> tuple[Post, ...]:
    """The posts that count as `role`, held or vacant, in the order of their labels."""
    roles = roles_counting_as(council.protocol, role)
    posts = directory_of(council.pk).posts.values()
    return tuple(post for post in posts if post.role in roles)


def held_posts(person: Person, *, on: date) -> tuple[Post, ...]:
    """The posts that the person holds that day, in the order of their labels."""
    held = {one.post.pk: one.post for one in memberships_of(person, on=on) if one.post}
    return tuple(sorted(held.values(), key=lambda post: (post.label, post.pk)))


def sits_elsewhere(person: Person, *, on: date) -> bool:
    """Whether every post of the person that day is another council's, or shared with one."""
    bodies = [post.organization for post in held_posts(person, on=on)]
    return all(body is not None and body.classification == _KINDS.COUNCIL for body in bodies)


def any_officers(council: Council, *, on: date) -> tuple[Person, ...]:
    """Every officer by name, for what any of them may take: those of another council last."""
    officers = holders(council, "officer", on=on)
    return tuple(sorted(officers, key=lambda one: sits_elsewhere(one, on=on)))


def all_holders(post: int, *, council: int, on: date) -> tuple[Person, ...]:
    """Everybody who holds that post of that council (by number) that day, the longest first."""
    holding = directory_of(council).holding.get(post, ())
    return tuple(one.person for one in sorted(current(holding, on=on), key=longest_first))


def holder_of(post: Post, *, on: date) -> Person | None:
    """Who holds the post that day; with several, the one who has held it longest."""
    return next(iter(all_holders(post.pk, council=post.council_id, on=on)), None)


def chief_officer_of(organization: Organization, *, on: date) -> Person | None:
    """The chief officer who answers for a department: its own, else that of the one above.

    A department that has ended is what it became part of. Where no department above has any, the
    chief executive, else the Clerk; None where the council has neither that day.
    """
    directory = directory_of(organization.council_id)
    for body in upwards(organization, on=on):
        if found := head_of(body, role="chief_officer", on=on):
            return found
    for role in ("chief_executive", "clerk"):
        if heads := holders(directory.council, role, on=on):
            return heads[0]
    return None


def upwards(organization: Organization, *, on: date) -> Iterator[Organization]:
    """The department as it stands that day, and those above it."""
    seen: set[int] = set()
    above: Organization | None = organization
    while above is not None:
        body = organization_on(above, on=on)
        if body.pk in seen:
            return
        seen.add(body.pk)
        yield body
        above = body.parent


def head_of(organization: Organization, *, role: str, on: date) -> Person | None:
    """Who holds the department's own post of such a role; of several, the one above the others."""
    posts = posts_of(organization.council, role)
    known = {
        post.pk: post
        for post in posts
        if post.organization and organization_on(post.organization, on=on) == organization
    }
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
    """The councillors elected for a ward, in the order of their names.

    Where the ward has ended by that day: those of the wards that took it in.
    """
    council = directory_of(area.council_id).council
    wards = areas_on(area, on=on)
    found = {one for ward in wards for one in holders(council, "councillor", on=on, area=ward)}
    return tuple(one for one in directory_of(council.pk).people.values() if one in found)


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
