"""Legal holds: while one stands, nothing of a case, or of all that a person is part of, is erased.

Placed and lifted by `people.changing`, so that the log says who did it and why.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from moothall.cases import visibility
from moothall.cases.hold_table import Hold
from moothall.cases.models import Case, Entry, Event, Notice, Party
from moothall.people.changing import Changing
from moothall.people.models import Council, Person

LONGEST_REASON = 300


class BadHold(ValueError):
    """A hold that cannot be placed or lifted; the text says why."""


def place(
    changing: Changing, *, reason: str, case: Case | None = None, person: Person | None = None
) -> Hold:
    """Holds a case, or everything of a person, from now on.

    Raises BadHold without a reason, for both or neither, and where it is held already.
    """
    if (case is None) == (person is None):
        raise BadHold("Say one case, or one person.")
    standing = standing_holds(changing.council).filter(case=case, person=person)
    if standing.exists():
        raise BadHold("It is on hold already.")
    row = Hold(
        council=changing.council,
        case=case,
        person=person,
        reason=_reason(reason),
        by=changing.by,
        since=changing.at,
    )
    return changing.add(row)


def lift(changing: Changing, hold: Hold, *, why: str) -> None:
    """Ends a hold. Raises BadHold without a reason, and where it was lifted before."""
    if hold.lifted_at is not None:
        raise BadHold("That hold was lifted before.")
    changing.change(hold, lifted_at=changing.at, lifted_by=changing.by, lifted_why=_reason(why))


def _reason(text: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise BadHold("Say why.")
    if len(found) > LONGEST_REASON:
        raise BadHold(f"The reason must be {LONGEST_REASON} characters or fewer.")
    return found


def standing_holds(council: Council) -> QuerySet[Hold]:
    """The holds of a council that have not been lifted."""
    return Hold.objects.filter(council=council, lifted_at=None).order_by("pk")


def holds_for(person: Person, *, on: date) -> QuerySet[Hold]:
    """The council's holds that the person may be told of: on people, and on such cases."""
    of_people = Q(person__isnull=False)
    of_cases = Q(case__in=visibility.named_to(person, on=on))
    return Hold.objects.filter(of_people | of_cases, council=person.council_id)


def held_cases(council: Council) -> dict[int, str]:
    """Every case that must not be erased now, by its number, and why."""
    found: dict[int, str] = {}
    for hold in standing_holds(council):
        why = f"on hold since {hold.since:%Y-%m-%d}: {hold.reason}"
        cases = {hold.case_id} if hold.case_id else cases_of(hold.person_id or 0)
        for case in cases:
            found.setdefault(case, why)
    return found


def held_people(council: Council) -> frozenset[int]:
    """The people of whom nothing may be erased now, by number."""
    rows = standing_holds(council).filter(person__isnull=False)
    return frozenset(rows.values_list("person", flat=True))


def cases_of(person: int) -> frozenset[int]:
    """The cases that a person, by number, is or was part of: as a party, an actor, or told."""
    found: set[int] = set()
    rows = (
        Party.objects.filter(person=person),
        Entry.objects.filter(person=person),
        Event.objects.filter(by=person),
        Notice.objects.filter(person=person),
    )
    for one in rows:
        found.update(one.values_list("case", flat=True))
    return frozenset(found)
