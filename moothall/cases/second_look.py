"""Looks once more at a mail before it leaves: is it time, still so, still theirs to read?

Between an act and its mail there may be a night, and who sees what may change in it. A mail is
never put back to saying more than when it was written; what it may not say any more is taken out.
"""

from __future__ import annotations

from datetime import date, datetime

from moothall.cases import letters, naming, procedures, reminding, timing, visibility
from moothall.cases.letters import LEAST_FIRST, Says
from moothall.cases.models import Case, Event, Notice, Outgoing
from moothall.cases.procedure import Procedure
from moothall.people import hours
from moothall.people.directory import directory_of
from moothall.people.models import Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON

State = Outgoing.State


def waits(mail: Outgoing, *, at: datetime) -> bool:
    """Whether the mail is routine and outside its reader's hours: then it waits for them."""
    if not mail.routine or mail.person_id is None:
        return False
    preference = timing.preference_at(reader(mail), at=at)
    if hours.is_open(preference, at=at):
        return False
    as_seen = Outgoing.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
    as_seen.update(state=State.QUEUED, next_try_at=hours.opens(preference, at=at))
    return True


def reader(mail: Outgoing) -> Person:
    """The mail's person, as the directory knows them."""
    assert mail.person_id is not None
    return directory_of(mail.council_id).people[mail.person_id]


def stands(mail: Outgoing, *, at: datetime) -> bool:
    """Whether the mail is still to be sent; its words are cut to what its reader may see now."""
    if mail.case is None or mail.person_id is None:
        return True
    if mail.reminder is not None and not reminding.stands(mail.reminder):
        return False
    if mail.event is None and mail.reminder is None:
        return True
    says = _says(mail, mail.case, at=at)
    if says is None:
        return False
    if LEAST_FIRST.index(says) < LEAST_FIRST.index(Says(mail.says)):
        _cut(mail, mail.case, says)
    return True


def _says(mail: Outgoing, case: Case, *, at: datetime) -> Says | None:
    """How much the mail may say by what its reader sees today; None: not that there is a case."""
    procedure = procedures.load()[case.kind]
    circles = visibility.circles_for(reader(mail), case, on=at.astimezone(LONDON).date())
    inside = procedure.main_circle in circles
    seen = visibility.visible(mail.event, circles) if mail.event else inside
    if not seen:
        return _unseen(mail, procedure, on=at.astimezone(LONDON).date())
    if case.confidential or (mail.event and mail.event.body["confidential"]):
        return Says.LINK
    return Says.ALL if inside else Says.NO_DATES


def _unseen(mail: Outgoing, procedure: Procedure, *, on: date) -> Says | None:
    """What is left where its reader sees nothing of it: a reference, if they are told all the same.

    That is so where a clause has them told, or where they did not see it from the first; and never
    of a case behind a wall, nor to somebody who has left since: no clause speaks of them any more.
    """
    if not roles_of(reader(mail), on=on):
        return None
    told = mail.says == Says.REFERENCE.value or (
        mail.event is not None
        and Notice.objects.filter(event=mail.event, person=mail.person_id).exclude(clause="")
    )
    return Says.REFERENCE if told and not procedure.walled else None


def _cut(mail: Outgoing, case: Case, says: Says) -> None:
    """Writes the mail anew with less in it."""
    mail.says, mail.subject = says.value, letters.subject(case, says=says)
    if mail.event is None:
        mail.body = reminding.cut(case, reader(mail), says=says)
    else:
        mail.body = _body(mail.event, case, reader(mail), says)
    mail.save(update_fields=["says", "subject", "body"])
    if says != Says.NO_DATES:
        mail.attachments.clear()


def _body(event: Event, case: Case, person: Person, says: Says) -> str:
    notice = Notice.objects.filter(event=event, person=person).first()
    if says == Says.NO_DATES:
        people = directory_of(case.council_id).people
        by = f"Done by {naming.by_whom(event, people)}." if event.body.get(naming.FOR) else ""
        return letters.whole(case, person, notice.text if notice else "", by)
    act = procedures.load()[case.kind].acts.get(event.act)
    label = act.label if act else event.act
    return letters.reticent(
        case, person, says=says, clause=notice.clause if notice else "", label=label
    )
