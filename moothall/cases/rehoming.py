"""Keeps owners and days true when the world changes: absences, leavers, holidays declared later.

Each change is an event of the system on the case. Who owns what is worked out in `owners.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from moothall.cases import beginning, chain, fields, index, naming, owners, recording
from moothall.cases.doing import Doing, ref_of
from moothall.cases.models import Case, Clock
from moothall.cases.procedure import Act
from moothall.cases.standing import RECOUNT, REHOME, Json, moment
from moothall.cases.words import Wording
from moothall.people.cover import on_duty
from moothall.people.models import Council, Person
from moothall.people.roles import roles_of
from moothall.worktime import LONDON, OutsideCalendar


@dataclass(slots=True)
class _OnDuty:
    """Who acts for whom today, asked once for each person."""

    at: datetime
    known: dict[int, int] = field(default_factory=dict)

    def of(self, person: Person) -> int:
        if person.pk not in self.known:
            on = self.at.astimezone(LONDON).date()
            self.known[person.pk] = on_duty(person, on=on).pk
        return self.known[person.pk]


def rehome_all(council: Council, *, at: datetime) -> int:
    """Moves what belongs to somebody who is no longer on duty; how many cases moved."""
    duty = _OnDuty(at)
    moved = 0
    for case in _open(council):
        if _misplaced(case, duty):
            moved += rehome(case, at=at)
    return moved


def _open(council: Council) -> list[Case]:
    found = Case.objects.filter(council=council, ended=False).select_related("council")
    return list(found.prefetch_related("parties__person__council", "clocks").order_by("pk"))


def _misplaced(case: Case, duty: _OnDuty) -> bool:
    """Whether an owner is somebody who acts for no party of the case today."""
    people = [party.person for party in case.parties.all() if party.person is not None]
    acting = {person.pk: duty.of(person) for person in people}
    owned = [case.owner_id, *(c.owner_id for c in case.clocks.all() if _running(c))]
    if any(owner is not None and owner not in acting.values() for owner in owned):
        return True
    in_turn = [p.person for p in case.parties.all() if p.slot == case.turn and p.person]
    return bool(in_turn) and case.owner_id not in [acting[one.pk] for one in in_turn]


def _running(clock: Clock) -> bool:
    return clock.met_at is None and clock.stopped_at is None


def rehome(case: Case, *, at: datetime) -> bool:
    """Gives the case's turn and clocks to whoever acts today, by an event; whether any moved."""
    with transaction.atomic():
        doing = _system_act(case, REHOME, at)
        doing.after = doing.standing.copy()
        words = _refill(doing)
        owners.work_out(doing)
        if not _differs(doing):
            return False
        words = words or _stands_in(doing)
        _say(doing, words)
        recording.record(doing, recording.Origin())
        return True


def _system_act(case: Case, name: str, at: datetime) -> Doing:
    """An act that no procedure names, on the case as it stands now."""
    head = chain.lock(case.council)
    case = Case.objects.select_related("council").get(pk=case.pk)
    procedure = beginning.procedure_of(case.kind)
    silent = Wording("", ())
    act = Act(name, name.capitalize(), silent, {}, (), procedure.main_circle)
    standing = index.read(case)
    return Doing(case.council, procedure, act, None, at, standing, case, head=head)


def _say(doing: Doing, words: str) -> None:
    tells = {"turn": Wording("", (("It is your turn now: " + words,),))}
    doing.act = Act(
        doing.act.name,
        doing.act.label,
        Wording(words, ((words,),)),
        tells if doing.act.name == REHOME and doing.now.turn else {},
        (),
        doing.act.circle,
    )


def _refill(doing: Doing) -> str:
    """Officers who have left are followed in their slots by whoever acts for them now."""
    words = []
    for slot, refs in doing.now.parties.items():
        changed = []
        for person in doing.persons(refs):
            acting = person
            if not roles_of(person, on=doing.on) and owners.was_officer(doing, person):
                acting = on_duty(person, on=doing.on)
                words.append(f"{person.name} is no longer here; {acting.name} takes over.")
            changed.append(ref_of(acting))
        if any(ref.startswith("person:") for ref in refs):
            kept = [ref for ref in refs if ref.startswith("post:")]
            doing.now.parties[slot] = list(dict.fromkeys([*changed, *kept]))
    return " ".join(dict.fromkeys(words))


def _differs(doing: Doing) -> bool:
    before, after = doing.standing, doing.now
    return (
        before.owner != after.owner
        or before.parties != after.parties
        or any(before.clocks[n]["owner"] != c["owner"] for n, c in after.clocks.items())
    )


def _stands_in(doing: Doing) -> str:
    slots = [slot for slot in doing.procedure.parties if doing.now.parties.get(slot)]
    found = (naming.away(doing, slot) for slot in slots)
    owner = fields.listed([one.name for one in doing.persons([doing.now.owner])])
    return " ".join(dict.fromkeys(filter(None, found))) or f"{owner} is on duty again."


def recount_all(council: Council, *, at: datetime) -> int:
    """Counts the days of running clocks again; how many cases changed. An agreed or explained
    day is a promise of its own and stays."""
    running = Clock.objects.filter(
        case__council=council, met_at=None, stopped_at=None, count__isnull=False
    )
    from moothall.people.law import working_time_of

    working = working_time_of(council)
    changed: dict[int, Case] = {}
    for clock in running.select_related("case__council"):
        if any(move["act"] != RECOUNT for move in clock.history) or clock.count is None:
            continue
        try:
            due = working.due_date(clock.started_at, count=clock.count, unit=clock.unit)
        except OutsideCalendar:
            continue
        if due != clock.due:
            changed[clock.case.pk] = clock.case
    return sum(_recount(case, at=at) for case in changed.values())


def _recount(case: Case, *, at: datetime) -> bool:
    with transaction.atomic():
        doing = _system_act(case, RECOUNT, at)
        doing.after = doing.standing.copy()
        words = [_count_again(doing, clock) for _, clock in doing.now.running()]
        said = " ".join(filter(None, words))
        if not said:
            return False
        _say(doing, said)
        recording.record(doing, recording.Origin())
        return True


def _count_again(doing: Doing, clock: Json) -> str:
    if clock["count"] is None or any(move["act"] != RECOUNT for move in clock["history"]):
        return ""
    due = doing.working.due_date(
        datetime.fromisoformat(clock["started_at"]), count=clock["count"], unit=clock["unit"]
    )
    if due.isoformat() == clock["due"]:
        return ""
    move = {
        "at": moment(doing.at),
        "due": due.isoformat(),
        "was": clock["due"],
        "act": RECOUNT,
    }
    clock["history"] = [*clock["history"], move]
    clock["due"] = due.isoformat()
    return f"The days were counted again: it is due on {fields.in_words(due)}."
