"""Who administers a council: found, given the post and taken out of it, from the command line.

An administrator looks after people and settings and sees no business by it. What the pages let
one do is in `pages/permissions.py`.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify

from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import ContactDetail, Council, Membership, Person, Post
from moothall.people.roles import memberships_of
from moothall.worktime import LONDON

ROLE = "administrator"


class UnknownPerson(LookupError):
    """Nobody of the council is meant by these words; the message says what to do."""


def person_meant(council: Council, who: str) -> Person:
    """The person with that slug or e-mail address. Raises UnknownPerson."""
    directory = directory_of(council.pk)
    found = directory.slugs.get(who) or directory.addresses.get(who.strip().lower())
    if found is None:
        raise UnknownPerson(
            f"{council.name} has nobody called {who!r}. Give an e-mail address and --name to add "
            "the person, or bring the council's people in first."
        )
    return found


def newcomer(changing: Changing, *, address: str, name: str) -> Person:
    """Adds a person with an e-mail address, who holds no post yet.

    Raises UnknownPerson where the address is none.
    """
    value = address.strip().lower()
    if "@" not in value or not name.strip():
        raise UnknownPerson(f"{address!r} is no e-mail address.")
    council = changing.council
    taken = directory_of(council.pk).slugs
    slug = base = slugify(name)[:45] or "administrator"
    number = 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    last = name.split()[-1]
    with transaction.atomic():
        person = changing.add(
            Person(council=council, slug=slug, name=name.strip(), sort_name=f"{last} {name}")
        )
        changing.add(ContactDetail(council=council, person=person, type="email", value=value))
    return person


def appoint(changing: Changing, person: Person) -> bool:
    """Gives the person the post of administrator from today; False where they hold it already."""
    on = changing.at.astimezone(LONDON).date()
    if held_by(person, changing=changing):
        return False
    with transaction.atomic():
        post = Post.objects.filter(council=changing.council, role=ROLE).order_by("pk").first()
        if post is None:
            slug = "administrator"
            while Post.objects.filter(council=changing.council, slug=slug).exists():
                slug += "-of-people-and-settings"
            post = changing.add(
                Post(council=changing.council, slug=slug, label="Administrator", role=ROLE)
            )
        changing.add(Membership(council=changing.council, person=person, post=post, start_date=on))
    return True


def dismiss(changing: Changing, person: Person) -> bool:
    """Ends the person's time as administrator with yesterday; False where they are none."""
    held = held_by(person, changing=changing)
    yesterday = changing.at.astimezone(LONDON).date() - timedelta(days=1)
    with transaction.atomic():
        for membership in held:
            row = Membership.objects.get(pk=membership.pk)
            changing.change(row, end_date=yesterday)
    return bool(held)


def held_by(person: Person, *, changing: Changing) -> list[Membership]:
    """The memberships by which the person is an administrator on the day of the change."""
    on = changing.at.astimezone(LONDON).date()
    return [one for one in memberships_of(person, on=on) if one.post and one.post.role == ROLE]
