"""Tells those above of a promise whose day has passed: rung by rung, each once for each day.

Which rungs there are is data. A protocol says `notify: … of: <kind>.overdue`, with the fact
`overdue.working_days` where it waits; beside it stands the council's own ladder, a setting that is
never shown as a clause. A rung is an event of the system on the case, so that everybody in it sees
who was told; whoever was to be told hears no more once somebody has acted (`second_look.py`). What
was climbed, and when it was last looked, are rows: nothing is forgotten when the worker stops.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from moothall import protocol
from moothall.cases import beginning, fields, judging, recording, rehoming
from moothall.cases.doing import Doing
from moothall.cases.facts import facts_for
from moothall.cases.models import Case, Clock, Outgoing, Reminder
from moothall.cases.reminding import climb, not_climbed
from moothall.cases.standing import ESCALATE
from moothall.cases.words import Wording
from moothall.people.law import protocol_of_edition
from moothall.people.models import Council
from moothall.protocol import Protocol
from moothall.protocol.judgement import Judgement, NoticeDue
from moothall.protocol.phrases import role_in_words
from moothall.worktime import LONDON

OVERDUE = "overdue"  # the event of a kind: "enquiry.overdue"
DAYS = "overdue.working_days"
LOOKED = "looked"  # the row of a clock that says when it was last judged


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to tell, by which rule: a notice of the protocol's, or a step of the council's own."""

    name: str
    audience: tuple[str, ...]
    notice: NoticeDue | None = None


def ladder_of(edition: Protocol) -> dict[str, str]:
    """Whom a council's own ladder may name under this edition, and how pages call them: the roles
    that its vocabulary puts on the ladder."""
    roles = edition.vocabulary.roles.values()
    return {one.name: role_in_words(edition, one.name) for one in roles if one.ladder}


def escalate_all(council: Council, *, at: datetime, on: date) -> int:
    """Climbs the rungs that are due; how many were new. Each clock is judged once a day."""
    return sum(_escalate(clock.case, clock.number, at=at) for clock in _overdue(council, on))


def _overdue(council: Council, on: date) -> list[Clock]:
    """The clocks whose day has passed, that have a ladder, and were not looked at today."""
    rows = not_climbed(council, LOOKED, since=datetime.combine(on, time(), LONDON))
    found = rows.filter(due__lt=on)
    return [one for one in found if council.ladder or _speaks(one.case.edition, one.act)]


def _event(act: str) -> str:
    """What the protocol calls it when the promise of this act is not kept: `enquiry.overdue`."""
    return f"{act.partition('.')[0]}.{OVERDUE}"


def _speaks(edition: str, act: str) -> bool:
    return protocol_of_edition(edition).speaks_of(_event(act))


def _escalate(case: Case, number: int, *, at: datetime) -> int:
    with transaction.atomic():
        doing = rehoming.system_act(case, ESCALATE, at=at)
        clock = Clock.objects.select_related("case").get(case=case, number=number)
        if clock.met_at or clock.stopped_at or clock.due is None or clock.due >= doing.on:
            return 0  # somebody was quicker
        Reminder.objects.update_or_create(
            case=case, number=number, due=clock.due, rung=LOOKED, defaults={"at": at}
        )
        judgement = _judge(doing, clock)
        rungs = list(_rungs(doing, judgement, clock.due))
        climbed = [(rung, *climb(clock, rung.name, at=at)) for rung in rungs]
        new = [(rung, row) for rung, row, is_new in climbed if is_new]
        if new:
            _tell(doing, clock, judgement, [rung for rung, _ in new], new[0][1])
        return len(new)


def _judge(doing: Doing, clock: Clock) -> Judgement:
    """What the protocol says of the promise being overdue; nothing where it knows no such thing."""
    assert clock.due is not None
    doing.overdue = clock.number
    name = _event(clock.act)
    if name not in doing.protocol.vocabulary.acts:
        return judging.silent(doing)
    doing.given = {**doing.given, DAYS: doing.working.between(clock.due, doing.on)}
    return protocol.judge(doing.protocol, name, facts_for(doing), at=doing.on)


def _rungs(doing: Doing, judgement: Judgement, due: date) -> Iterator[Rung]:
    for notice in judgement.notices:
        yield Rung(notice.rule, tuple(notice.audience), notice)
    days = doing.working.between(due, doing.on)
    for role, after in sorted(doing.council.ladder.items()):
        if days >= after:
            yield Rung(f"own:{role}", (role,))


def _tell(
    doing: Doing, clock: Clock, judgement: Judgement, rungs: list[Rung], climbed: Reminder
) -> None:
    """Writes the event, and whoever is told of it has a mail that falls away once it is done."""
    assert clock.due is not None
    act = beginning.procedure_of(clock.case.kind).acts.get(clock.act.partition(".")[2])
    what = act.label if act else clock.act
    told = fields.listed(
        [role_in_words(doing.protocol, role) for rung in rungs for role in rung.audience]
    )
    words = (
        f"“{what}” was due on {fields.in_words(clock.due)} and is still open. Told of it: {told}."
    )
    own = [role for rung in rungs if rung.notice is None for role in rung.audience]
    doing.after = doing.standing.copy()
    notices = tuple(rung.notice for rung in rungs if rung.notice)
    doing.judgement = dataclasses.replace(judgement, notices=notices)
    rehoming.say(doing, words, tells={role: Wording("", ((words,),)) for role in own})
    event = recording.record(doing, recording.Origin())
    Outgoing.objects.filter(event=event).update(reminder=climbed)
