"""Facts about people: who agreed, was told, is of a side or in a relation, and the wards reached.

More sources that a procedure's `facts:` may name; the others, and what gathers them, are in
`facts.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from moothall.cases.doing import Doing
from moothall.cases.relations import related, roles_here
from moothall.people.belonging import in_force_on
from moothall.people.cover import absences_of, is_away
from moothall.people.models import Person
from moothall.people.roles import holders, roles_of
from moothall.protocol.judgement import Fact, Roles

SIDES = ("councillor", "officer")


def once(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """The roles of whoever fills a slot, once an act has been done: `once: permit chief`."""
    act, slot = argument.split()
    if not doing.standing.done.get(act):
        return frozenset()
    return frozenset().union(*(roles_here(doing, one) for one in doing.slot(slot)))


def of_slot(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    """The roles of whoever fills a slot, with the act that is being done: `roles_of: organiser`."""
    return frozenset().union(*(roles_here(doing, one) for one in doing.slot(slot)))


def stands(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether everybody in a slot stands in a relation: `visitor ward.councillors`.

    None where nobody fills it, or where nobody stands in the relation at all.
    """
    slot, role = argument.split()
    people, standing = doing.slot(slot), related(doing, role)
    return all(one in standing for one in people) if people and standing else None


def in_office(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether the person asked about is a councillor on each of two days: `starts_on ends_on`.

    One that was left open is today. A term of office ends with the last day of the posts that give
    it (Guildford 3.4, Wantage roles.2).
    """
    if about is None:
        return None
    answers = (doing.value(field) for field in argument.split())
    days = [date.fromisoformat(one) if one else doing.on for one in answers]
    return all("councillor" in roles_of(about, on=day) for day in days)


def unheld(doing: Doing, role: str, about: Person | None) -> Fact | None:
    """Whether nobody holds a post of that role today."""
    return not holders(doing.council, role, on=doing.on)


def reach(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """How many wards an answer names: none, one, a few, or many, which is all there are that day.

    The protocols count no further; whoever is one of a few can be told as well as if it were one.
    """
    named = wards_of(doing, field)
    wards = [one for one in doing.directory.areas.values() if in_force_on(one, on=doing.on)]
    if len(named) < 2:
        return ("none", "one")[len(named)]
    return "few" if len(named) < len(wards) else "many"


def wards_of(doing: Doing, field: str) -> list[int]:
    """The numbers of the ward or wards that an answer names."""
    named: Any = doing.value(field) or []
    return named if isinstance(named, list) else [named]


def side(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    """Whether whoever fills a slot is a councillor or an officer."""
    counts_as = [doing.counts_as(one) for one in doing.slot(slot)]
    return next((side for side in SIDES for held in counts_as if side in held), None)


def vacant(doing: Doing, relation: str, about: Person | None) -> Fact | None:
    """A relation in which nobody stands, as if all who stand in it had been asked."""
    if related(doing, relation):
        return frozenset()
    return Roles(frozenset(), empty=frozenset([relation]))


def away(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    """Whether anybody who fills the slot is away that day."""
    return any(is_away(one, on=doing.on) for one in doing.slot(slot))


def away_days(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    """Working days of the present absence of whoever fills the slot; None where all are here."""
    now = (one for person in doing.slot(slot) for one in absences_of(person, on=doing.on))
    absence = max(now, key=lambda one: one.end_date, default=None)
    if absence is None:
        return None
    working = doing.working
    days = working.between(absence.start_date, absence.end_date)
    return days + working.is_working(absence.start_date)
