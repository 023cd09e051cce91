"""The facts that the judge is given: from the answers, the case, the people and the calendar.

A procedure's `facts:` names where each computed fact comes from (`{late: enquiry.answer}`); the few
sources there are stand here. What the facts mean for an act is for the protocol to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from moothall.cases import audiences, facts_of_people, fields, twins
from moothall.cases.doing import Doing
from moothall.cases.models import Party, Registered
from moothall.cases.procedure import Field
from moothall.cases.relation_kinds import tied
from moothall.cases.relations import roles_here
from moothall.people.belonging import members_of
from moothall.people.elections import before_election
from moothall.people.models import Person
from moothall.people.roles import in_force
from moothall.protocol.judgement import Fact, Roles

Source = Callable[[Doing, Any, "Person | None"], "Fact | None"]


def facts_for(doing: Doing, *, about: Person | None = None) -> dict[str, Fact]:
    """Every fact that is known, by name. `about` is the person a copy or approach goes to."""
    facts: dict[str, Fact] = {"actor": _actor(doing)}
    if doing.directory.elections:
        facts["period.before_election"] = before_election(doing.council, on=doing.on) is not None
    worked_out = {
        name: found
        for name, sources in doing.procedure.facts.items()
        if (found := _from_sources(doing, sources, about)) is not None
    }
    facts.update(worked_out)
    for name in (*doing.procedure.sheet, *doing.values):
        _add_answer(facts, doing, name)
    for name, value in doing.act.says.items():
        facts[name] = fact_of(value)
    # What the case itself shows is not for anybody to state otherwise.
    facts.update({name: one for name, one in doing.given.items() if name not in worked_out})
    if doing.departure:
        facts["departure_reason"] = doing.departure
    return facts


def _from_sources(
    doing: Doing, sources: tuple[Mapping[str, Any], ...], about: Person | None
) -> Fact | None:
    """What the sources of a fact give. Several sets of roles are put together; of several that
    say yes or no, one yes is enough."""
    values = [
        found
        for source in sources
        for kind, argument in source.items()
        if (found := _SOURCES[kind](doing, argument, about)) is not None
    ]
    sets = [value for value in values if isinstance(value, frozenset)]
    if sets:
        return Roles.together(sets)
    if any(value is True for value in values):  # not `in`: a number 1 is no yes
        return True
    return next(iter(values), None)


def fact_of(value: Any) -> Fact:
    """A value as written in a procedure: a list is a set of roles."""
    return frozenset(value) if isinstance(value, list) else value


def _actor(doing: Doing) -> frozenset[str]:
    if doing.act.on_behalf:
        people = doing.slot(doing.act.on_behalf)
        return frozenset().union(*(roles_here(doing, one) for one in people))
    return roles_here(doing, doing.by) if doing.by is not None else frozenset()


def _add_answer(facts: dict[str, Fact], doing: Doing, name: str) -> None:
    field = doing.procedure.fields.get(name)
    value = doing.value(name)
    if field is None or value is None:
        return
    if field.fact:
        facts[field.fact] = _as_fact(doing, field, value)
    for fact, implied in field.means.get(str(value), {}).items():
        facts[fact] = fact_of(implied)


def _as_fact(doing: Doing, field: Field, value: Any) -> Fact:
    """An answer as the fact's own type: people are their roles, or their names as text."""
    if field.type in ("person", "people"):
        people = value if isinstance(value, list) else [value]
        if doing.protocol.vocabulary.facts[field.fact].type == "roles":
            return frozenset().union(*(roles_here(doing, doing.person(one)) for one in people))
        return fields.names(people, directory=doing.directory)
    if field.type == "date":
        return date.fromisoformat(value)
    return value  # type: ignore[no-any-return]


def _always(doing: Doing, value: Any, about: Person | None) -> Fact | None:
    return fact_of(value)


def _late(doing: Doing, act: str, about: Person | None) -> Fact | None:
    """Whether the clock for an act has run past its day."""
    today = doing.on.isoformat()
    return any(
        clock["act"] == act and clock["due"] and clock["due"] < today
        for _, clock in doing.standing.running()
    )


def _channel(doing: Doing, field: str, about: Person | None) -> Fact | None:
    return doing.value(field) or ("email" if doing.message_id else "web")


