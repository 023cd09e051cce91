"""Digests: what waited for somebody is gathered into one mail, at the hour they chose.

Gathering says which mails are in it; its words are put together when it leaves, from theirs as
they may be read then, and are kept nowhere else. So each mail is in one digest and no other, and
what is erased of a case is gone from its digests too.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from moothall.cases import letters, outbox, second_look, timing
from moothall.cases.models import Outgoing
from moothall.people import hours, wall
from moothall.people.directory import directory_of
from moothall.people.models import Person

State = Outgoing.State
_RULE = "-" * 60


def gather_due(*, at: datetime) -> int:
    """Makes the digests whose hour has come; how many."""
    rows = Outgoing.objects.filter(state=State.WAITING, next_try_at__lte=at).order_by()
    found = list(rows.values_list("council_id", "person_id").distinct())
    return sum(_gather(council, person, at=at) for council, person in found if person)


def _gather(council: int, number: int, *, at: datetime) -> int:
    with wall.within(council), transaction.atomic():
        person = directory_of(council).people[number]
        rows = Outgoing.objects.filter(
            council=council, person=person, state=State.WAITING, next_try_at__lte=at
        )
        waiting = list(rows.select_for_update(of=("self",)).order_by("pk"))
        preference = timing.preference_at(person, at=at)
        if not hours.is_open(preference, at=at):
            rows.update(next_try_at=hours.digest_moment(preference, at=at))
            return 0
        kept = [one for one in waiting if second_look.stands(one, at=at)]
        gone = [one.pk for one in waiting if one not in kept]
        Outgoing.objects.filter(pk__in=gone).update(state=State.WITHDRAWN)
        if kept:
            _make(person, kept, at=at)
        return int(bool(kept))


def _make(person: Person, kept: list[Outgoing], *, at: datetime) -> None:
    digest = outbox.letter(
        person.council,
        purpose="digest",
        once=f"digest:{kept[0].pk}",
        recipient=directory_of(person.council_id).emails.get(person.pk) or kept[-1].recipient,
        subject=_subject(person, len(kept)),
        body="",
        at=at,
        person=person,
        routine=True,
    )
    digest.save()
    numbers = [one.pk for one in kept]
    Outgoing.objects.filter(pk__in=numbers).update(state=State.GATHERED, digest=digest)


def _subject(person: Person, count: int) -> str:
    what = "one message" if count == 1 else f"{count} messages"
    return f"{person.council.name}: {what} for you"


def compose(digest: Outgoing, *, at: datetime) -> bool:
    """Gives the digest its words for now, without saving them; whether there is anything to say."""
    rows = digest.gathered.select_related("case__council", "event", "reminder__case", "council")
    parts = list(rows.order_by("pk"))
    kept = [one for one in parts if one.body and second_look.stands(one, at=at)]
    person = second_look.reader(digest)
    digest.subject = _subject(person, len(kept))
    lead = "You chose to be told once a day. This is what there is since the last time."
    where = f"{settings.BASE_URL}/{digest.council.slug}/account/notifications/"
    change = f"{_RULE}\n\nTo choose another way, or another hour:\n{where}"
    sections = [_section(one) for one in kept]
    digest.body = letters.frame(digest.council, person, lead, *sections, change)
    return bool(kept)


def _section(part: Outgoing) -> str:
    """A mail as it stands in a digest: its answers go to its own case, not to the digest."""
    said = letters.inner(part.body, part.council)
    reply = f"To reply, write to {part.reply_to}." if part.reply_to else ""
    files = [one.name for one in part.attachments.order_by("pk")]
    came = (
        f"With it came: {', '.join(files)}. You find it on the page of the case." if files else ""
    )
    said = said.replace(letters.REPLY, reply).strip()
    return "\n\n".join(one for one in (_RULE, part.subject, said, came) if one)
