"""Assistants who act for a councillor: for whom, since when, and with whose eyes they look.

An assistant does what the councillor may do, never under the councillor's name alone. It ends with
either's post. What one chose to keep from an assistant is taken out of the keys here; who may see
what is in `moothall.cases.visibility`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date, timedelta

from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import Assistance, Person
from moothall.people.roles import in_force, roles_of
from moothall.worktime import LONDON


class BadAssistance(ValueError):
    """An assistant who cannot be meant; the message says why."""


def councillors_of(assistant: Person, *, on: date) -> list[Assistance]:
    """For whom the person may act that day, by name; none once either has left."""
    rows = Assistance.objects.filter(in_force(on), assistant=assistant)
    return [one for one in _named(rows) if is_in_force(one, on=on)]


def assistants_of(councillor: Person, *, on: date) -> list[Assistance]:
    """Who may act for the councillor that day, by name."""
    rows = Assistance.objects.filter(in_force(on), councillor=councillor)
    return [one for one in _named(rows) if is_in_force(one, on=on)]


def is_in_force(one: Assistance, *, on: date) -> bool:
    """Whether it has begun, has not ended, and both still hold their posts."""
    if not one.start_date <= on <= (one.end_date or on):
        return False
    assistant = roles_of(one.assistant, on=on)
    return bool(assistant) and "councillor" in roles_of(one.councillor, on=on)


def still_holds(one: Assistance, *, on: date) -> bool:
    """The same, of what the database says now: it may have ended since somebody began to act."""
    row = Assistance.objects.filter(pk=one.pk).first()
    return row is not None and is_in_force(row, on=on)


def acting(one: Assistance) -> Person:
    """The councillor, as the assistant acts for them: what is done so is recorded as done so."""
    person = copy.copy(one.councillor)
    person.through = one
    return person


def doer(person: Person) -> Person:
    """Who really does what is done as this person: the assistant, or the person."""
    return person.through.assistant if person.through else person


def name_of(person: Person) -> str:
    """The person's name; of an assistant also for whom: `Ada Aide for Councillor B. Example`."""
    return in_words(person.through.assistant, person) if person.through else person.name


def in_words(assistant: Person, councillor: Person) -> str:
    """`Ada Aide for Councillor B. Example`."""
    return f"{assistant.name} for {titled(councillor)}"


def titled(councillor: Person) -> str:
    """The name with the title before it; many councils keep the title in the name."""
    name = councillor.name
    return name if name.startswith(("Councillor ", "Cllr ")) else f"Councillor {name}"


def keys_through(person: Person, keys: Iterable[str]) -> frozenset[str]:
    """Of the councillor's keys those that an assistant has too; of anybody else's all.

    Never what was granted to the councillor in person, nor what the councillor has by covering
    for another; the councillor's own key, with which alone what is marked "only me" is seen, where
    the councillor chose so.
    """
    if person.through is None:
        return frozenset(keys)
    kept = {f"person:{person.pk}"} if person.through.sees_own else set()
    return frozenset(
        key for key in keys if key in kept or not key.startswith(("person:", "granted:"))
    )


def choose(changing: Changing, councillor: Person, assistant: Person, *, sees_own: bool) -> None:
    """From today the assistant acts for the councillor. Raises BadAssistance."""
    on = changing.at.astimezone(LONDON).date()
    roles = roles_of(assistant, on=on)
    if assistant.council_id != councillor.council_id or not roles or "councillor" in roles:
        raise BadAssistance("Choose somebody who works for the council and is no councillor")
    if any(one.assistant_id == assistant.pk for one in assistants_of(councillor, on=on)):
        raise BadAssistance(f"{assistant} acts for you already")
    changing.add(
        Assistance(
            council=changing.council,
            assistant=assistant,
            councillor=councillor,
            sees_own=sees_own,
            start_date=on,
        )
    )


def end(changing: Changing, one: Assistance) -> None:
    """Ends it at once: yesterday was the last day."""
    on = changing.at.astimezone(LONDON).date()
    changing.change(one, end_date=on - timedelta(days=1))


def _named(rows: Iterable[Assistance]) -> list[Assistance]:
    """With the people of the directory, sorted by name."""
    found = list(rows)
    for one in found:
        people = directory_of(one.council_id).people
        one.assistant, one.councillor = people[one.assistant_id], people[one.councillor_id]
    return sorted(found, key=lambda one: (one.councillor.sort_name, one.assistant.sort_name))
