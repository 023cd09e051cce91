"""Writes an act down: the event with its effects and words, the index, notices, mails, files.

Called inside `perform`'s transaction, after everything has been settled. A refused attempt is
written in a transaction of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.cases import (
    adoption,
    begins,
    chain,
    circles,
    effects,
    files,
    first,
    index,
    judging,
    naming,
    possible,
    search,
    telling,
)
from moothall.cases.beginning import Request, begin, procedure_of
from moothall.cases.doing import Doing, said_of
from moothall.cases.files import File
from moothall.cases.models import Case, ChainHead, Event, Numbering
from moothall.cases.procedure import Procedure
from moothall.cases.refusals import Refused
from moothall.cases.standing import REFUSED, Json, Standing, fold, moment
from moothall.people.assistance import doer
from moothall.people.models import Council, Person

DEPARTURE = "departure"
MANY = 10_000_000  # references behind a wall have eight digits


@dataclass(frozen=True, slots=True)
class Origin:
    """How an act reached us: the files and the message that came with it."""

    files: tuple[File, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    batch: str = ""  # of several acts in one go, the number


def record(doing: Doing, origin: Origin, *, quiet: bool = False) -> Event:
    """Appends the event of a settled act and brings everything else up to date.

    With `quiet` nobody is told: the act stands beside another one that tells.
    """
    if doing.case is None:
        _open(doing)
    _first(doing)
    head = doing.head or chain.lock(doing.council)
    changed = effects.work_out(doing)
    rendered = telling.words(doing)
    told = [] if quiet else telling.tellings(doing, rendered)
    event = _append(doing, head, origin, changed, rendered, told)
    telling.write(doing, _case(doing), event, told)
    for field, act in doing.act.elsewhere.items():
        _elsewhere(doing, doing.values.get(field), act)
    _begin_others(doing)
    adoption.come_into_force(doing)
    return event


def _case(doing: Doing) -> Case:
    assert doing.case is not None
    return doing.case


def _open(doing: Doing) -> None:
    """Gives the new case its number and reference, and its row for the events to hang on."""
    procedure, council = doing.procedure, doing.council
    standing = doing.now
    standing.kind = procedure.kind
    standing.number = number = _number(council, procedure)
    standing.reference = f"{council.prefix}-{procedure.reference}-{number}"
    standing.edition = council.protocol
    standing.opened_at = moment(doing.at)
    doing.case = Case.objects.create(
        council=council,
        kind=procedure.kind,
        reference=standing.reference,
        number=number,
        edition=council.protocol,
        state="",
        opened_at=doing.at,
        updated_at=doing.at,
    )


def _number(council: Council, procedure: Procedure) -> int:
    """The next number of its kind; behind a wall one at random, that tells of no others."""
    if procedure.walled:
        taken = Case.objects.filter(council=council, kind=procedure.kind)
        while taken.filter(number=(number := MANY + secrets.randbelow(9 * MANY))).exists():
            continue
        return number
    numbering, _ = Numbering.objects.select_for_update().get_or_create(
        council=council, kind=procedure.kind
    )
    numbering.last += 1
    numbering.save(update_fields=["last"])
    return numbering.last


def _append(
    doing: Doing,
    head: ChainHead,
    origin: Origin,
    changed: Json,
    rendered: Mapping[str, str],
    told: list[telling.Telling],
) -> Event:
    event = chain.following(
        _case(doing), act=doing.act.name, by=doing.doer, at=doing.at, first=not doing.standing.done
    )
    event.circle = _circle(doing, event.seq, changed)
    digests = [files.keep(one) for one in origin.files]
    event.body = {
        "effects": changed,
        "judgement": doing.judgement.as_json() if doing.judgement else None,
        "facts": judging.inputs(doing, doing.facts),
        "via": "email" if origin.message_id else "web",
        "entry": doing.entry,
        "files": digests,
        "told": [one.as_json() for one in told],
        "beside": [one.as_json() for one in doing.beside],
        "confidential": bool(doing.now.shown.get("confidential")),
        "departed": any(one.departed for one in (doing.judgement, *doing.beside) if one),
    }
    event.body |= acted_for(doing.by) | ({"batch": origin.batch} if origin.batch else {})
    said = _said(doing, rendered, told)
    chain.append(event, head=head, said=said)
    files.attach(event, origin.files, digests)
    doing.standing = doing.after = _index(doing.standing, event, said)
    search.add(event, said, procedure=doing.procedure)
    return event


def acted_for(by: Person | None) -> Json:
    """What the event says of whom an assistant acted for; nothing where nobody did."""
    return {naming.FOR: by.pk} if by is not None and by.through is not None else {}


def _said(doing: Doing, rendered: Mapping[str, str], told: list[telling.Telling]) -> dict[str, Any]:
    """What stands beside the chain: the answers, the words that were said, a departure's reason."""
    spoken = {telling.DONE, *(telling.TELLS + one.audience for one in told)}
    said = said_of(doing.values)
    for name in doing.passed_on:
        said.pop(name, None)
    said |= {name: text for name, text in rendered.items() if name in spoken}
    if doing.departure:
        said[DEPARTURE] = doing.departure
    return said


