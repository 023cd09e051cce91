"""Copies at the envelope: who else receives a message, openly or hidden, and what the law says.

Judged with the same facts as an act on the case; the law is the protocol's (`moothall.protocol`).
"""

from __future__ import annotations

from collections.abc import Iterable

from moothall import protocol
from moothall.cases.doing import Doing
from moothall.cases.facts import facts_for
from moothall.cases.judging import GOES_ON, why
from moothall.cases.refusals import Refused
from moothall.cases.relations import roles_here
from moothall.people.directory import directory_of
from moothall.people.models import Council, Person
from moothall.post.addresses import folded
from moothall.post.reading import Incoming

COPY = "correspondence.copy"
_HIDDEN = {"copy.hidden": True, "circulation_shown": False, "writer_told": False}


def people_at(council: Council, addresses: Iterable[str]) -> list[Person]:
    """The people of the council with these addresses, in their order, each once."""
    known = directory_of(council.pk).addresses
    wanted = (folded(address) for address in addresses)
    return list(dict.fromkeys(known[address] for address in wanted if address in known))


def shown(council: Council, incoming: Incoming, *, by: Person) -> list[Person]:
    """People of the council named in To or Cc, the sender aside."""
    return [one for one in people_at(council, incoming.recipients) if one.pk != by.pk]


def hidden(
    council: Council, incoming: Incoming, envelope_to: Iterable[str], *, by: Person
) -> list[Person]:
    """People of the council who receive the message without being named in To or Cc."""
    named = {one.pk for one in people_at(council, incoming.recipients)} | {by.pk}
    receiving = people_at(council, [*envelope_to, *incoming.silent])
    return [one for one in receiving if one.pk not in named]


def outside(doing: Doing, people: Iterable[Person]) -> list[Person]:
    """Those of these people who are no party that sees what both sides of the case write."""
    circle = doing.procedure.circles[doing.procedure.main_circle]
    slots = [name for name in circle if name in doing.procedure.parties]
    parties = {one.pk for slot in slots for one in doing.slot(slot)}
    return [one for one in people if one.pk not in parties]


def check(doing: Doing, people: Iterable[Person], *, are_hidden: bool) -> None:
    """Raises Refused for the first of these people to whom the act must not be copied so."""
    for person in people:
        facts = facts_for(doing, about=person) | {"copy.to": roles_here(doing, person)}
        if are_hidden:
            facts |= _HIDDEN
        judgement = protocol.judge(doing.protocol, COPY, facts, at=doing.on)
        if judgement.outcome not in GOES_ON:
            openly = "" if not are_hidden else f"{person.name} would receive a hidden copy. "
            raise Refused(judgement, why=openly + why(doing, judgement, person=person))
