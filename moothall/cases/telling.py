"""Who is told of an act, in which words, by which clause: Notices, and the mails that carry them.

Everything is written in the act's own transaction; sending is `post`'s. One mail has one recipient
(decision 0003), so nobody can be a hidden one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from moothall.cases import audiences, letters, naming, timing, visibility
from moothall.cases.circles import event_circle, readers
from moothall.cases.doing import Doing
from moothall.cases.fills import source
from moothall.cases.letters import Says
from moothall.cases.models import Attachment, Case, Event, Notice, Outgoing
from moothall.cases.relations import related
from moothall.cases.standing import Json
from moothall.people.cover import on_duty
from moothall.people.directory import directory_of
from moothall.people.models import Person

TURN = "turn"  # audience: whoever's turn it is now
ENTRY = "entry"  # audience: whoever the list entry is about
AUDIENCES = (TURN, ENTRY)
FORMER = "former "  # before a slot: whoever filled it until this act
OR = " or "  # between two: the second where there is nobody in the first
OWNERS = "owners"  # audience of a recount: whoever owns a clock whose day has moved
DONE = "words.done"
TELLS = "words.tells."


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told, and why."""

    audience: str
    person: Person
    text: str
    clause: str = ""

    def as_json(self) -> Json:
        """What the event keeps of it: whom, as what, by which clause; the words stand beside."""
        return {"audience": self.audience, "person": self.person.pk, "clause": self.clause}


def said_to(audience: str, said: Mapping[str, Any]) -> str:
    """What an audience was told: its own words, else what was done; empty once it is erased."""
    return str(said.get(TELLS + audience, said.get(DONE)) or "")


def words(doing: Doing) -> dict[str, str]:
    """The wording of the act, rendered: `words.done` and `words.tells.<audience>`."""
    rendered = {DONE: doing.act.done.render(lambda name: naming.lookup(doing, name))}
    for audience, wording in doing.act.tells.items():
        rendered[TELLS + audience] = wording.render(lambda name: naming.lookup(doing, name))
    return rendered


def tellings(doing: Doing, rendered: Mapping[str, str]) -> list[Telling]:
    """Everybody to be told: by the procedure, and by the protocol's own clauses; each once."""
    clauses, listed = _clauses(doing), audiences.clauses(doing)
    found: dict[int, Telling] = {}
    for audience in doing.act.tells:
        for person in _present(doing, _audience(doing, audience)):
            if person.pk in found or (person == doing.doer and not doing.act.starts):
                continue
            text = rendered[TELLS + audience]
            clause = clauses.pop(person.pk, ("", listed.get(person.pk, "")))[1]
            found[person.pk] = Telling(audience, person, text, clause)
    for number, (role, clause) in clauses.items():
        if number not in found and (doing.doer is None or number != doing.doer.pk):
            person = doing.person(number)
            found[number] = Telling(role, person, rendered[DONE], clause)
    return [one for one in found.values() if _may_know(doing, one.person)]


def _may_know(doing: Doing, person: Person) -> bool:
    """Whether they may be told that there is such a case; only a wall hides that."""
    if not doing.procedure.walled:
        return True
    keys = [*doing.now.viewers.get(doing.act.circle, ()), *readers(doing)]
    return visibility.sees_through(person, keys, on=doing.on)


def _clauses(doing: Doing) -> dict[int, tuple[str, str]]:
    """Whom the protocol wants told of this act, by which clause: person -> role and clause."""
    found: dict[int, tuple[str, str]] = {}
    if doing.judgement is None or doing.act.judged in audiences.taken_up(doing.procedure):
        return found
    for notice in doing.judgement.notices:
        if notice.when == "of":
            for role in notice.audience:
                for person in related(doing, role):
                    found.setdefault(person.pk, (role, notice.clause))
    return found


def named(audience: str) -> tuple[str, ...]:
    """The names in an audience: two in `handler or hub`, the slot of `former handler`."""
    return tuple(one.removeprefix(FORMER) for one in audience.split(OR))


