"""Who fills the slots of a case by an act: whoever acts, is named, or the protocol routes to."""

from __future__ import annotations

from moothall.cases.doing import Doing, ref_of
from moothall.cases.refusals import Incomplete, NotPossible
from moothall.cases.relations import related
from moothall.people.roles import posts_of

BY = "by"
ROUTE = "route"
NOBODY = "nobody"
SOURCES = (BY, ROUTE, NOBODY)


def work_out(doing: Doing) -> None:
    """Fills the slots of `doing.after`. Raises NotPossible where somebody may not fill one."""
    for slot, sources in doing.act.fills.items():
        refs = next((found for one in sources if (found := source(doing, one))), None)
        if refs is None:
            continue
        _check(doing, slot, refs)
        if doing.procedure.parties[slot].many:
            refs = list(dict.fromkeys([*doing.now.parties.get(slot, ()), *refs]))
        doing.now.parties[slot] = refs


def early(doing: Doing) -> None:
    """Fills what does not depend on the judgement, so that facts can speak of it."""
    for slot, sources in doing.act.fills.items():
        if doing.procedure.parties[slot].many and slot in doing.now.parties:
            continue
        known = [one for one in sources if one != ROUTE]
        refs = next((found for one in known if (found := source(doing, one))), None)
        if refs is not None:
            doing.now.parties[slot] = refs


def source(doing: Doing, name: str) -> list[str] | None:
    """The persons or posts behind one source; None where it gives nobody."""
    if name == BY:
        return [ref_of(doing.by)] if doing.by is not None else None
    if name == NOBODY:
        return []
    if name == ROUTE:
        return _routed(doing)
    if name in doing.procedure.parties and name not in doing.act.asked:
        return list(doing.now.parties.get(name, ())) or None
    value = doing.values.get(name)
    if value is None:
        return None
    return [f"person:{one}" for one in (value if isinstance(value, list) else [value])] or None


def _routed(doing: Doing) -> list[str] | None:
    """Whoever the protocol names, where that is one person or post; the desk finds others."""
    if doing.judgement is None:
        return None
    for role in doing.judgement.route:
        if role in _desks(doing):
            return None
        if role in doing.procedure.roles:
            people = related(doing, role)
            if not people and len(doing.judgement.route) == 1:
                _ask_for(doing, role)
            if len(people) == 1:
                return [ref_of(people[0])]
        else:
            posts = [one for one in posts_of(doing.council, role) if doing.holders(one.pk)]
            if len(posts) == 1:
                return [ref_of(posts[0])]
            if nearest := _nearest(doing, role):
                return nearest
    return None


def _nearest(doing: Doing, role: str) -> list[str]:
    """Where many hold the role: whoever of them stands in a relation to the case, if one does."""
    standing = {
        one.pk: one
        for relation, spec in doing.procedure.roles.items()
        if isinstance(spec, dict)
        for one in related(doing, relation)
        if role in doing.counts_as(one)
    }
    return [ref_of(one) for one in standing.values()] if len(standing) == 1 else []


def _desks(doing: Doing) -> tuple[str, ...]:
    """Roles whose turn it is in some state: what is routed there waits there for a name."""
    slots = doing.procedure.parties
    return tuple(s.turn for s in doing.procedure.states.values() if s.turn and s.turn not in slots)


def _ask_for(doing: Doing, role: str) -> None:
    """The protocol routes it to a relation that only an answer can settle: ask for it."""
    spec = doing.procedure.roles[role]
    if isinstance(spec, dict):
        for name in (one for one in spec.values() if isinstance(one, str)):
            field = doing.procedure.fields.get(name)
            if field is not None and name in doing.act.asked and doing.value(name) is None:
                raise Incomplete({name: f"Needed for your protocol to route it: {field.question}"})


def _check(doing: Doing, slot: str, refs: list[str]) -> None:
    for other in doing.procedure.parties[slot].excludes:
        taken = {one.pk for one in doing.slot(other)}
        for person in doing.persons(refs):
            if person.pk in taken:
                label = doing.procedure.parties[other].label
                raise NotPossible(f"{person.name} is {label.lower()} and cannot be this as well.")
