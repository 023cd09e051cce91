"""A case's lists as one person may see them: whose each entry is, how it stands, by which clauses.

Where a clause wants somebody rung, the entry has the number: the list is the call sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moothall.cases import audiences
from moothall.cases.doing import Doing
from moothall.cases.models import Case, Entry
from moothall.cases.procedure import Listing
from moothall.people.models import ContactDetail, Person


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of a list: whose it is, and how it stands."""

    person: str
    state: str
    clauses: tuple[str, ...] = ()  # by which they are told
    first: bool = False  # they hear of it before it happens
    call: str = ""  # the telephone number, where a clause wants them rung


def lists_of(
    case: Case, doing: Doing, circles: frozenset[str], person: Person | None
) -> tuple[tuple[str, tuple[OwnEntry, ...]], ...]:
    """The entries of each list for those of its circle; else, where it says so, one's own."""
    found = []
    rows = list(case.entries.select_related("person").order_by("pk"))
    for name, listing in doing.procedure.lists.items():
        shown = [row for row in rows if row.list == name]
        if person is not None and listing.circle not in circles:
            shown = [row for row in shown if listing.own and row.person == person]
        if shown:
            found.append((listing.label, tuple(_entry(doing, row, listing) for row in shown)))
    return tuple(found)


def _entry(doing: Doing, row: Entry, listing: Listing) -> OwnEntry:
    nobody = listing.thing(row.key) or audiences.in_words(doing, row.key)
    told: Mapping[str, Any] = row.detail
    rings = told.get("how") == audiences.BY_TELEPHONE
    return OwnEntry(
        person=row.person.name if row.person else nobody,
        state=row.state.replace("_", " "),
        clauses=tuple(told.get("clauses", ())),
        first=bool(told.get("first")),
        call=_number(row.person) if row.person and rings else "",
    )


def _number(person: Person) -> str:
    """Where somebody is rung; in words where no number is known."""
    rows = ContactDetail.objects.filter(person=person, type=ContactDetail.Type.TELEPHONE)
    return next((row.value for row in rows), "no number is known")
