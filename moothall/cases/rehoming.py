"""Keeps owners and days true when the world changes: absences, leavers, holidays declared later.

Each change is an event of the system on the case. Who owns what is worked out in `owners.py`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from moothall.cases import beginning, chain, fields, index, naming, owners, recording
from moothall.cases.doing import Doing, ref_of
from moothall.cases.models import Case, Clock
from moothall.cases.procedure import Act
from moothall.cases.standing import RECOUNT, REHOME, Json, Standing, moment
from moothall.cases.words import Wording
from moothall.people.cover import on_duty
from moothall.people.directory import steady
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person
from moothall.worktime import OutsideCalendar, WorkingTime


def rehome_all(council: Council, *, at: datetime) -> int:
    """Moves what belongs to somebody who is no longer on duty; how many cases moved.

    Raises NobodyOnDuty and NoDesk.
    """
    with steady():
        misplaced = [case for case in _open(council) if _misplaced(case, at)]
    return sum(rehome(case, at=at) for case in misplaced)


def _open(council: Council) -> list[Case]:
    found = Case.objects.filter(council=council, ended=False).select_related("council")
    return list(found.prefetch_related("parties", "clocks").order_by("pk"))


def _misplaced(case: Case, at: datetime) -> bool:
    """Whether something belongs to another than whoever acts today, or somebody has left."""
    standing = _sketch(case)
    act = next(iter(beginning.procedure_of(case.kind).acts.values()))
    doing = Doing(case.council, beginning.procedure_of(case.kind), act, None, at, standing, case)
    if any(_has_left(doing, one) for slot in standing.parties for one in doing.slot(slot)):
        return True
    before = standing.copy()
    owners.work_out(doing)
    return (before.owner, before.clocks) != (standing.owner, standing.clocks)


def _sketch(case: Case) -> Standing:
    """Where the case stands, as far as that says what belongs to whom."""
    standing = Standing(kind=case.kind, edition=case.edition, state=case.state)
    standing.owner = index.ref(case.owner_id, case.owner_post_id)
    for party in sorted(case.parties.all(), key=lambda one: one.pk):
        standing.parties.setdefault(party.slot, []).append(
            index.ref(party.person_id, party.post_id)
        )
    for clock in case.clocks.all():
        if clock.met_at is None and clock.stopped_at is None:
            owner = index.ref(clock.owner_id, clock.owner_post_id)
            running = {"act": clock.act, "met_at": "", "stopped_at": "", "owner": owner}
            standing.clocks[str(clock.number)] = running
    return standing


def _has_left(doing: Doing, person: Person) -> bool:
    """Whether the person was an officer and holds no post any more."""
    return not doing.bare_roles(person) and owners.was_officer(doing, person)


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
            if _has_left(doing, person):
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
    day is a promise of its own and stays, and so does one that the calendar does not reach."""
    running = Clock.objects.filter(
        case__council=council, met_at=None, stopped_at=None, count__isnull=False
    )
    changed: dict[int, Case] = {}
    for clock in running.select_related("case__council").order_by("pk"):
        working = working_time_of(council, edition=clock.case.edition)
        if clock.case.pk not in changed and _counted(working, index.clock_values(clock)):
            changed[clock.case.pk] = clock.case
    return sum(_recount(case, at=at) for case in changed.values())


def _counted(working: WorkingTime, clock: Json) -> date | None:
    """The day that a clock is due by the calendar as it is now; None where it is due already."""
    if clock["count"] is None or any(move["act"] != RECOUNT for move in clock["history"]):
        return None
    started = datetime.fromisoformat(clock["started_at"])
    try:
        due = working.due_date(started, count=clock["count"], unit=clock["unit"])
    except OutsideCalendar:
        return None
    return due if due.isoformat() != clock["due"] else None


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
    due = _counted(doing.working, clock)
    if due is None:
        return ""
    move = {
        "at": moment(doing.at),
        "due": due.isoformat(),
        "was": clock["due"],
        "act": RECOUNT,
    }
    clock["history"] = [*clock["history"], move]
    clock["due"] = due.isoformat()
    act = doing.procedure.acts[clock["act"].partition(".")[2]]
    return f"The days were counted again. {act.label}: due {fields.in_words(due)}."
