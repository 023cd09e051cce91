"""Opening a case that is not one's own, with a written reason: seldom, recorded and told.

Whoever the council has designated reads everything of the case for a day, and does nothing in it.
It gives no key: the case comes up in no list, no search and no mail of theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from moothall.cases import beginning, chain, fields, index, recording
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Event
from moothall.cases.procedure import Act
from moothall.cases.refusals import Incomplete, NotPossible
from moothall.cases.standing import BREAK_GLASS
from moothall.cases.words import Wording
from moothall.people.models import Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON

LASTS = timedelta(hours=24)
LEAST_REASON = 20  # characters: "because" is no reason
WATCHES = "monitoring_officer"


def may_open(person: Person, *, at: datetime) -> bool:
    """Whether the council has designated a role that the person holds."""
    held = roles_of(person, on=at.astimezone(LONDON).date())
    return person.council.break_glass in held


def open_case(case: Case, *, by: Person, reason: str, at: datetime) -> Event:
    """Records that `by` opens the case and why; its parties and the monitoring officer are told.

    Raises NotPossible where that is not theirs to do, and Incomplete without a reason.
    """
    if by.council_id != case.council_id or not may_open(by, at=at):
        raise NotPossible("Opening a case that is not yours is for whom your council has named.")
    reason = " ".join(fields.legible(reason, instead=" ").split())
    if len(reason) < LEAST_REASON:
        raise Incomplete({"reason": "Say why you must see it: a sentence that its parties read."})
    with transaction.atomic():
        head = chain.lock(case.council)
        case = Case.objects.select_related("council").get(pk=case.pk)
        procedure = beginning.procedure_of(case.kind)
        standing = index.read(case)
        until = fields.in_words((at + LASTS).astimezone(LONDON).date())
        words = f"{by.name} opened it without being concerned in it, until {until}: {reason}"
        act = _act(words.rstrip("."), procedure.main_circle, [*procedure.parties, WATCHES])
        doing = Doing(case.council, procedure, act, by, at, standing, case, head=head)
        return recording.record(doing, recording.Origin())


def is_open(person: Person, case: Case, *, at: datetime) -> bool:
    """Whether the person has opened the case within the last day, and still may."""
    if person.council_id != case.council_id or not may_open(person, at=at):
        return False
    mine = case.events.filter(act=BREAK_GLASS, by=person)
    return mine.filter(at__gt=at - LASTS, at__lte=at).exists()


def opened_by(person: Person, *, at: datetime) -> list[Case]:
    """The cases that are open to the person in this way now, the latest first."""
    events = Event.objects.filter(council=person.council_id, act=BREAK_GLASS, by=person)
    recent = events.filter(at__gt=at - LASTS, at__lte=at).order_by("-council_seq")
    cases = dict.fromkeys(event.case for event in recent.select_related("case__council"))
    return [case for case in cases if is_open(person, case, at=at)]


def _act(words: str, circle: str, audience: list[str]) -> Act:
    said = Wording(words, ((words,),))
    return Act(BREAK_GLASS, "Open it without being concerned in it", said,
               dict.fromkeys(audience, said), (), circle)  # fmt: skip
