"""Cases of one kind about the same: what has been done on another one as a fact of this one.

Two are about the same where an answer is the same, letter case and spaces aside, and where the same
people fill a slot. Only the fact goes from one to the other, never which case it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from moothall.cases.doing import Doing
from moothall.cases.models import Case
from moothall.people.models import Person
from moothall.people.roles import groups_of


def twins(doing: Doing, field: str, slot: str) -> Iterator[Case]:
    """The other cases of the kind with this answer to `field` and these people in `slot`."""
    people = [one.pk for one in doing.slot(slot)]
    wanted = _plain(doing.value(field))
    found = Case.objects.filter(
        council=doing.council,
        kind=doing.procedure.kind,
        parties__slot=slot,
        parties__person__in=people,
    )
    here = doing.case.pk if doing.case else None
    return (
        one for one in found.distinct() if one.pk != here and _plain(one.sheet.get(field)) == wanted
    )


def _plain(answer: object) -> str:
    return " ".join(str(answer or "").casefold().split())


def did(doing: Doing, argument: str, about: Person | None) -> bool:
    """Whether it has been done on a twin of another group: `subject director accept asker`."""
    field, slot, act, than = argument.split()
    here = {number for person in doing.slot(than) for number in stands_for(doing, person)}
    return any(
        one.done.get(act) and here.isdisjoint(whose(doing, one, than))
        for one in twins(doing, field, slot)
    )


def whose(doing: Doing, case: Case, slot: str) -> set[int]:
    """The groups, and the people of no group, that fill a slot of another case."""
    parties = case.parties.filter(slot=slot)
    people = (doing.person(party.person_id) for party in parties if party.person_id is not None)
    return {number for person in people for number in stands_for(doing, person)}


def stands_for(doing: Doing, person: Person) -> set[int]:
    """The person's groups by number; whoever has none stands for themselves, below zero."""
    return {group.pk for group in groups_of(person, on=doing.on)} or {-person.pk}


def named_did(doing: Doing, argument: str, about: Person | None) -> bool:
    """Whether an act has been done on the case that a field names: `same_as accept`."""
    field, act = argument.split()
    named = Case.objects.filter(council=doing.council, reference=doing.value(field))
    return any(one.done.get(act) for one in named)
