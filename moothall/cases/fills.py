"""Who fills the slots of a case by an act: whoever acts, is named, or the protocol routes to; and
whoever stands in a relation that the procedure declares under `roles:`.

Slots are filled in the order of `fills:`, so that a relation may start from a slot above it.
"""

from __future__ import annotations

from collections.abc import Mapping

from moothall.cases import audiences, deciding
from moothall.cases.doing import Doing, ref_of
from moothall.cases.procedure import Procedure
from moothall.cases.refusals import Incomplete, NotPossible
from moothall.cases.relation_kinds import OF_ONE
from moothall.cases.relations import forget, related
from moothall.people.roles import posts_of

BY = "by"
ROUTE = "route"
ADDRESSEE = "routed"  # the same, and where there is nobody the act is not possible
SOURCES = (BY, ROUTE, ADDRESSEE)
THINGS = "things"  # of entries: one for each thing that the list names


def may_be_several(procedure: Procedure, name: str) -> bool:
    """Whether a source of a party may give more people than one."""
    field, relation = procedure.fields.get(name), procedure.roles.get(name)
    if isinstance(relation, Mapping):
        kind, start = next(iter(relation.items()), ("", ""))
        many = start in procedure.parties and procedure.parties[start].many
        return kind not in OF_ONE or many
    return name in procedure.lists or (field is not None and field.type == "people")


def work_out(doing: Doing) -> None:
    """Fills the slots of `doing.after`. Raises NotPossible where somebody may not fill one."""
    for slot, sources in doing.act.fills.items():
        many = doing.procedure.parties[slot].many
        refs = next((found for one in sources if (found := source(doing, one, many=many))), None)
        if refs is None and ADDRESSEE in sources:
            raise NotPossible(f"{doing.act.label}: your protocol takes it another way.")
        if refs is None:
            continue
        _check(doing, slot, refs)
        if many:
            # whoever was there before the act: what was filled early may be found otherwise now
            refs = list(dict.fromkeys([*doing.standing.parties.get(slot, ()), *refs]))
        doing.now.parties[slot] = refs
    _refer(doing)


def _refer(doing: Doing) -> None:
    """Fills a slot with those who decide what comes next, where the protocol says who does."""
    for slot, act in doing.act.refers.items():
        if found := deciding.deciders(doing, slot, act):
            many = doing.procedure.parties[slot].many
            before = doing.standing.parties.get(slot, ()) if many else ()
            doing.now.parties[slot] = list(dict.fromkeys([*found, *before]))
            forget(doing)


def early(doing: Doing) -> None:
    """Fills what does not depend on the judgement, so that facts can speak of it."""
    for slot, sources in doing.act.fills.items():
        if doing.procedure.parties[slot].many and slot in doing.now.parties:
            continue
        known = [one for one in sources if one not in (ROUTE, ADDRESSEE)]
        refs = next((found for one in known if (found := source(doing, one))), None)
        if refs is not None:
            doing.now.parties[slot] = refs
            forget(doing)


def source(doing: Doing, name: str, *, many: bool = False) -> list[str] | None:
    """The persons or posts behind one source, for a slot of one or `many`; None where it gives
    nobody."""
    if name == BY:
        return [ref_of(doing.by)] if doing.by is not None else None
    if name in (ROUTE, ADDRESSEE):
        return _routed(doing, many=many)
    if name in doing.procedure.lists:
        return [ref for ref in audiences.moved(doing, name) if ref.startswith("person:")] or None
    if name in doing.procedure.roles:
        return [deciding.behind(doing, one) for one in related(doing, name)] or None
    if name in doing.procedure.parties and name not in doing.act.asked:
        return list(doing.now.parties.get(name, ())) or None
    value = doing.values.get(name)
    if value is None:
        return None
    return [f"person:{one}" for one in (value if isinstance(value, list) else [value])] or None


def _routed(doing: Doing, *, many: bool) -> list[str] | None:
    """Whoever the protocol names, where that is one person or post; the desk finds others. All
    whom it names together, where the slot has room for them."""
    if doing.judgement is None:
        return None
    if many and (jointly := doing.judgement.route_jointly):
        each = (_addressee(doing, role, alone=False) for role in jointly)
        return list(dict.fromkeys(ref for refs in each for ref in refs)) or None
    route = doing.judgement.route
    for role in route:
        if role in _desks(doing):
            return None
        if found := _addressee(doing, role, alone=len(route) == 1):
            return found
    return None


def _addressee(doing: Doing, role: str, *, alone: bool) -> list[str]:
    """Whoever stands behind one role of a route, where that is one person or post; else nobody."""
    if role in doing.procedure.roles:
        people = related(doing, role)
        if not people and alone:
            _ask_for(doing, role)
        return [deciding.behind(doing, people[0])] if len(people) == 1 else []
    posts = [one for one in posts_of(doing.council, role) if doing.holders(one.pk)]
    return [ref_of(posts[0])] if len(posts) == 1 else _nearest(doing, role)


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
                raise NotPossible(
                    f"{person.name} has another part in this already (“{label}”), and cannot have "
                    "this one as well."
                )
