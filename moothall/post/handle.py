"""Decides what becomes of a kept message, once: case, reply, ignored or quarantined, with why.

Everything that a message changes happens in one transaction with its outcome, so a message that
was interrupted is simply handled again. What a known person's message does is in `acting.py`.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F, Q

from moothall.cases.refusals import CannotPerform
from moothall.people import wall
from moothall.people.directory import directory_of, steady
from moothall.people.models import Person
from moothall.people.roles import person_by_address, roles_of
from moothall.post import bounces, sorting, writing
from moothall.post.acting import Attempt, Unclear
from moothall.post.authentication import unauthenticated
from moothall.post.models import Mail
from moothall.post.reading import Incoming, read
from moothall.post.store import raw_of
from moothall.worktime import LONDON

Outcome = Mail.Outcome
MOST_TRIES = 5
log = logging.getLogger(__name__)


class Settled(Exception):
    """The message is not to be acted on: `outcome` and why. Never leaves this module."""

    def __init__(self, outcome: str, why: str) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


def handle(mail: Mail, *, at: datetime, incoming: Incoming | None = None) -> Mail:
    """Settles a pending message and returns its row; a settled one is returned as it is.

    Trouble of the database or the disk (DatabaseError, OSError) may pass: it is raised, and the
    message is still pending until it has been tried `MOST_TRIES` times. Anything else that goes
    wrong quarantines the message with the reason: nothing is lost.
    """
    with wall.within(mail.council_id):
        return _handle_within(mail, at=at, incoming=incoming)


def _handle_within(mail: Mail, *, at: datetime, incoming: Incoming | None) -> Mail:
    try:
        with transaction.atomic(), steady():
            return _handle(mail, at=at, incoming=incoming)
    except (DatabaseError, OSError) as error:
        if _try_again(mail):
            raise
        return _give_up(mail, error, at)
    except Exception as error:
        return _give_up(mail, error, at)


def _try_again(mail: Mail) -> bool:
    """Counts a try that came to nothing; whether there shall be another."""
    Mail.objects.filter(pk=mail.pk, outcome=Outcome.PENDING).update(tries=F("tries") + 1)
    return Mail.objects.filter(pk=mail.pk, tries__lt=MOST_TRIES).exists()


def _give_up(mail: Mail, error: Exception, at: datetime) -> Mail:
    log.error("mail %s could not be handled", mail.pk, exc_info=error)
    with transaction.atomic():
        row = Mail.objects.select_for_update().get(pk=mail.pk)
        if row.outcome == Outcome.PENDING:
            kind = type(error).__name__
            _settle(row, Outcome.QUARANTINED, f"It could not be handled ({kind}: {error}).", at)
        return row


def _handle(kept: Mail, *, at: datetime, incoming: Incoming | None) -> Mail:
    mail, others = _locked(kept)
    if mail.outcome != Outcome.PENDING:
        return mail
    message = incoming or read(raw_of(mail))
    try:
        _check_known(mail, message, others)
        _sort(mail, message)
        person, how = _sender(mail, message, at)
        mail.person = person
        if why := sorting.sealed(message):
            raise Settled(Outcome.QUARANTINED, f"{person.name}, {how}. {why}")
        outcome = _act(mail, message, person, at)
        _settle(mail, outcome, f"{person.name}, {how}.", at)
    except Settled as settled:
        _settle(mail, settled.outcome, settled.why, at)
    return mail


def _locked(kept: Mail) -> tuple[Mail, list[Mail]]:
    """The message and others that bear its Message-ID, all of them held: one is settled at a time.

    In one order, so that two who do this never wait for each other.
    """
    same = Q(pk=kept.pk)
    if kept.message_id:
        same |= Q(council=kept.council_id, message_id=kept.message_id)
    rows = list(Mail.objects.select_for_update().filter(same).order_by("pk"))
    council = directory_of(kept.council_id).council
    for row in rows:
        row.council = council
    others = [one for one in rows if one.pk != kept.pk]
    return next(one for one in rows if one.pk == kept.pk), others


def _check_known(mail: Mail, message: Incoming, others: list[Mail]) -> None:
    """Raises Settled for a message that has come before by another way and was believed then.

    One that only bears the Message-ID of another (a forgery, a stranger's, one of another person
    whose program numbers its messages badly) stands for itself.
    """
    sender = next(iter(message.senders), "")
    person = person_by_address(mail.council, sender)
    for other in others:
        if other.outcome != Outcome.PENDING and person and other.person_id == person.pk:
            mail.case = other.case
            reference = f", {other.case.reference}" if other.case else ""
            raise Settled(
                Outcome.IGNORED,
                f"The same message was received before ({other.outcome}{reference}).",
            )


def _settle(mail: Mail, outcome: str, why: str, at: datetime) -> None:
    mail.outcome, mail.why, mail.handled_at = outcome, why, at
    mail.tries += 1
    mail.save()


def _sort(mail: Mail, message: Incoming) -> None:
    """What starts nothing. Raises Settled."""
    if why := sorting.looping(message, mail.council):
        raise Settled(Outcome.IGNORED, f"{why[0].upper()}{why[1:]}.")
    if why := sorting.automatic(message, envelope_from=mail.envelope_from):
        bounces.note(mail.council, message)
        raise Settled(Outcome.IGNORED, f"{why[0].upper()}{why[1:]}.")
    if not message.senders:
        raise Settled(Outcome.QUARANTINED, "It names no sender that could be read.")
    if len(message.senders) > 1:
        raise Settled(Outcome.QUARANTINED, "It names more than one sender.")


def _sender(mail: Mail, message: Incoming, at: datetime) -> tuple[Person, str]:
    """Who wrote, and how we know. Raises Settled."""
    council = mail.council
    person = person_by_address(council, message.senders[0])
    if why := unauthenticated(message, council):
        raise Settled(Outcome.QUARANTINED, f"Not authenticated: {why}.")
    if person is None:
        told = writing.answer_stranger(mail, at=at)
        raise Settled(Outcome.QUARANTINED, f"{message.senders[0]} is not known here. {told}")
    if not roles_of(person, on=at.astimezone(LONDON).date()):
        mail.person = person
        raise Settled(Outcome.QUARANTINED, f"{person.name} holds no post here any more.")
    if council.receiving_server:
        return person, f"known by address and confirmed by {council.receiving_server}"
    return person, "known by address alone, since no receiving server is named in the settings"


def _act(mail: Mail, message: Incoming, person: Person, at: datetime) -> str:
    """Does what the message asks, and returns the outcome.

    Raises Settled where it needs a person, or the law forbids it.
    """
    attempt = Attempt(mail, message, person, at)
    try:
        event = attempt.do()
    except Unclear as unclear:
        raise Settled(Outcome.QUARANTINED, unclear.why) from unclear
    except CannotPerform as why:
        writing.tell_held(mail, why, act=attempt.act, at=at)
        raise Settled(Outcome.QUARANTINED, f"Held: {writing.held_because(why)}") from why
    mail.case, mail.event = event.case, event
    if attempt.aside:
        writing.tell_noted(mail, at=at)
    return Outcome.REPLY if attempt.case else Outcome.CASE
