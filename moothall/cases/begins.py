"""Cases that an act begins: one for each other group, where the protocol makes that a duty.

Whoever gets one learns that it is offered, by which clause, and nothing of the case it came of;
that case notes each of them. Writing them down is in `recording.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from moothall import protocol
from moothall.cases.doing import Doing
from moothall.cases.facts import fact_of, facts_for
from moothall.cases.procedure import Begins
from moothall.cases.twins import stands_for, twins, whose
from moothall.people import relating
from moothall.people.belonging import members_of
from moothall.people.models import Person
from moothall.people.roles import groups_of, holders
from moothall.protocol.judgement import Judgement

EACH = "each"  # among the answers: whoever the case is begun for


def duty(doing: Doing) -> Judgement | None:
    """What the protocol says of it, where the act begins other cases and that is a duty."""
    spec = doing.act.begins
    if spec is None or doing.by is None:
        return None
    says = {name: fact_of(value) for name, value in spec.says.items()}
    found = protocol.judge(doing.protocol, spec.duty, facts_for(doing) | says, at=doing.on)
    return found if found.required else None


def answers(doing: Doing, spec: Begins) -> Iterator[dict[str, object]]:
    """What each case begins with, but for those who have such a case already."""
    have = _have(doing, spec)
    for audience in spec.each:
        for person in AUDIENCES[audience](doing, spec.than):
            if have.isdisjoint(stands_for(doing, person)):
                yield {
                    field: _answer(doing, source, person) for field, source in spec.answers.items()
                }


def _answer(doing: Doing, source: str, person: Person) -> object:
    if source == EACH:
        return person.pk
    if source in doing.procedure.parties:
        return next(iter(doing.slot(source))).pk
    return doing.value(source)


def _have(doing: Doing, spec: Begins) -> set[int]:
    """The groups, and the people of no group, with a case on the same that is still to come to
    something or came to this act."""
    field, slot = spec.same
    cases = (
        one for one in twins(doing, field, slot) if not one.ended or one.done.get(doing.act.name)
    )
    return {number for one in cases for number in whose(doing, one, spec.than)}


def _other_groups(doing: Doing, than: str) -> Iterator[Person]:
    """Whoever leads each other group, else one of its members."""
    for group in relating.other_groups(doing.council, doing.slot(than), on=doing.on):
        people = relating.group_leaders(group, on=doing.on) or members_of(group, on=doing.on)
        yield from people[:1]


def _ungrouped(doing: Doing, than: str) -> Iterator[Person]:
    """Elected councillors of no group, but for whoever fills the slot."""
    here = {one.pk for one in doing.slot(than)}
    for person in holders(doing.council, "elected_councillor", on=doing.on):
        if person.pk not in here and not groups_of(person, on=doing.on):
            yield person


AUDIENCES: Mapping[str, Callable[[Doing, str], Iterator[Person]]] = {
    "other_groups": _other_groups,
    "ungrouped": _ungrouped,
}
