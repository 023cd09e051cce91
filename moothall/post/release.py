"""What a person does with quarantined mail: make it an enquiry, note it on a case, set it aside.

Or whoever sent it does on the page what was held. Each settles the message with who decided; acts
are done by `perform`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.cases import visibility
from moothall.cases.fields import LONGEST_NUMBER
from moothall.cases.models import Case, Event
from moothall.cases.perform import perform
from moothall.people.models import Person
from moothall.post import answering
from moothall.post.acting import Attempt
from moothall.post.models import Mail
from moothall.post.quoting import newly_written
from moothall.post.reading import read
from moothall.post.store import raw_of
from moothall.worktime import LONDON

Outcome = Mail.Outcome


class NotReleased(Exception):
    """Nothing was done; `why` is a sentence to show."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def quarantined_for(person: Person, *, on: date) -> QuerySet[Mail]:
    """What waits in quarantine and is this person's to sort.

    A message that was held on a case is its parties' business: whoever may not see the case does
    not read here what was written in it. Its sender was told, and can send it from the page.
    """
    waiting = Mail.objects.filter(council=person.council_id, outcome=Outcome.QUARANTINED)
    mine = visibility.cases_for(person, on=on)
    return waiting.filter(Q(case__isnull=True) | Q(case__in=mine))


def as_enquiry(mail: Mail, *, person: Person, by: Person, at: datetime) -> Case:
    """Takes the message down as an enquiry of a councillor, received when it came.

    Raises CannotPerform where the protocol or the procedure stands against it, and NotReleased
    where somebody else was first.
    """
    with transaction.atomic():
        row = _waiting(mail)
        message = read(raw_of(row))
        fields = answering.enquiry_fields(
            row.council, message, by=person, on=row.received_at.astimezone(LONDON).date()
        )
        fields.pop("circulation", None)
        done = perform(
            None,
            "take_down",
            kind="enquiry",
            council=row.council,
            by=by,
            at=row.received_at,
            fields={**fields, "requester": person, "received_by": "email"},
            files=message.files,
            message_id=row.message_id,
        )
        row.case, row.event, row.person = done.case, done.event, person
        _settle(row, Outcome.CASE, f"{row.why} {by.name} took it as an enquiry.", by, at)
    return done.case


def as_note(mail: Mail, *, case: Case, by: Person, at: datetime) -> Case:
    """Puts the message on a case as a note for officers. Raises CannotPerform, NotReleased."""
    with transaction.atomic():
        row = _waiting(mail)
        message = read(raw_of(row))
        text = newly_written(message.text, subject=message.subject) or message.text
        words = f"From {row.sender}: {message.subject}\n\n{text}"
        done = perform(case, "note", by=by, at=at, fields={"message": words}, files=message.files)
        row.case, row.event = case, done.event
        _settle(row, Outcome.REPLY, f"{row.why} {by.name} put it on {case.reference}.", by, at)
    return case


def set_aside(mail: Mail, *, why: str, by: Person, at: datetime) -> None:
    """Ends the message as ignored, with a reason. Raises NotReleased without one."""
    if not why.strip():
        raise NotReleased("Say why it needs nothing more.")
    with transaction.atomic():
        row = _waiting(mail)
        _settle(row, Outcome.IGNORED, f"{row.why} {by.name}: {why.strip()}", by, at)


def held_for(by: Person, *, case: Case, number: str) -> Mail | None:
    """The message of that number, if this person sent it to this case and it was held."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    held = Mail.objects.filter(pk=int(number), case=case, person=by, event=None)
    return held.select_related("council").filter(outcome=Outcome.QUARANTINED).first()


def answers_of(held: Mail, *, act: str, by: Person, at: datetime) -> dict[str, list[str]]:
    """What a held message answers to the questions of an act, for its form."""
    return Attempt(held, read(raw_of(held)), by, at, held.case, act).answers()


def sent_on_page(held: Mail, *, event: Event, by: Person, at: datetime) -> None:
    """Ends a held message: its sender has done on the page what was to be done.

    Raises NotReleased where somebody else was first.
    """
    with transaction.atomic():
        row = _waiting(held)
        row.event = event
        _settle(row, Outcome.REPLY, f"{row.why} {by.name} sent it from the page.", by, at)


def _waiting(mail: Mail) -> Mail:
    row = Mail.objects.select_for_update(of=("self",)).select_related("council").get(pk=mail.pk)
    if row.outcome != Outcome.QUARANTINED:
        raise NotReleased("Somebody else has dealt with this message already.")
    return row


def _settle(row: Mail, outcome: str, why: str, by: Person, at: datetime) -> None:
    row.outcome, row.why, row.released_by, row.handled_at = outcome, why, by, at
    row.save()
