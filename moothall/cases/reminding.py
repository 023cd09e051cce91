"""Reminds the owner of a promise before its day and once when it has passed.

A reminder is a mail and no event: it changes nothing, and its `once` makes it one and only one.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from moothall.cases import fields, telling, visibility
from moothall.cases.models import Clock, Outgoing
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person
from moothall.people.roles import all_holders
from moothall.worktime import OutsideCalendar

WORKING_DAYS_BEFORE = 2
_PROMISES = (Clock.Sort.PROMISE, Clock.Sort.STANDARD, Clock.Sort.AGREED)


def remind_all(council: Council, *, at: datetime, on: date) -> int:
    """Writes the reminders that are due; how many are new."""
    try:
        until = working_time_of(council).add(on, WORKING_DAYS_BEFORE)
    except OutsideCalendar:
        return 0
    soon = Clock.objects.filter(
        case__council=council, sort__in=_PROMISES, met_at=None, stopped_at=None, due__lte=until
    )
    return sum(
        _remind(clock, at=at, on=on) for clock in soon.select_related("case__council", "owner")
    )


def _remind(clock: Clock, *, at: datetime, on: date) -> int:
    assert clock.due is not None
    when = "passed" if clock.due < on else "soon"
    people = [clock.owner] if clock.owner else _holders(clock, on=on)
    written = 0
    for person in people:
        once = f"reminder:{clock.pk}:{clock.due}:{when}:{person.pk}"
        if not Outgoing.objects.filter(once=once).exists():
            written += _write(clock, person, once, when, at, on)
    return written


def _holders(clock: Clock, *, on: date) -> list[Person]:
    council, post = clock.case.council_id, clock.owner_post_id
    return list(all_holders(post, council=council, on=on)) if post else []


def _write(clock: Clock, person: Person, once: str, when: str, at: datetime, on: date) -> int:
    recipient = telling.addresses([person]).get(person.pk)
    if recipient is None or clock.due is None:
        return 0
    case, council = clock.case, clock.case.council
    day = fields.in_words(clock.due)
    verb = "was due" if when == "passed" else "is due"
    open_ = not case.confidential and visibility.may_see(person, case, on=on)
    what = case.subject if open_ else case.reference
    text = f"Dear {person.name},\n\n“{what}” {verb} on {day}.\n\n{council.name}\n"
    urgent = "URGENT: " if case.urgent else ""
    mail = {
        "council": council,
        "case": case,
        "person": person,
        "purpose": "reminder",
        "recipient": recipient,
        "subject": f"[{case.reference}] {urgent}{what}: {verb} on {day}"[:300],
        "body": text,
        "message_id": f"<{secrets.token_hex(16)}@{council.address.rpartition('@')[2]}>",
        "reply_to": telling.reply_address(council.address, case.reference),
        "next_try_at": at,
    }
    # Another tick may be writing the same one: whoever comes second finds it there.
    _, written = Outgoing.objects.get_or_create(once=once, defaults=mail)
    return int(written)
