"""Posts, wards, groups and committees are taken up and laid down, from one day to another.

Refused is what cannot be meant (a last day before the first, two overlapping times) and what would
leave the council without anybody it cannot do without: an administrator, its hub, its Clerk.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.people.changing import CannotChange, Changing
from moothall.people.cover import DESKS
from moothall.people.law import protocol_of, roles_counting_as
from moothall.people.models import Area, Membership, Organization, Person, Post
from moothall.people.roles import in_force
from moothall.worktime.words import plain_date

ADMINISTRATOR = "administrator"
NEEDED = (ADMINISTRATOR, *DESKS)  # somebody must hold each of these that anybody holds
_DAY = timedelta(days=1)


def begin(
    changing: Changing,
    person: Person,
    *,
    start: date,
    post: Post | None = None,
    organization: Organization | None = None,
    role: str = "",
    last: date | None = None,
) -> Membership:
    """The person holds the post, or belongs to the body as `role`, from `start` to `last`.

    Raises CannotChange for `what` (the post or body), `start` and `last`.
    """
    if (post is None) == (organization is None):
        raise CannotChange(what="Choose what they take up")
    if last is not None and last < start:
        raise CannotChange(last="The last day must not be before the first")
    _check_lasts(post or organization, start, last)
    row = Membership(
        council=changing.council,
        person=person,
        post=post,
        organization=organization,
        role=role if organization else "",
        start_date=start,
        end_date=last,
    )
    _check_overlap(row)
    return changing.add(row)


def end(changing: Changing, membership: Membership, *, last: date) -> bool:
    """It ends with that day; whether it did not already. Raises CannotChange for `last`."""
    if membership.start_date is not None and last < membership.start_date:
        first = plain_date(membership.start_date)
        raise CannotChange(last=f"{_what(membership)} begins on {first}: the last day is before it")
    if membership.end_date is None or last < membership.end_date:
        _check_needed(changing, membership, last)
    else:
        _check_overlap(membership, last=last)
    return changing.change(membership, end_date=last)


def end_all(
    changing: Changing,
    person: Person,
    *,
    last: date,
    among: Iterable[Membership] | None = None,
) -> list[str]:
    """Everything the person holds ends with that day (or what stands `among`); what did, in words.

    What would only begin afterwards is taken out. Raises CannotChange for `last`.
    """
    rows: Iterable[Membership] = memberships(person) if among is None else among
    words: list[str] = []
    with transaction.atomic():
        for one in rows:
            if one.end_date is not None and one.end_date <= last:
                continue
            if one.start_date is not None and one.start_date > last:
                changing.remove(one)
                words.append(f"{_what(one)}: would have begun on {plain_date(one.start_date)}")
            elif end(changing, one, last=last):
                words.append(f"{_what(one)}: ends on {plain_date(last)}")
    return words


def take_out(changing: Changing, membership: Membership) -> None:
    """What was entered by mistake was never so. Raises CannotChange for `last`."""
    _check_needed(changing, membership, changing.on - _DAY)
    changing.remove(membership)


def memberships(person: Person) -> QuerySet[Membership]:
    """Everything the person has held, holds or will hold, with what it is, the newest first."""
    rows = Membership.objects.filter(person=person).select_related(
        "person", "post__area", "organization"
    )
    return rows.order_by("-start_date", "-pk")


def check_role(changing: Changing, post: Post, *, role: str) -> None:
    """Whether the post may stand for another role from now on.

    Raises CannotChange for `role` where its holder is the last one of the old role.
    """
    if role == post.role:
        return
    held = Membership.objects.filter(in_force(changing.on), post=post).select_related("person")
    for needed in _needed_for(changing, post.role):
        if role in roles_counting_as(changing.council.protocol, needed):
            continue
        others = _holding(changing, needed, changing.on).exclude(post=post)
        if held and not others.exists():
            raise CannotChange(role=_last_words(changing, held[0].person, needed, changing.on))


def _what(membership: Membership) -> str:
    return str(membership.post or membership.organization)


def _check_lasts(what: Post | Organization | None, start: date, last: date | None) -> None:
    """Raises CannotChange where the body, or the ward of the post, is over by then."""
    place: Organization | Area | None = what if isinstance(what, Organization) else None
    if isinstance(what, Post):
        place = what.area or what.organization
    if place is None or place.end_date is None:
        return
    if start > place.end_date or last is None or last > place.end_date:
        over = plain_date(place.end_date)
        raise CannotChange(
            **{
                "last" if start <= place.end_date else "start": (
                    f"{place.name} ends on {over}: nobody can belong to it after that day"
                )
            }
        )


def _check_overlap(row: Membership, *, last: date | None = None) -> None:
    """Raises CannotChange where the person holds the same, or is in another group, meanwhile."""
    start, until = row.start_date or date.min, last or row.end_date or date.max
    others = Membership.objects.filter(person_id=row.person_id).exclude(pk=row.pk)
    meanwhile = others.filter(
        Q(start_date__isnull=True) | Q(start_date__lte=until),
        Q(end_date__isnull=True) | Q(end_date__gte=start),
    ).select_related("post", "organization")
    group = Organization.Classification.GROUP
    of_group = row.organization is not None and row.organization.classification == group
    for one in meanwhile:
        same = (one.post_id, one.organization_id) == (row.post_id, row.organization_id)
        in_group = one.organization is not None and one.organization.classification == group
        if not (same or (of_group and in_group)):
            continue
        since = f" from {plain_date(one.start_date)}" if one.start_date else ""
        to = f" to {plain_date(one.end_date)}" if one.end_date else ""
        name = "what" if last is None else "last"
        held = "holds this" if same else f"belongs to {_what(one)}"
        raise CannotChange(**{name: f"{row.person.name} already {held}{since}{to}. End that first"})


def _check_needed(changing: Changing, membership: Membership, last: date) -> None:
    """Raises CannotChange where nobody would be left whom the council cannot do without."""
    if membership.post is None:
        return
    day = max(changing.on, last + _DAY)
    for role in _needed_for(changing, membership.post.role):
        holding = _holding(changing, role, day)
        there = holding.filter(pk=membership.pk).exists()
        if there and not holding.exclude(pk=membership.pk).exists():
            raise CannotChange(last=_last_words(changing, membership.person, role, day))


def _needed_for(changing: Changing, role: str) -> list[str]:
    protocol = changing.council.protocol
    return [needed for needed in NEEDED if role in roles_counting_as(protocol, needed)]


def _holding(changing: Changing, role: str, day: date) -> QuerySet[Membership]:
    roles = roles_counting_as(changing.council.protocol, role)
    rows = Membership.objects.filter(in_force(day), council=changing.council)
    return rows.filter(post__role__in=roles)


def _last_words(changing: Changing, person: Person, role: str, day: date) -> str:
    if role == ADMINISTRATOR:
        who = "You are" if person == changing.by else f"{person.name} is"
        return f"{who} the last administrator. Make somebody else an administrator first"
    title = protocol_of(changing.council).role_name(role)
    return (
        f"On {plain_date(day)} nobody else would hold the post of the {title}: what "
        "waits there would be nobody’s. Give the post to somebody else from that day first"
    )
