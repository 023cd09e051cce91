"""A hundred people changed at once: rehearsed first, then done as one batch or not at all.

A rehearsal does everything in a transaction and takes it back, so that what it shows is what will
happen. Whoever cannot be changed is listed with the reason, and stays wholly as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from moothall.people import holding
from moothall.people.changing import CannotChange, Changing
from moothall.people.confirming import digest_of
from moothall.people.directory import forget
from moothall.people.models import Membership, Organization, Person, Post
from moothall.people.posts import PostValues, change_post
from moothall.people.roles import in_force
from moothall.worktime.words import plain_date

Step = Callable[[Changing, Person], list[str]]  # what changes for one person, in words


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one person: the differences, or why there are none."""

    person: Person
    differences: tuple[str, ...] = ()
    refused: str = ""


class _Undone(Exception):
    """Takes back what was rehearsed."""


def rehearse(changing: Changing, people: Iterable[Person], step: Step) -> tuple[Outcome, ...]:
    """What `carry_out` would do; nothing is written."""
    outcomes: tuple[Outcome, ...] = ()
    try:
        with transaction.atomic():
            outcomes = _each(changing, people, step)
            raise _Undone
    except _Undone:
        forget(changing.council.pk)
    return outcomes


def carry_out(
    changing: Changing, people: Iterable[Person], step: Step, *, expected: str
) -> tuple[bool, tuple[Outcome, ...]]:
    """Changes everybody who can be changed, if that is what was `expected` (see `signature`).

    Whether it was done, and what was done or would be now.
    """
    outcomes: tuple[Outcome, ...] = ()
    try:
        with transaction.atomic():
            outcomes = _each(changing, people, step)
            if signature(outcomes) != expected:
                raise _Undone
    except _Undone:
        forget(changing.council.pk)
        return False, outcomes
    return True, outcomes


def signature(outcomes: Sequence[Outcome]) -> str:
    """The same for the same outcomes: whoever confirms, confirms what they have seen."""
    lines = [(one.person.pk, one.differences, one.refused) for one in outcomes]
    return digest_of(lines)


def ending(last: date, *, body: Organization | None = None) -> Step:
    """Everything they hold ends with that day; with `body`, only what they are in it."""

    def step(changing: Changing, person: Person) -> list[str]:
        rows = holding.memberships(person)
        among = [one for one in rows if body is None or one.organization_id == body.pk]
        words = holding.end_all(changing, person, last=last, among=among)
        if not words:
            what = f"in {body.name} " if body else ""
            raise CannotChange(last=f"Holds nothing {what}that would end on that day")
        return words

    return step


def joining(body: Organization, *, start: date, role: str = "") -> Step:
    """They belong to the body from that day."""

    def step(changing: Changing, person: Person) -> list[str]:
        row = holding.begin(changing, person, start=start, organization=body, role=role)
        said = Membership.Role(row.role).label.lower()
        return [f"{body.name}: {said} from {plain_date(start)}"]

    return step


def moving(department: Organization) -> Step:
    """The officers' posts that they hold belong to that department."""

    def step(changing: Changing, person: Person) -> list[str]:
        held = Membership.objects.filter(in_force(changing.on), person=person, post__area=None)
        departments = Organization.Classification.DEPARTMENT
        posts = Post.objects.filter(
            pk__in=held.values("post"), organization__classification=departments
        )
        words = [
            f"{post.label}: from {post.organization} to {department.name}"
            for post in posts.select_related("organization", "reports_to", "area")
            if _move(changing, post, department)
        ]
        if not words:
            raise CannotChange(body=f"Holds no post that is not in {department.name} already")
        return words

    return step


def _move(changing: Changing, post: Post, department: Organization) -> bool:
    values = PostValues(post.label, post.role, department, post.area, post.reports_to)
    old = post.organization_id
    moved = change_post(changing, Post.objects.get(pk=post.pk), values)
    return moved and old != department.pk


def _each(changing: Changing, people: Iterable[Person], step: Step) -> tuple[Outcome, ...]:
    outcomes = []
    for person in people:
        try:
            with transaction.atomic():
                outcomes.append(Outcome(person, tuple(step(changing, person))))
        except CannotChange as why:
            outcomes.append(Outcome(person, refused=str(why)))
    return tuple(outcomes)
