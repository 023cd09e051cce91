"""The entries of a register that are in force on a day: searched, ordered, in words.

Which of them somebody may see is asked of `visibility.py` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Either
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from moothall.cases import procedures, visibility
from moothall.cases.models import Registered
from moothall.cases.possible import is_on
from moothall.cases.procedure import Procedure, Register
from moothall.people.directory import directory_of
from moothall.people.models import Council, Membership, Person
from moothall.people.roles import in_force

# What a register may be ordered by, and nothing else.
SORTS: Mapping[str, tuple[Any, ...]] = {
    "person": ("person__sort_name", "label", "pk"),
    "what": ("label", "person__sort_name", "pk"),
    "from": ("-start_date", "person__sort_name", "pk"),
    "until": (F("end_date").asc(nulls_last=True), "person__sort_name", "pk"),
}
EVERYBODY = "Everybody"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words, as whoever asked may see it."""

    person: Person | None
    what: str
    whom: str  # names of those it is for; empty where the register does not say
    start: date
    end: date | None  # the last day; None: open
    reference: str = ""  # of its case, and what that is about: only for whoever may see the case
    subject: str = ""

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.person.name if self.person else "Nobody"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are wanted, and in which order."""

    day: date  # in force on this day
    text: str = ""  # in a name or in what it is about
    sort: str = "person"
    left: bool = False  # only of people who hold nothing at the council that day


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a register."""

    lines: tuple[Line, ...]
    count: int  # all that fit
    more: bool


def kinds() -> Mapping[str, Procedure]:
    """Every register there is, by its name, with the procedure that declares it."""
    return {one.register.name: one for one in procedures.load().values() if one.register}


def running(council: Council) -> Mapping[str, Procedure]:
    """Those of the kinds of business that run at the council, and those that hold something."""
    rows = Registered.objects.filter(council=council)
    held = set(rows.values_list("register", flat=True).distinct())
    return {n: one for n, one in kinds().items() if n in held or is_on(council, one)}


def public(council: Council) -> Mapping[str, Procedure]:
    """Those that the council publishes."""
    return {n: one for n, one in kinds().items() if visibility.is_published(council, one)}


def heads(procedure: Procedure) -> tuple[str, ...]:
    """What the columns are called; the third one only where an entry says whom it is for."""
    register = procedure.register
    assert register is not None
    whom = [procedure.parties[register.whom].label] if register.whom else []
    about = (procedure.parties[register.person].label, procedure.fields[register.what].label)
    return (*about, *whom, "From", "Until")


def find(
    rows: QuerySet[Registered],
    procedure: Procedure,
    *,
    council: Council,
    asked: Asked,
    first: int = 0,
    most: int | None = None,
) -> Found:
    """Those of `rows` that are asked for, from the `first` one on, at most `most`.

    An unknown order is that by person.
    """
    fitting = _fitting(rows, procedure, council, asked)
    ordered = fitting.order_by(*SORTS.get(asked.sort, SORTS["person"]))
    wanted = ordered.select_related("person", "case")
    part = list(wanted[first:] if most is None else wanted[first : first + most + 1])
    shown = part if most is None else part[:most]
    count = fitting.count() if most is not None else len(part)
    return Found(tuple(_lines(shown, procedure, council)), count, len(part) > len(shown))


def _fitting(
    rows: QuerySet[Registered], procedure: Procedure, council: Council, asked: Asked
) -> QuerySet[Registered]:
    found = rows.filter(in_force(asked.day)).annotate(label=_label(procedure, council))
    if asked.text:
        about = Q(theirs=True, case__subject__icontains=asked.text)
        found = found.filter(
            Q(person__name__icontains=asked.text) | Q(label__icontains=asked.text) | about
        )
    if asked.left:
        held = Membership.objects.filter(in_force(asked.day), person=OuterRef("person"))
        found = found.filter(~Exists(held))
    return found


def _label(procedure: Procedure, council: Council) -> Any:
    """What an entry is about, in words, for ordering and searching."""
    words = _words(procedure, council)
    whens = [When(what=stored, then=Value(said)) for stored, said in words.items()]
    return Either(*whens, default=F("what"), output_field=CharField())


def _words(procedure: Procedure, council: Council) -> Mapping[str, str]:
    """What stands in an entry -> what it means: choices, bodies and wards have a name."""
    assert procedure.register is not None
    field = procedure.fields[procedure.register.what]
    if field.type == "organization":
        bodies = directory_of(council.pk).organizations.values()
        return {one.slug: one.name for one in bodies}
    if field.type == "area":
        areas = directory_of(council.pk).areas.values()
        return {str(one.pk): one.name for one in areas}
    return field.choices


def _lines(rows: Iterable[Any], procedure: Procedure, council: Council) -> Iterator[Line]:
    register = procedure.register
    assert register is not None
    people = directory_of(council.pk).people
    for row in rows:
        yield Line(
            person=row.person,
            what=row.label or "(no longer kept)",
            whom=_whom(register, row, people),
            start=row.start_date,
            end=row.end_date,
            reference=row.case.reference if row.theirs else "",
            subject=row.case.subject if row.theirs else "",
        )


def _whom(register: Register, row: Registered, people: Mapping[int, Person]) -> str:
    if not register.whom:
        return ""
    numbers = row.detail.get("for") or []
    return ", ".join(people[one].name for one in numbers if one in people) or EVERYBODY
