"""Decides what becomes of a kept message, once: case, reply, ignored or quarantined, with why.

Everything that a message changes happens in one transaction with its outcome, so a message that
was interrupted is simply handled again. Acts are done by `perform`, and by nothing here.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F

from moothall.cases import visibility
from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.perform import perform
from moothall.cases.refusals import CannotPerform, Refused
from moothall.people.law import protocol_of_edition
from moothall.people.models import Person
from moothall.people.roles import person_by_address, roles_of
from moothall.post import answering, sorting, threading, writing
from moothall.post.models import Mail
from moothall.post.quoting import newly_written
from moothall.post.reading import Incoming, read
from moothall.post.store import raw_of
from moothall.protocol.explain import judgement_in_words
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
    try:
        with transaction.atomic():
            return _handle(mail.pk, at=at, incoming=incoming)
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


def _handle(pk: int, *, at: datetime, incoming: Incoming | None) -> Mail:
    mail = Mail.objects.select_for_update(of=("self",)).select_related("council").get(pk=pk)
    if mail.outcome != Outcome.PENDING:
        return mail
    message = incoming or read(raw_of(mail))
    try:
        _sort(mail, message)
        person, how = _sender(mail, message, at)
        mail.person = person
        case = threading.case_of(message, mail.council, envelope_to=tuple(mail.envelope_to))
        event = _act(mail, message, case, person, at)
        outcome = Outcome.REPLY if case else Outcome.CASE
        mail.case, mail.event = event.case, event
        _settle(mail, outcome, f"{person.name}, {how}.", at)
    except Settled as settled:
        _settle(mail, settled.outcome, settled.why, at)
    except CannotPerform as why:
        _settle(mail, Outcome.QUARANTINED, f"Held: {in_words(mail, why)}", at)
        if mail.person:
            why.why = in_words(mail, why)
            writing.tell_held(mail, why, at=at)
    return mail


def _settle(mail: Mail, outcome: str, why: str, at: datetime) -> None:
    mail.outcome, mail.why, mail.handled_at = outcome, why, at
    mail.tries += 1
    mail.save()


def in_words(mail: Mail, why: CannotPerform) -> str:
    """Why it was held: the clause in words where the protocol refused it."""
    if isinstance(why, Refused):
        edition = mail.case.edition if mail.case else mail.council.protocol
        return " ".join(judgement_in_words(protocol_of_edition(edition), why.judgement))
    return why.why


def _sort(mail: Mail, message: Incoming) -> None:
    """What starts nothing. Raises Settled."""
    if why := sorting.looping(message, mail.council):
        raise Settled(Outcome.IGNORED, f"{why[0].upper()}{why[1:]}.")
    if why := sorting.automatic(message, envelope_from=mail.envelope_from):
        _note_bounce(mail, message)
        raise Settled(Outcome.IGNORED, f"{why[0].upper()}{why[1:]}.")
    if not message.senders:
        raise Settled(Outcome.QUARANTINED, "It names no sender that could be read.")
    if len(message.senders) > 1:
        raise Settled(Outcome.QUARANTINED, "It names more than one sender.")


def _note_bounce(mail: Mail, message: Incoming) -> None:
    """A report that one of our mails did not arrive marks that mail, for a person to see."""
    if message.kind != "multipart/report":
        return
    raw = raw_of(mail).decode("latin-1")
    sent = Outgoing.objects.filter(council=mail.council, state=Outgoing.State.SENT)
    for one in sent.order_by("-pk")[:2000]:
        if one.message_id in raw:
            one.state = Outgoing.State.FAILED
            one.last_error = "The recipient's server sent it back."
            one.save(update_fields=["state", "last_error"])
            return


def _sender(mail: Mail, message: Incoming, at: datetime) -> tuple[Person, str]:
    """Who wrote, and how we know. Raises Settled."""
    council = mail.council
    person = person_by_address(council, message.senders[0])
    if why := sorting.unauthenticated(message, council):
        raise Settled(Outcome.QUARANTINED, f"Not authenticated: {why}.")
    if person is None:
        answered = writing.answer_stranger(mail, at=at)
        told = "They were told so politely." if answered else "They had been told so already."
        raise Settled(Outcome.QUARANTINED, f"{message.senders[0]} is not known here. {told}")
    if not roles_of(person, on=at.astimezone(LONDON).date()):
        mail.person = person
        raise Settled(Outcome.QUARANTINED, f"{person.name} holds no post here any more.")
    if council.receiving_server:
        return person, f"known by address and confirmed by {council.receiving_server}"
    return person, "known by address alone, since no receiving server is named in the settings"


def _act(mail: Mail, message: Incoming, case: Case | None, person: Person, at: datetime) -> Event:
    on = at.astimezone(LONDON).date()
    if case is None:
        return _begin(mail, message, person, at)
    if not visibility.may_see(person, case, on=on):
        raise Settled(
            Outcome.QUARANTINED, f"{person.name} answers something that is not theirs to see."
        )
    mail.case = case
    act, field = answering.act_of(case, by=person, at=at)
    fields: dict[str, object] = {field: newly_written(message.text) or "(no text)"}
    if act == "answer":
        _check_hidden(mail, message, case, person, at)
        if copies := answering.copied(case, message, by=person):
            fields["copies"] = [one.slug for one in copies]
    return perform(
        case,
        act,
        by=person,
        at=at,
        fields=fields,
        files=message.files,
        message_id=mail.message_id,
        in_reply_to=message.references[0] if message.references else "",
    ).event


def _check_hidden(mail: Mail, message: Incoming, case: Case, person: Person, at: datetime) -> None:
    """Raises Refused where somebody receives the answer without being named in it."""
    for other in answering.hidden(mail.council, message, mail.envelope_to):
        judgement = answering.judge_hidden(case, other, by=person, at=at)
        if judgement.outcome not in ("permitted", "clear", "not_covered"):
            raise Refused(judgement, why=f"{other.name} would receive a hidden copy.")


def _begin(mail: Mail, message: Incoming, person: Person, at: datetime) -> Event:
    """A new enquiry. Raises Settled where the sender is not a councillor."""
    on = at.astimezone(LONDON).date()
    kinds = protocol_of_edition(mail.council.protocol)
    if not any("councillor" in kinds.kinds_of(role) for role in roles_of(person, on=on)):
        raise Settled(
            Outcome.QUARANTINED,
            f"{person.name} is an officer and answers no case that we can find: "
            "it needs somebody to say where it belongs.",
        )
    text = newly_written(message.text)
    return perform(
        None,
        "submit",
        kind="enquiry",
        council=mail.council,
        by=person,
        at=at,
        fields=answering.enquiry_fields(mail.council, message, by=person, text=text),
        files=message.files,
        message_id=mail.message_id,
        in_reply_to=message.references[0] if message.references else "",
    ).event
