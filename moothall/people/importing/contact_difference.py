"""What is new about the numbers and addresses of one person.

Addresses are added and never taken away: an old one still says who writes. The first of the source
becomes the preferred one.
"""

from __future__ import annotations

from moothall.people.importing.entries import WORDS, Operation
from moothall.people.importing.places import Places
from moothall.people.importing.plan import PersonPlan
from moothall.people.importing.present import Present
from moothall.people.models import ContactDetail, Person

New = list[tuple[Operation, str]]  # with its words; without any where another one says it


def new_identifiers(person: Person, entry: PersonPlan, present: Present) -> New:
    """The numbers by which other systems know somebody, where we do not know them yet."""
    found: New = []
    if person.pk and (other := present.other_id(person, entry.ids)):
        number = dict(entry.ids)[other.scheme]
        operation = Operation(other, {"identifier": number})
        found.append((operation, f"{other.scheme} number: {number}"))
    for row in present.missing_ids(person, entry.ids):
        found.append((Operation(row), f"{row.scheme} number: {row.identifier}"))
    return found


def new_contacts(person: Person, entry: PersonPlan, places: Places) -> New:
    """The e-mail addresses and telephone numbers that are new, unless they are somebody else's."""
    found: New = []
    for kind, values in (("email", entry.emails), ("telephone", entry.telephones)):
        details = places.present.details.get(person.pk or 0, ())
        have = [one for one in details if one.type == kind]
        known = {one.value for one in have}
        for value in [one for one in values if one not in known]:
            if _is_taken(kind, value, person, entry, places):
                continue
            first = value == values[0]
            preferred = [one for one in have if first and one.preferred]
            found += [(Operation(one, {"preferred": False}), "") for one in preferred]
            detail = ContactDetail(council=places.council, person=person, type=kind)
            detail.value, detail.preferred = value, first
            found.append((Operation(detail), f"{WORDS[kind]}: {value}"))
    return found


def _is_taken(kind: str, value: str, person: Person, entry: PersonPlan, places: Places) -> bool:
    """Whether the address is somebody else's already, which is said."""
    owner = places.present.owners.get((kind, value))
    whose = places.present.people[owner].name if owner and owner != person.pk else ""
    if kind == "email" and value == places.council.address.casefold():
        whose = "the council"
    if whose:
        words = f"{value} already belongs to {whose}; left out."
        places.plan.warn(f"{entry.name} ({entry.where}): {words}")
    return bool(whose)
