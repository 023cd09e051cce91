"""Makes a person anonymous everywhere at once: people, cases, messages, and ways to sign in.

Each room forgets its own part. Called by the page and the command, which say who and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from moothall.cases import personal as cases
from moothall.cases.personal import Mention
from moothall.pages.models import (
    FactorTry,
    FeedAddress,
    Invitation,
    LinkedAccount,
    SignedIn,
    SignInCode,
)
from moothall.pages.sessions import SESSION
from moothall.people import anonymising as people
from moothall.people.changing import Changing
from moothall.people.models import Person
from moothall.post import personal as post
from moothall.post.expiring import clean_up
from moothall.worktime import LONDON


class CannotAnonymise(Exception):
    """Something stands against it; `reasons` are sentences without a full stop."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What came of it. `mentions` are others' words with the name: for a person to decide."""

    name: str
    cases: int
    messages: int
    mentions: tuple[Mention, ...]


def stands_against(changing: Changing, person: Person) -> list[str]:
    """Why the person cannot be made anonymous now; empty where they can."""
    if people.is_anonymous(person):
        return ["They are anonymous already"]
    on = changing.at.astimezone(LONDON).date()
    held = [f"They hold or belong to: {what}" for what in people.in_office(person, on=on)]
    names = people.known_by(person)
    found = cases.stands_against(person, told=changing.by, on=on)
    return [*held, *found, *post.waiting(person, names[1:])]


def mentions_of(person: Person) -> list[Mention]:
    """Where others' words, and messages of others, name the person."""
    return _mentions(person, (*people.known_by(person), people.surname(person)))


def _mentions(person: Person, names: Sequence[str]) -> list[Mention]:
    said = cases.mentions(person.council, names)
    return [*said, *post.mentions(person.council, names)]


def anonymise(changing: Changing, person: Person) -> Anonymised:
    """Makes the person anonymous for good. Raises CannotAnonymise."""
    with transaction.atomic():
        if reasons := stands_against(changing, person):
            raise CannotAnonymise(reasons)
        name, names = person.name, people.known_by(person)
        wider = (*names, people.surname(person))
        theirs = post.by_case(person, names[1:])
        touched = cases.erase_wording(person, names, mails=theirs, by=changing.by, at=changing.at)
        messages = post.erase(person, names[1:], at=changing.at)
        _forget_ways_in(person, names)
        pseudonym = people.anonymise(changing, person)
        post.rename(person.council, name, to=pseudonym)
        found = _mentions(person, wider)
    clean_up()
    return Anonymised(pseudonym, touched, messages, tuple(found))


def _forget_ways_in(person: Person, names: Sequence[str]) -> None:
    """Sessions, codes, and accounts elsewhere: nothing of them stays."""
    for session in sessions_of(person, names):
        session.delete()
    SignInCode.objects.filter(Q(person=person) | Q(address__in=names)).delete()
    for table in (FactorTry, FeedAddress, Invitation, LinkedAccount, SignedIn):
        table._default_manager.filter(person=person).delete()


def sessions_of(person: Person, names: Sequence[str]) -> Iterator[Session]:
    """The sessions in which the person is signed in, or has asked to be."""
    theirs = set(SignedIn.objects.filter(person=person).values_list("pk", flat=True))
    for one in Session.objects.all():
        kept = SessionStore().decode(one.session_data)
        signed_in = kept.get(SESSION, {}).get(person.council.slug) in theirs
        if signed_in or any(value in names for value in kept.values() if isinstance(value, str)):
            yield one
