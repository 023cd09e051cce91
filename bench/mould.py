"""One enquiry's rows as a mould: copies differ in numbers, days, reference, words and digests.

Rows are read and written as the database keeps them. What changes from copy to copy is found once,
as marks between pieces of text; making a copy is joining pieces.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from bench.enquiries import OWN
from moothall.cases import chain
from moothall.cases.models import (
    Case,
    ChainHead,
    Clock,
    Entry,
    Event,
    Notice,
    Party,
    Said,
    Searchable,
    Viewer,
)
from moothall.people.models import Council

MARK = "\x01"  # never in a text: answers lose their control characters
TABLES: tuple[type[Model], ...] = (
    Case, Event, Said, Party, Entry, Viewer, Clock, Notice, Searchable,
)  # fmt: skip
_DAY = re.compile(r"\b(20\d\d-\d\d-\d\d)")

Values = Mapping[str, str]
_CHAINED = ("council_seq", "previous", "digest", "council_previous", "council_digest")


class Form(str):
    """Text with gaps for marks, in Python's own %-notation: the fastest there is."""


Cell = object  # a plain value, or a Form


@dataclass(slots=True)
class Place:
    """Where the next copy goes: numbers of rows, and the end of the council's chain."""

    cases: int
    events: int
    council_seq: int
    council_digest: str

    @classmethod
    def of(cls, council: Council) -> Place:
        head = ChainHead.objects.get(council=council)
        return cls(Case.objects.count(), Event.objects.count(), head.seq, head.digest)


class Marks(dict[str, str]):
    """What stands for each mark in one copy; days move back."""

    def __init__(self, values: Values, *, back: timedelta) -> None:
        super().__init__(values)
        self.back = back

    def __missing__(self, mark: str) -> str:
        moved = (date.fromisoformat(mark) - self.back).isoformat()
        self[mark] = moved
        return moved


