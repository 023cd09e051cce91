"""The only writer: one act, judged by the protocol, written in one transaction with its effects.

    1 procedure: is the act possible from here, for this person?    -> NotPossible
    2 facts:     from the answers, the case, the people, the calendar
    3 judge:     what the protocol says                             -> Refused, Incomplete
    4 write:     event, state, parties, clocks, notices and mails, all or nothing

What an act changes is worked out in `effects.py`; who is told, in `telling.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from moothall.cases import possible, recording
from moothall.cases.beginning import Request, begin
from moothall.cases.files import File
from moothall.cases.models import Case, Event
from moothall.cases.owners import NoDesk
from moothall.cases.refusals import Changed, Refused, Unready
from moothall.people.cover import NobodyOnDuty
from moothall.people.directory import steady
from moothall.people.models import Council, Person
from moothall.protocol.judgement import Judgement
from moothall.worktime import OutsideCalendar


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    case: Case
    event: Event
    judgement: Judgement


def perform(
    case: Case | None,
    act: str,
    *,
    by: Person | None,
    at: datetime,
    fields: Mapping[str, object] | None = None,
    kind: str | None = None,
    council: Council | None = None,
    seen: int | None = None,
    departure: str = "",
    files: Sequence[File] = (),
    message_id: str = "",
    in_reply_to: str = "",
    batch: str = "",
) -> Done:
    """Does an act on a case, or begins a case of `kind` in `council`, as `by` (None: the system).

    `fields` answers the act's questions, as typed values or as text; names of the protocol's own
    facts may stand beside them. `seen` is the version of the case that the person looked at.
    `departure` is the reason to depart from a "should". Entry acts name theirs as field `entry`.
    `batch` is the number of what is done in one go, which the event keeps.

    Raises NotPossible, Refused (recorded on the case), Incomplete, Changed and Unready.
    """
    asked = Request(case, act, by, at, kind, council, dict(fields or {}), departure, message_id)
    origin = recording.Origin(tuple(files), message_id, in_reply_to, batch)
    try:
        with transaction.atomic(), steady():
            return _perform(asked, origin, seen)
    except Refused as refusal:
        if case is not None and by is not None:
            recording.record_refusal(case, act, by=by, at=at, refusal=refusal)
        raise
    except (OutsideCalendar, NobodyOnDuty, NoDesk) as wanting:
        raise Unready(str(wanting)) from wanting


def _perform(asked: Request, origin: recording.Origin, seen: int | None) -> Done:
    doing = begin(asked)
    if seen is not None and seen != doing.standing.version:
        raise Changed
    judgement = possible.settle(doing, asked.answers)
    event = recording.record(doing, origin)
    assert doing.case is not None
    return Done(doing.case, event, judgement)
