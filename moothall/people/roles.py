"""Who holds which role on which day: by posts, wards, groups and departments.

Days are local dates and inclusive. A role here is a bare one of the vocabulary (hub, director);
relations to a case (enquiry.handler) are known to `cases`. Who covers an absence is in `cover.py`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from moothall.people.law import protocol_of, roles_counting_as
from moothall.people.models import (
    Area,
    ContactDetail,
    Council,
    Membership,
    Organization,
    Person,
    Post,
)

SIDES = frozenset({"councillor", "officer"})
LONGEST_FIRST = F("start_date").asc(nulls_first=True)  # no first day: since ever


def in_force(on: date, *, prefix: str = "") -> Q:
    """Rows whose `start_date` and `end_date` include the day; an empty end is open."""
    start, end = f"{prefix}start_date", f"{prefix}end_date"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )


def roles_of(person: Person, *, on: date) -> frozenset[str]:
    """The bare roles of the posts that the person holds that day, and the sides they belong to.

    Nobody who has left has any. The judge widens them by the protocol's tree of roles.
    """
    held = set(
        Membership.objects.filter(in_force(on), person=person, post__isnull=False).values_list(
            "post__role", flat=True
        )
    )
    law = protocol_of(person.council)
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
    posts: dict[str, object] = {"post__role__in": roles_counting_as(council.protocol, role)}
    if area is not None:
        posts["post__area"] = area
    if organization is not None:
        posts["post__organization"] = organization
    current = Membership.objects.filter(in_force(on), council=council, **posts)
    people = Person.objects.filter(pk__in=current.values("person"))
    return tuple(people.select_related("council").order_by("sort_name", "pk"))


def posts_of(council: Council, role: str) -> tuple[Post, ...]:
    """The posts that count as `role`, held or vacant, in the order of their labels."""
    roles = roles_counting_as(council.protocol, role)
    return tuple(Post.objects.filter(council=council, role__in=roles).order_by("label", "pk"))


def held_posts(person: Person, *, on: date) -> tuple[Post, ...]:
    """The posts that the person holds that day."""
    current = Membership.objects.filter(in_force(on), person=person, post__isnull=False)
    posts = Post.objects.filter(pk__in=current.values("post"))
    return tuple(posts.select_related("organization", "reports_to").order_by("label", "pk"))


def holder_of(post: Post, *, on: date) -> Person | None:
    """Who holds the post that day; with several, the one who has held it longest."""
    current = Membership.objects.filter(in_force(on), post=post).select_related("person__council")
    first = current.order_by(LONGEST_FIRST, "person__sort_name", "pk").first()
    return first.person if first else None


def chief_officer_of(organization: Organization, *, on: date) -> Person | None:
    """The chief officer who answers for a department: its own, else that of the one above.

    Where no department above has any, the chief executive, else the Clerk; None where the
    council has neither that day.
    """
    council = organization.council
    above: Organization | None = organization
    while above is not None:
        if found := _head_of(above, on=on):
            return found
        above = above.parent
    for role in ("chief_executive", "clerk"):
        if heads := holders(council, role, on=on):
            return heads[0]
    return None


def _head_of(organization: Organization, *, on: date) -> Person | None:
    """The holder of its chief officer's post; of several posts, the one above the others."""
    roles = roles_counting_as(organization.council.protocol, "chief_officer")
    posts = Post.objects.filter(organization=organization, role__in=roles).order_by("label", "pk")
    known = {post.pk for post in posts}
    for post in sorted(posts, key=lambda post: post.reports_to_id in known):
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
    kinds = protocol_of(person.council).kinds_of(post.role)
    if post.reports_to or post.organization is None or "officer" not in kinds:
        return None
    if "chief_officer" in kinds:
        return None
    chief = chief_officer_of(post.organization, on=on)
    return None if chief == person else chief


def ward_councillors(area: Area, *, on: date) -> tuple[Person, ...]:
    """The councillors elected for a ward, in the order of their names."""
    return holders(area.council, "councillor", on=on, area=area)


def areas_of(person: Person, *, on: date) -> tuple[Area, ...]:
    """The wards that the person represents that day."""
    current = Membership.objects.filter(in_force(on), person=person)
    return tuple(Area.objects.filter(pk__in=current.values("post__area")))


def groups_of(person: Person, *, on: date) -> tuple[Organization, ...]:
    """The political groups that the person belongs to that day; none for the ungrouped."""
    current = Membership.objects.filter(in_force(on), person=person)
    return tuple(
        Organization.objects.filter(
            Q(pk__in=current.values("organization"))
            | Q(pk__in=current.values("post__organization")),
            classification=Organization.Classification.GROUP,
        )
    )


def person_by_address(council: Council, address: str) -> Person | None:
    """Whose e-mail address it is, without regard to capitals; also of people who have left."""
    found = (
        ContactDetail.objects.filter(
            council=council, type=ContactDetail.Type.EMAIL, value=address.strip().lower()
        )
        .select_related("person__council")
        .first()
    )
    return found.person if found else None