def _among(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    """Whether the person a copy goes to fills the slot."""
    return None if about is None else about in doing.slot(slot)


def _filled(doing: Doing, slot: str, about: Person | None) -> Fact | None:
    return bool(doing.now.parties.get(slot))


def _entries(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """The roles of everybody whose entry of a list is in a state: `consents given`."""
    listing, state = argument.split()
    entries = doing.standing.entries.get(listing, {}).values()
    people = [one["person"] for one in entries if one["state"] == state and one["person"]]
    return frozenset().union(*(roles_here(doing, doing.person(one)) for one in people))


def _settled(doing: Doing, listing: str, about: Person | None) -> Fact | None:
    """Whether a list has entries, and none of them is open any more."""
    ends = doing.procedure.lists[listing].ends
    entries = doing.standing.entries.get(listing, {}).values()
    return bool(entries) and all(one["state"] in ends for one in entries)


def _named(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """The roles of everybody an answer names."""
    value = doing.value(field)
    if value is None:
        return None
    people = value if isinstance(value, list) else [value]
    return frozenset().union(*(roles_here(doing, doing.person(one)) for one in people))


def _doer(doing: Doing, act: str, about: Person | None) -> Fact | None:
    """The roles of whoever does this act now: whoever decides has agreed by deciding."""
    if doing.act.name != act or doing.by is None:
        return None
    return roles_here(doing, doing.by)


def _belongs(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether everybody in a slot belongs to the body that a field names: `requester body`."""
    slot, field = argument.split()
    number = doing.value(field)
    if number is None:
        return None
    return set(doing.slot(slot)) <= set(
        members_of(doing.directory.organizations[number], on=doing.on)
    )


def _filled_in(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether the person addressed fills a slot of the case that a field names."""
    field, slot = argument.split()
    reference = doing.value(field)
    if reference is None or about is None:
        return None
    return Party.objects.filter(
        case__council=doing.council, case__reference=reference, slot=slot, person=about
    ).exists()


def _consented(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """The roles of whoever fills a slot, if the entry about this person is in a state.

    `consents given writer`: the writer has agreed that this person may have a copy.
    """
    listing, state, slot = argument.split()
    if about is None:
        return None
    entry = doing.standing.entries.get(listing, {}).get(f"person:{about.pk}", {})
    if entry.get("state") != state:
        return frozenset()
    return frozenset().union(*(roles_here(doing, one) for one in doing.slot(slot)))


def _holds(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether everybody in a slot has a live entry in a register for what a field says.

    `trained member body`: the member has taken the training that this body asks for.
    """
    register, slot, field = argument.split()
    value = doing.value(field)
    return None if value is None else _all_hold(doing, register, slot, str(value))


def _holds_one(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """The same for one thing: `trained holder ict`."""
    register, slot, what = argument.split()
    return _all_hold(doing, register, slot, what)


def _all_hold(doing: Doing, register: str, slot: str, what: str) -> bool | None:
    people = {one.pk for one in doing.slot(slot)}
    if not people:
        return None
    live = Registered.objects.filter(
        in_force(doing.on), council=doing.council, register=register, what=what, person__in=people
    )
    return set(live.values_list("person", flat=True)) == people


def _tied(doing: Doing, argument: str, about: Person | None) -> Fact | None:
    """Whether a live entry of a register joins whoever fills a slot with somebody an answer names.

    `close member touches`: the member has declared a relationship with one of those whom the matter
    touches, or one of those with the member. Where each is judged alone, that one is asked about.
    """
    register, slot, field = argument.split()
    value = doing.value(field)
    if value is None:
        return None
    named = {*value} if isinstance(value, list) else {value}
    people = doing.slot(slot) if about is None else (about,)
    return bool(tied(doing, register, people) & named)


def _did(doing: Doing, act: str, about: Person | None) -> Fact | None:
    """Whether an act has been done on the case."""
    return bool(doing.standing.done.get(act))


def _is(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """Whether a yes-or-no question has been answered with yes."""
    return bool(doing.value(field))


def _answered(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """Whether a field has been answered."""
    return doing.value(field) is not None


def _lone(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """Whether an answer names one person and no other."""
    value = doing.value(field)
    return None if value is None else not isinstance(value, list) or len(value) == 1


def _size(doing: Doing, field: str, about: Person | None) -> Fact | None:
    """How many people a field or slot names, as one, some or all."""
    value = doing.value(field) or []
    return "one" if len(value) < 2 else "some"


_SOURCES: Mapping[str, Source] = {
    "always": _always,
    "late": _late,
    "channel": _channel,
    "away": facts_of_people.away,
    "away_days": facts_of_people.away_days,
    "among": _among,
    "filled": _filled,
    "entries": _entries,
    "settled": _settled,
    "named": _named,
    "doer": _doer,
    "belongs": _belongs,
    "filled_in": _filled_in,
    "consented": _consented,
    "is": _is,
    "did": _did,
    "holds": _holds,
    "holds_one": _holds_one,
    "tied": _tied,
    "side": facts_of_people.side,
    "vacant": facts_of_people.vacant,
    "answered": _answered,
    "lone": _lone,
    "size": _size,
    "once": facts_of_people.once,
    "twin": twins.did,
    "did_in": twins.named_did,
    "roles_of": facts_of_people.of_slot,
    "stands": facts_of_people.stands,
    "reach": facts_of_people.reach,
    "in_office": facts_of_people.in_office,
    "unheld": facts_of_people.unheld,
    "heard": audiences.heard,
}
KINDS_OF_SOURCE = tuple(_SOURCES)
