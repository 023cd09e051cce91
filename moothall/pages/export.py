"""Gathers everything that is kept about a person (UK GDPR article 15), as plain values.

What belongs to whom is found by the tables themselves: every row that names the person. What is
written in words may name others too and is marked for somebody to look at before it leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from moothall.cases import holds, visibility
from moothall.cases import personal as cases
from moothall.cases.models import Attachment, Case, Event, Hold, Notice, Outgoing, Party, Said
from moothall.pages.personal import sessions_of
from moothall.pages.taking import Json, Taking
from moothall.people.anonymising import known_by
from moothall.people.changing import columns
from moothall.people.models import Change, Person
from moothall.post.models import Mail
from moothall.post.personal import messages_of

# Told of in sections of their own.
_ELSEWHERE = (Person, Case, Event, Said, Notice, Outgoing, Party, Mail, Change, Hold)
_SECRET = ("password", "digest", "secret", "salt", "token", "key")


@dataclass(frozen=True, slots=True)
class Export:
    """Everything about a person, the files that go with it, and how much was left out."""

    person: Person
    data: Json
    messages: tuple[Mail, ...]
    files: tuple[Attachment, ...]
    left_out: int


def gather(person: Person, *, viewer: Person | None, on: date) -> Export:
    """Everything about the person that `viewer` may hand out, or may have themselves."""
    everybody = Person.objects.filter(council=person.council_id).exclude(pk=person.pk)
    others = tuple(everybody.values_list("name", flat=True))
    work = Taking(person, known_by(person), viewer, on, others)
    found = [_case(work, case) for case in _cases(person) if work.may_name(case)]
    messages = tuple(work.handed(messages_of(person, work.names[1:])))
    mails = work.handed(_mails(person, work.names))
    data: Json = {
        "record": columns(person),
        "account": _account(work),
        "cases": [case for case in found if case["events"] or case["parties"]],
        "messages_from_them": [_message(work, one) for one in messages],
        "mails_to_them": [_mail(work, one) for one in mails],
        "named_elsewhere": list(_named(work)),
        "sessions": [one.expire_date for one in sessions_of(person, work.names)],
        "changes_about_them": [_change(one) for one in _changes_about(person)],
        "changes_by_them": [_change(one) for one in _changes_by(work)],
        "holds": [] if work.is_own else [columns(one) for one in person.holds.all()],
        "other_records": dict(_others(work, person, Person)),
    }
    rows = Attachment.objects.filter(event__by=person, erased=False).select_related("event__case")
    files = [one for one in rows.order_by("pk") if work.may_read(one.event)]
    return Export(person, plain(data), messages, tuple(files), work.left_out)


def plain(data: Any) -> Any:
    """The same with days and moments as ISO text."""
    return json.loads(json.dumps(data, default=str))


def _cases(person: Person) -> Iterable[Case]:
    return Case.objects.filter(pk__in=holds.cases_of(person.pk)).order_by("pk")


def _case(work: Taking, case: Case) -> Json:
    events = [one for one in visibility.all_events(case) if _concerns(work, one)]
    seen = [event for event in events if work.may_read(event)]
    work.left_out += len(events) - len(seen)
    slots = case.parties.filter(person=work.person).values_list("slot", flat=True)
    return {
        "reference": case.reference,
        "kind": case.kind,
        "opened_at": case.opened_at,
        "ended": case.ended,
        "parties": list(slots),
        "events": [_event(work, event) for event in seen],
    }


def _concerns(work: Taking, event: Event) -> bool:
    """Whether the event is the person's own, tells them something, or names them."""
    if event.by_id == work.person.pk:
        return True
    if any(one.get("person") == work.person.pk for one in event.body.get("told", ())):
        return True
    return any(_names(work, one.value) for one in event.said.all())


def _names(work: Taking, value: object) -> bool:
    if isinstance(value, (int, list)) and not isinstance(value, bool):
        return False  # numbers of people: the parties say so
    return any(name.lower() in str(value).lower() for name in work.names)


