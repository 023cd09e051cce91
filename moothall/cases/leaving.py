"""Acts that the system does when somebody has left: `auto: {left: holder}` in a procedure.

Whoever holds no post any more has left; what follows is the act's own. Who takes over what is
somebody's to do is in `rehoming.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from moothall.cases import procedures
from moothall.cases.models import Case, Party
from moothall.cases.perform import perform
from moothall.cases.refusals import CannotPerform
from moothall.people.directory import directory_of
from moothall.people.models import Council
from moothall.people.roles import roles_of


def follow_all(
    council: Council, *, at: datetime, on: date, among: Collection[int] | None = None
) -> int:
    """Does what follows from somebody's having left; how many acts. Only `among` these cases,
    by number, where that is given."""
    if among is not None and not among:
        return 0
    return sum(_does(case, act, at=at) for case, act in list(_left(council, on, among)))


def _left(council: Council, on: date, among: Collection[int] | None) -> Iterator[tuple[Case, str]]:
    """The open cases of which a party has left, with what follows."""
    people = directory_of(council.pk).people
    for kind, act, slots in _following():
        rows = Party.objects.filter(
            case__council=council, case__kind=kind, case__ended=False, slot__in=slots
        ).exclude(person=None)
        if among is not None:
            rows = rows.filter(case__in=among)
        for party in rows.select_related("case__council").order_by("pk"):
            if party.person_id and not roles_of(people[party.person_id], on=on):
                yield party.case, act


def _following() -> Iterator[tuple[str, str, Collection[str]]]:
    """Every kind and act that follows from somebody's having left, with the parties it asks for."""
    for kind, procedure in procedures.load().items():
        for act in procedure.acts.values():
            if act.left:
                yield kind, act.name, act.left


def _does(case: Case, act: str, *, at: datetime) -> bool:
    try:
        perform(case, act, by=None, at=at)
    except CannotPerform:
        return False  # the case has moved on: it has been done, or cannot follow from here
    return True
