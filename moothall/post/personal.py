"""A person in the messages that came in: theirs, and those of others that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from moothall.cases.personal import Mention
from moothall.people.models import Council, Person
from moothall.post import store
from moothall.post.models import Mail, PoliteAnswer
from moothall.post.reading import read


def messages_of(person: Person, addresses: Sequence[str]) -> QuerySet[Mail]:
    """The messages that the person sent and that are still kept."""
    theirs = Q(person=person) | Q(sender__in=addresses) | Q(envelope_from__in=addresses)
    return Mail.objects.filter(theirs, council=person.council_id, erased_at=None).order_by("pk")


def waiting(person: Person, addresses: Sequence[str]) -> list[str]:
    """Messages of the person that somebody has yet to look at, as sentences."""
    open_ = (Mail.Outcome.PENDING, Mail.Outcome.QUARANTINED)
    rows = messages_of(person, addresses).filter(outcome__in=open_)
    return [f"Their message of {one.received_at:%Y-%m-%d} waits in quarantine" for one in rows]


def by_case(person: Person, addresses: Sequence[str]) -> dict[int, list[int]]:
    """The numbers of the person's messages by the number of their case."""
    found: dict[int, list[int]] = {}
    for one in messages_of(person, addresses).exclude(case=None):
        found.setdefault(one.case_id or 0, []).append(one.pk)
    return found


def erase(person: Person, addresses: Sequence[str], *, at: datetime) -> int:
    """Empties the person's messages; how many. Their bytes go with `store.sweep`."""
    PoliteAnswer.objects.filter(council=person.council_id, address__in=addresses).delete()
    return store.empty(messages_of(person, addresses), at=at)


def rename(council: Council, name: str, *, to: str) -> None:
    """What became of a message names who dealt with it: from now on by another name."""
    for one in Mail.objects.filter(council=council, why__contains=name):
        Mail.objects.filter(pk=one.pk).update(why=one.why.replace(name, to))


def mentions(council: Council, names: Sequence[str]) -> Iterator[Mention]:
    """Kept messages in which one of these names is found, by whomever they were sent."""
    lower = [name.lower() for name in names]
    rows = Mail.objects.filter(council=council, erased_at=None).select_related("case")
    for one in rows.order_by("pk").iterator(chunk_size=200):
        message = read(store.raw_of(one))
        text = f"{one.sender} {one.subject} {message.text}".lower()
        if any(name in text for name in lower):
            yield Mention(one.case.reference if one.case else "", 0, "", message=one.pk)
