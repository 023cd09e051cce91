"""Keeps owners true when the world changes: absences, leavers, people who come back.

Each change is an event of the system on the case. Who owns what is worked out in `owners.py`; days
are counted again in `recounting.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from moothall import protocol
from moothall.cases import beginning, chain, fields, index, naming, owners, recording, telling
from moothall.cases.doing import Doing, ref_of
from moothall.cases.facts import facts_for
from moothall.cases.models import Case
from moothall.cases.procedure import Act
from moothall.cases.relations import roles_here
from moothall.cases.standing import REHOME, Standing
from moothall.cases.words import Wording
from moothall.people.cover import is_away, on_duty
from moothall.people.directory import steady
from moothall.people.models import Council, Person
from moothall.protocol.judgement import Judgement

COVER, DAYS = "absence.cover", "absence.working_days"


def rehome_all(council: Council, *, at: datetime, among: Collection[int] | None = None) -> int:
    """Moves what belongs to somebody who is no longer on duty; how many cases moved.

    Only `among` these cases, by number, where that is given. Raises NobodyOnDuty and NoDesk.
    """
    with steady():
        misplaced = [case for case in _open(council, among) if _misplaced(case, at)]
    return sum(rehome(case, at=at) for case in misplaced)


def _open(council: Council, among: Collection[int] | None) -> list[Case]:
    if among is not None and not among:
        return []
    found = Case.objects.filter(council=council, ended=False).select_related("council")
    if among is not None:
        found = found.filter(pk__in=among)
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
        doing = system_act(case, REHOME, at=at)
        doing.after = doing.standing.copy()
        words = _refill(doing)
        owners.work_out(doing)
        if not _differs(doing):
            return False
        words = words or _stands_in(doing)
        turn = Wording("", (("It is your turn now: " + words,),))
        say(doing, words, tells={telling.TURN: turn} if doing.now.turn else {})
        doing.beside = _cover(doing)
        recording.record(doing, recording.Origin())
        return True


def _cover(doing: Doing) -> list[Judgement]:
    """What the protocol says of having somebody cover, once for each who is away, where the
    procedure asks how long they are: `absence.working_days: {away_days: handler}`."""
    slots = [str(one.get("away_days", "")) for one in doing.procedure.facts.get(DAYS, ())]
    people = [person for slot in slots for person in doing.slot(slot)]
    return [
        protocol.judge(
            doing.protocol,
            COVER,
            facts_for(doing) | {"actor": roles_here(doing, person)},
            at=doing.on,
        )
        for person in people
        if is_away(person, on=doing.on)
    ]


def system_act(case: Case, name: str, *, at: datetime) -> Doing:
    """An act that no procedure names, on the case as it stands now."""
    head = chain.lock(case.council)
    case = Case.objects.select_related("council").get(pk=case.pk)
    procedure = beginning.procedure_of(case.kind)
    silent = Wording("", ())
    act = Act(name, name.capitalize(), silent, {}, (), procedure.main_circle)
    standing = index.read(case)
    return Doing(case.council, procedure, act, None, at, standing, case, head=head)


def say(doing: Doing, words: str, *, tells: Mapping[str, Wording]) -> None:
    """Gives an act of the system its words, and what it tells to whom."""
    doing.act = Act(
        doing.act.name,
        doing.act.label,
        Wording(words, ((words,),)),
        tells,
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
    owners_now = doing.persons([doing.now.owner] if doing.now.owner else ())
    owner = fields.listed([one.name for one in owners_now])
    otherwise = f"{owner} is on duty again." if owner else "Whoever it waits for has left."
    return " ".join(dict.fromkeys(filter(None, found))) or otherwise