def _event(work: Taking, event: Event) -> Json:
    own = event.by_id == work.person.pk
    said = {
        one.field: work.marked(one.value)
        for one in event.said.all()
        if one.value is not None and (own or _names(work, one.value))
    }
    told = [one.text for one in event.notices.filter(person=work.person)]
    return {
        "number": event.seq,
        "at": event.at,
        "act": event.act,
        "by": event.by.name if event.by else "",
        "own": own,
        "said": said,
        "told": [work.marked(text) for text in told],
        "files": [one.name for one in event.attachments.all() if own],
    }


def _message(work: Taking, mail: Mail) -> Json:
    return {
        "number": mail.pk,
        "received_at": mail.received_at,
        "sender": mail.sender,
        "subject": work.marked(mail.subject),
        "outcome": mail.outcome,
        "why": mail.why,
    }


def _mails(person: Person, names: tuple[str, ...]) -> Iterable[Outgoing]:
    theirs = models.Q(person=person) | models.Q(recipient__in=names)
    return Outgoing.objects.filter(theirs, council=person.council_id).order_by("pk")


def _mail(work: Taking, mail: Outgoing) -> Json:
    return {
        "purpose": mail.purpose,
        "recipient": mail.recipient,
        "sent_at": mail.sent_at,
        "subject": work.marked(mail.subject),
        "body": work.marked(mail.body),
    }


def _named(work: Taking) -> Iterator[Json]:
    """Answers that name the person in cases they are no part of."""
    mine = {case.reference for case in _cases(work.person)}
    for one in cases.mentions(work.person.council, work.names):
        if one.reference in mine:
            continue
        event = Event.objects.select_related("case").get(
            case__reference=one.reference, seq=one.event
        )
        if not work.may_read(event):
            work.left_out += 1
            continue
        value = event.said.get(field=one.field).value
        yield {**one.as_json(), **work.marked(value)}


def _changes_about(person: Person) -> list[Change]:
    about = models.Q(table="person", row=person.pk)
    for side in ("before", "after"):
        about |= models.Q(**{f"{side}__person_id": person.pk})
    return list(Change.objects.filter(about, council=person.council_id))


def _changes_by(work: Taking) -> list[Change]:
    """What they changed; a hold on a case only where the case may be taken."""
    rows = list(Change.objects.filter(by=work.person))
    held = {one: one.after.get("case_id") for one in rows if one.table == "hold"}
    cases = Case.objects.in_bulk([number for number in held.values() if number])
    kept = {number for number, case in cases.items() if work.may_take(case)}
    return [one for one in rows if held.get(one) is None or held[one] in kept]


def _change(change: Change) -> Json:
    return {
        "at": change.at,
        "by": change.by.name if change.by else "",
        "through": change.through,
        "action": change.action,
        "table": change.table,
        "before": change.before,
        "after": change.after,
    }


def _account(work: Taking) -> Json:
    user = work.person.user
    if user is None:
        return {}
    return {**_row(user), "records": dict(_others(work, user, get_user_model()))}


def _others(
    work: Taking, one: models.Model, model: type[models.Model]
) -> Iterator[tuple[str, list[Json]]]:
    """Rows of every other table that name this row, by table and column."""
    for table in apps.get_models():
        for column in table._meta.concrete_fields:
            if column.related_model is not model or table in _ELSEWHERE:
                continue
            rows = table._default_manager.filter(**{column.name: one})
            if found := [_row(row) for row in rows if work.may_take_row(row)]:
                yield f"{table._meta.label_lower} ({column.name})", found


def _row(row: models.Model) -> Json:
    """The row's columns but for secrets, which are about nobody and open something."""
    values = columns(row)
    return {name: value for name, value in values.items() if not _is_secret(name)}


def _is_secret(name: str) -> bool:
    return any(part in name for part in _SECRET)