def _circle(doing: Doing, seq: int, changed: Json) -> str:
    """The circle the event happens in; readers get a circle of this one event."""
    readers = circles.readers(doing)
    own = circles.event_circle(seq)
    if readers or doing.act.only_readers:
        changed.setdefault("viewers", {})[own] = readers
    return own if doing.act.only_readers else doing.act.circle


def _index(before: Standing, event: Event, said: Mapping[str, Any]) -> Standing:
    """Folds the event exactly as replay will, and writes the rows that follow from it."""
    after = before.copy()
    effects = event.body["effects"]
    fold(after, seq=event.seq, act=event.act, at=moment(event.at), effects=effects, said=said)
    index.write(event.case, before=before, after=after)
    return after


def _first(doing: Doing) -> None:
    """Records what is owed first, quietly, just before the act that brings it."""
    for other in first.all_owed(doing):
        record(other, Origin(), quiet=True)
        doing.standing = other.standing
        doing.passed_on = frozenset(other.values)
        doing.after = doing.standing.copy()


def _elsewhere(doing: Doing, reference: object, act: str) -> None:
    """What the act means for another case: recorded there by the system."""
    if reference is None:
        return
    other = Case.objects.get(council=doing.council, reference=reference)
    fields = {"linked": _case(doing).reference}
    there = begin(Request(other, act, None, doing.at, fields=fields))
    possible.settle(there, fields)
    record(there, Origin())


def _begin_others(doing: Doing) -> None:
    """Begins the cases that the protocol makes a duty, and notes each on this one."""
    duty = begins.duty(doing)
    if duty is None or doing.act.begins is None:
        return
    for fields in begins.answers(doing, doing.act.begins):
        asked = Request(
            None, doing.act.begins.act, None, doing.at, doing.procedure.kind, doing.council, fields
        )
        there = begin(asked)
        possible.settle(there, fields)
        there.judgement = duty
        record(there, Origin())
        _elsewhere(there, _case(doing).reference, doing.act.begins.noted)


def record_refusal(case: Case, act: str, *, by: Person, at: datetime, refusal: Refused) -> Event:
    """A refused attempt: an event without effects on the case.

    Seen by who tried, the hub or Clerk, and the monitoring officer only.
    """
    with transaction.atomic():
        head = chain.lock(case.council)
        case = Case.objects.select_related("council").get(pk=case.pk)
        event = chain.following(case, act=REFUSED, by=doer(by), at=at)
        event.circle = f"{REFUSED}:{event.seq}"
        refused_to = circles.refused_to(procedure_of(case.kind))
        keys = sorted({f"person:{by.pk}", f"person:{doer(by).pk}", *refused_to})
        event.body = {
            "effects": {"viewers": {event.circle: keys}},
            "attempted": act,
            "judgement": refusal.judgement.as_json(),
            "facts": {},
            **acted_for(by),
        }
        said = {telling.DONE: refusal.why}
        chain.append(event, head=head, said=said)
        _index(index.read(case), event, said)
    return event
