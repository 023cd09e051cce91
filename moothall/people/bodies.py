"""Departments, committees, groups and wards are made, renamed and ended; none is ever removed.

Ending one is refused while something would be left in it, and says what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.people.changing import CannotChange, Changing
from moothall.people.models import Area, Membership, Organization, Post
from moothall.people.posts import SEAT
from moothall.people.slugs import free_slug
from moothall.protocol.phrases import listed
from moothall.worktime.words import plain_date

MOST_NAMED = 5
LONGEST_BODY, LONGEST_AREA = 200, 185  # characters: a post is called “Councillor for” an area
_OF_SEATS = "councillor-"
Body = Organization | Area


def add_body(
    changing: Changing,
    *,
    name: str,
    classification: str,
    parent: Organization | None = None,
    start: date | None = None,
) -> Organization:
    """A new department, committee or group. Raises CannotChange for `name`, `classification`."""
    if classification not in Organization.Classification.values:
        raise CannotChange(classification="Choose what it is")
    name = _name(changing, Organization, name)
    body = Organization(
        council=changing.council,
        slug=free_slug(name, taken=_taken(changing, Organization), otherwise="body"),
        name=name,
        classification=classification,
        parent=parent,
        start_date=start,
    )
    return changing.add(body)


def add_area(changing: Changing, *, name: str, start: date | None = None) -> Area:
    """A new ward or division, with the post that its councillors share.

    Raises CannotChange for `name`.
    """
    name = _name(changing, Area, name)
    slug = free_slug(name, taken=_taken(changing, Area), otherwise="place")
    with transaction.atomic():
        area = Area(council=changing.council, slug=slug, name=name, start_date=start)
        changing.add(area)
        seat = Post(council=changing.council, slug=f"{_OF_SEATS}{slug}", **seat_of(area))
        changing.add(seat)
    return area


def seat_slug(area: Area) -> str:
    """The slug of the post that a ward's councillors share."""
    return f"councillor-{area.slug}"


def seat_of(area: Area) -> dict[str, Any]:
    """What the post is made of that a ward's councillors share."""
    return {"label": f"Councillor for {area.name}", "role": SEAT, "area_id": area.pk}


def change_body(
    changing: Changing, body: Organization, *, name: str, parent: Organization | None = None
) -> None:
    """Another name, or another place. Raises CannotChange for `name` and `parent`."""
    name = _name(changing, Organization, name, but=body)
    above = parent
    while above is not None:
        if above.pk == body.pk:
            raise CannotChange(parent=f"{body.name} would belong to itself in the end")
        above = above.parent
    changing.change(body, name=name, parent=parent)


def rename_area(changing: Changing, area: Area, *, name: str) -> None:
    """Another name, also for the post of its councillors. Raises CannotChange for `name`."""
    name = _name(changing, Area, name, but=area)
    with transaction.atomic():
        usual = Post.objects.filter(area=area, role=SEAT, label=seat_of(area)["label"])
        for seat in usual:
            changing.change(seat, label=f"Councillor for {name}")
        changing.change(area, name=name)


def end_body(changing: Changing, body: Body, *, last: date, open_cases: Sequence[str] = ()) -> None:
    """The body or ward is there until that day. `open_cases` are references of what runs in it.

    Raises CannotChange for `last`: what would be left.
    """
    if body.start_date is not None and last < body.start_date:
        raise CannotChange(last=f"{body.name} begins on {plain_date(body.start_date)}")
    if left := list(_left_in(body, last, open_cases)):
        raise CannotChange(last=f"{body.name} cannot end on {plain_date(last)}. " + " ".join(left))
    changing.change(body, end_date=last)


def _left_in(body: Body, last: date, open_cases: Sequence[str]) -> Iterable[str]:
    """What would be left in it, each with what to do, in sentences."""
    if isinstance(body, Organization):
        posts = Post.objects.filter(organization=body)
        below = Organization.objects.filter(parent=body).filter(
            Q(end_date__isnull=True) | Q(end_date__gt=last)
        )
        if names := _some(posts.values_list("label", flat=True)):
            yield f"These posts belong to it: {names}. Give them another place first."
        if names := _some(below.values_list("name", flat=True)):
            yield f"These belong to it: {names}. Give them another place, or end them first."
    if names := _some(f"{one.person.name}" for one in _still_in(body, last)):
        yield f"After that day there would still be: {names}. End their time in it first."
    if names := _some(open_cases):
        yield f"These cases are open in it: {names}. Close them or move them first."


def _still_in(body: Body, last: date) -> QuerySet[Membership]:
    of = Q(organization=body) if isinstance(body, Organization) else Q(post__area=body)
    after = Q(end_date__isnull=True) | Q(end_date__gt=last)
    return Membership.objects.filter(of, after).select_related("person")


def _some(names: Iterable[str]) -> str:
    found = list(names)
    if len(found) > MOST_NAMED:
        found = [*found[:MOST_NAMED], f"{len(found) - MOST_NAMED} more"]
    return listed(found, "and")


def _name(
    changing: Changing,
    model: type[Organization] | type[Area],
    name: str,
    *,
    but: Body | None = None,
) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotChange(name="Enter the name")
    longest = LONGEST_AREA if model is Area else LONGEST_BODY
    if len(name) > longest:
        raise CannotChange(name=f"The name must be {longest} characters or less")
    same = model._default_manager.filter(council=changing.council, name__iexact=name)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.filter(end_date__isnull=True).exists():
        raise CannotChange(name=f"There is already one called {name}")
    return name


def _taken(changing: Changing, model: type[Organization] | type[Area]) -> set[str]:
    """The slugs that are in use; for a ward, also those that a post of its own would have."""
    council = changing.council
    taken = set(model._default_manager.filter(council=council).values_list("slug", flat=True))
    if model is Area:
        seats = Post.objects.filter(council=council, slug__startswith=_OF_SEATS)
        taken |= {slug.removeprefix(_OF_SEATS) for slug in seats.values_list("slug", flat=True)}
    return taken
