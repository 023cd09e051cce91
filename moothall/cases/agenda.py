"""What stands in one person's calendar: the days of the cases that they are part of.

Nothing is in it that the page of the case does not show to that person: it is read from there, by
the same functions. Of a confidential case there is the day and its reference, as in a mail. How it
is written as a calendar is the pages' matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from moothall.cases import letters, visibility
from moothall.cases.models import Case
from moothall.cases.view import CaseView, folded, view
from moothall.people.models import Person
from moothall.people.roles import held_posts

BEHIND = timedelta(days=31)  # days that lie further back are left out
MOST_CASES = 300  # the latest of them


@dataclass(frozen=True, slots=True)
class Day:
    """One entry: a day, in words that its reader may see."""

    key: str  # the same for as long as it is the same thing
    on: date
    what: str
    why: str
    address: str  # of the page


def agenda_of(person: Person, *, on: date) -> list[Day]:
    """The days of the person's open cases, the earliest first."""
    found: list[Day] = []
    for case in _mine(person, on=on):
        seen = view(case, person=person, on=on)
        if seen is not None:
            found += [*_due(seen), *_dates(seen, person, on=on)]
    return sorted((one for one in found if one.on >= on - BEHIND), key=lambda o: (o.on, o.key))


def _mine(person: Person, *, on: date) -> list[Case]:
    """Open cases in which the person, or a post of theirs, is a party or owns something."""
    posts = held_posts(person, on=on)
    part = Q(parties__person=person) | Q(parties__post__in=posts)
    owns = Q(owner=person) | Q(owner_post__in=posts)
    keeps = Q(clocks__owner=person) | Q(clocks__owner_post__in=posts)
    numbers = Case.objects.filter(part | owns | keeps, council=person.council_id, ended=False)
    cases = visibility.cases_for(person, on=on).filter(pk__in=numbers.values("pk"))
    return list(cases.select_related("council").order_by("-pk")[:MOST_CASES])


def _due(seen: CaseView) -> list[Day]:
    """Its running promises and limits; those in words alone have no day."""
    return [
        Day(
            key=f"{seen.reference}-{clock.number}",
            on=clock.due,
            what=_words(seen, clock.label),
            why="" if seen.confidential else clock.says,
            address=letters.address(seen.case),
        )
        for clock in seen.clocks
        if clock.running and clock.due is not None
    ]


def _dates(seen: CaseView, person: Person, *, on: date) -> list[Day]:
    """The days on its sheet, such as that of a visit or of a training, as the page shows them."""
    sheet = folded(visibility.events_for(person, seen.case, on=on)).sheet
    return [
        Day(
            key=f"{seen.reference}-{name}",
            on=date.fromisoformat(str(sheet[name])),
            what=_words(seen, seen.procedure.fields[name].label),
            why="",
            address=letters.address(seen.case),
        )
        for name in seen.procedure.sheet
        if seen.procedure.fields[name].type == "date" and sheet.get(name)
    ]


def _words(seen: CaseView, what: str) -> str:
    if seen.confidential or not seen.subject:
        return f"{what} ({seen.reference})" if not seen.confidential else seen.reference
    return f"{what}: {seen.subject} ({seen.reference})"