@dataclass(slots=True)
class Copy:
    """The rows of one copy, by table."""

    rows: dict[type[Model], list[list[object]]] = field(default_factory=dict)

    @staticmethod
    def write(copies: list[Copy]) -> None:
        """Inserts the rows of many copies, table by table."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table in TABLES:
                rows = [row for copy in copies for row in copy.rows[table]]
                names = _columns(table)
                gaps = ", ".join(["%s"] * len(names))
                sql = f"INSERT INTO {table._meta.db_table} ({', '.join(names)}) VALUES ({gaps})"
                cursor.executemany(sql, rows)


class Mould:
    """The rows of one enquiry, ready to be copied."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.events = list(case.events.order_by("seq"))
        self.said = {one.pk: one for one in Said.objects.filter(event__case=case)}
        forms = {pk: self._form(json.dumps(one.value), days=False) for pk, one in self.said.items()}
        self.spoken = {pk: form for pk, form in forms.items() if isinstance(form, Form)}
        self.chained = [self._form(self._canonical(event)) for event in self.events]
        self.rows = {table: list(self._rows(table)) for table in TABLES}

    def copy(self, place: Place, *, back: timedelta) -> Copy:
        """One more such enquiry, `back` before the first, at `place`, which moves on."""
        place.cases += 1
        reference = f"{self.case.reference.rpartition('-')[0]}-{place.cases}"
        marks = Marks(
            {
                "case": str(place.cases),
                "reference": reference,
                "own": f"w{place.cases}",
            },
            back=back,
        )
        for number, spoken in self.spoken.items():
            one, value = self.said[number], json.loads(spoken % marks)
            digest = chain.said_digest(salt=one.salt, field=one.field, value=value)
            marks[f"said {number}"] = digest
        for at, form in enumerate(self.chained):
            _chain(marks, place, at, form % marks)
        return Copy(
            {table: [_filled(row, marks) for row in rows] for table, rows in self.rows.items()}
        )

    def _rows(self, table: type[Model]) -> Iterator[list[Cell]]:
        names = _columns(table)
        by, keys = "id" if table is Case else "case_id", [self.case.pk]
        if by not in names:
            by, keys = "event_id", [event.pk for event in self.events]
        gaps = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            plain = ", ".join(f"+{name} AS {name}" for name in names)  # days as text, not as dates
            cursor.execute(
                f"SELECT {plain} FROM {table._meta.db_table} WHERE {by} IN ({gaps})", keys
            )
            for row in cursor.fetchall():
                values = dict(zip(names, row, strict=True))
                yield [self._cell(table, name, values) for name in names]

    def _cell(self, table: type[Model], name: str, row: Mapping[str, Any]) -> Cell:
        """A value as it is, or with marks for what differs from copy to copy."""
        value = row[name]
        if name == "case_id" or (table is Case and name in ("id", "number")):
            return Form("%(case)s")
        if name == "event_id" or (table is Event and name == "id"):
            return Form(f"%(event {self._at(value)})s")
        if name == "id":
            return None
        if table is Event and name in _CHAINED:
            return Form(f"%({name} {self._at(row['id'])})s")
        if table is Said and name == "digest" and row["id"] in self.spoken:
            return Form(f"%(said {row['id']})s")
        if table is Event and name == "body":
            value = json.dumps(self._body(self.events[self._at(row["id"])]))
        plain = not isinstance(value, str) or name == "salt"
        return value if plain else self._form(value, days=table is not Said)

    def _canonical(self, event: Event) -> str:
        """What the event's digest is over."""
        at = self._at(event.pk)
        marked = Event(
            council_id=event.council_id,
            case_id=f"{MARK}#case{MARK}",
            seq=event.seq,
            at=event.at,
            act=event.act,
            by_id=event.by_id,
            circle=event.circle,
            body=self._body(event),
            previous=f"{MARK}digest {at - 1}{MARK}" if at else "",
        )
        return chain.canonical(chain.contents(marked))

    def _at(self, event: int) -> int:
        return next(at for at, one in enumerate(self.events) if one.pk == event)

    def _body(self, event: Event) -> dict[str, Any]:
        """The body with marks for its number and for the digests of what was said."""
        body: dict[str, Any] = json.loads(json.dumps(event.body))
        if "number" in body["effects"]:
            body["effects"]["number"] = f"{MARK}#case{MARK}"
        spoken = {one.digest: pk for pk, one in self.said.items() if pk in self.spoken}
        for name, digest in body["said"].items():
            if digest in spoken:
                body["said"][name] = f"{MARK}said {spoken[digest]}{MARK}"
        return body

    def _form(self, text: str, *, days: bool = True) -> str:
        """The text with its marks, as a Form where it has any."""
        text = text.replace(json.dumps(MARK)[1:-1], MARK)
        text = re.sub(f'"{MARK}#(\\w+){MARK}"', f"{MARK}\\1{MARK}", text)  # a number has no quotes
        text = re.sub(rf"\b{self.case.reference}\b", f"{MARK}reference{MARK}", text)
        text = text.replace(OWN, f"{MARK}own{MARK}")
        if days:
            text = _DAY.sub(f"{MARK}\\1{MARK}", text)
        parts = text.replace("%", "%%").split(MARK)
        marked = (f"%({part})s" if at % 2 else part for at, part in enumerate(parts))
        return Form("".join(marked)) if len(parts) > 1 else text


def _columns(table: type[Model]) -> list[str]:
    return [column.column for column in table._meta.concrete_fields]


def _filled(row: list[Cell], marks: Marks) -> list[object]:
    return [cell % marks if type(cell) is Form else cell for cell in row]


def _chain(marks: Marks, place: Place, at: int, text: str) -> None:
    """Puts the event at the end of both chains."""
    place.events += 1
    place.council_seq += 1
    event: Any = SimpleNamespace(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        council_seq=place.council_seq,
        council_previous=place.council_digest,
    )
    place.council_digest = chain.council_digest(event)
    marks[f"event {at}"] = str(place.events)
    marks[f"previous {at}"] = marks[f"digest {at - 1}"] if at else ""
    marks[f"digest {at}"] = event.digest
    marks[f"council_seq {at}"] = str(event.council_seq)
    marks[f"council_previous {at}"] = event.council_previous
    marks[f"council_digest {at}"] = place.council_digest