def _audience(doing: Doing, name: str) -> tuple[Person, ...]:
    if OR in name:
        first, _, second = name.partition(OR)
        return _audience(doing, first) or _audience(doing, second)
    if name.startswith(FORMER):
        slot = name.removeprefix(FORMER)
        now = doing.slot(slot)
        before = doing.persons(doing.standing.parties.get(slot, ()))
        return tuple(one for one in before if one not in now)
    if name == TURN:
        ref = doing.now.owner
        return doing.persons([ref] if ref else [])
    if name == ENTRY:
        return doing.persons([doing.entry] if doing.entry.startswith("person:") else [])
    if name == OWNERS:
        earlier = doing.standing.clocks
        moved = (c for n, c in doing.now.clocks.items() if earlier[n]["due"] != c["due"])
        return doing.persons(filter(None, (clock["owner"] for clock in moved)))
    said = name in doing.procedure.fields and name not in doing.procedure.parties
    if said or name in doing.act.turns:
        return doing.persons(source(doing, name) or ())
    return related(doing, name)


def _present(doing: Doing, people: tuple[Person, ...]) -> list[Person]:
    """These people, and beside whoever is away also whoever is on duty for them."""
    found: dict[int, Person] = {}
    for person in people:
        found.setdefault(person.pk, person)
        acting = on_duty(person, on=doing.on)
        found.setdefault(acting.pk, acting)
    return list(found.values())


def write(doing: Doing, case: Case, event: Event, found: list[Telling]) -> None:
    """The notices of an event, and a mail for each that has an address to go to."""
    Notice.objects.bulk_create(
        Notice(
            case=case,
            event=event,
            audience=one.audience,
            person=one.person,
            clause=one.clause,
            text=one.text,
        )
        for one in found
    )
    how = {one.person.pk: _says(doing, event, one.person) for one in found}
    known = addresses([one.person for one in found])
    mails = [
        _mail(doing, case, event, one, known[one.person.pk], how[one.person.pk])
        for one in found
        if one.person.pk in known
    ]
    Outgoing.objects.bulk_create(mails)
    if event.body["files"]:
        files = list(Attachment.objects.filter(event=event))
        for mail in mails:
            if mail.person_id and how[mail.person_id] in (Says.ALL, Says.NO_DATES):
                mail.attachments.set(files)


def _says(doing: Doing, event: Event, person: Person) -> Says:
    """How much the person may be told by mail: what they see of the event on the page."""
    opened = doing.now.viewers
    keys = [*opened.get(event.circle, ()), *opened.get(event_circle(event.seq), ())]
    if not visibility.sees_through(person, keys, on=doing.on):
        return Says.REFERENCE
    if event.body["confidential"]:
        return Says.LINK
    main = opened.get(doing.procedure.main_circle, ())
    return Says.ALL if visibility.sees_through(person, main, on=doing.on) else Says.NO_DATES


def addresses(people: list[Person]) -> dict[int, str]:
    """The preferred e-mail address of each."""
    emails = ((one.pk, directory_of(one.council_id).emails.get(one.pk)) for one in people)
    return {number: email for number, email in emails if email}


def _mail(
    doing: Doing, case: Case, event: Event, telling: Telling, recipient: str, says: Says
) -> Outgoing:
    domain = doing.council.address.rpartition("@")[2]
    mail = Outgoing(
        council=doing.council,
        case=case,
        event=event,
        person=telling.person,
        purpose="notice",
        says=says.value,
        once=f"{event.digest}:{telling.person.pk}:{telling.audience}",
        recipient=recipient,
        subject=letters.subject(case, says=says),
        body=letters.body(
            doing, case, telling.person, telling.text, says=says, clause=telling.clause
        ),
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        in_reply_to=_thread(doing, case, telling.person),
        reply_to=reply_address(doing.council.address, case.reference),
    )
    timing.schedule(
        mail,
        telling.person,
        at=event.at,
        marked=case.urgent,
        own_act=telling.person == doing.doer,
        days=_own_days(doing, telling.person),
    )
    return mail


def _own_days(doing: Doing, person: Person) -> Iterator[date]:
    """On which days the person's own running clocks are due."""
    for _, clock in doing.now.running():
        if clock["due"] and person in doing.persons(filter(None, [clock["owner"]])):
            yield date.fromisoformat(clock["due"])


def reply_address(address: str, reference: str) -> str:
    """The council's address with the reference as plus tag: answers come back to the case."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{reference}@{domain}"


def _thread(doing: Doing, case: Case, person: Person) -> str:
    """The message that this mail answers in the person's own mailbox, if there is one."""
    if doing.by is not None and person == doing.by and doing.message_id:
        return doing.message_id
    if doing.act.starts:
        return ""
    last = Outgoing.objects.filter(case=case, person=person).order_by("-pk").first()
    return last.message_id if last else ""
