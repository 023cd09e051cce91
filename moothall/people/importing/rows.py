"""What the rows of a list of councillors and officers say: one row for each person or membership.

A cell that cannot be meant is left out and named by its row and column; home addresses are counted
and dropped. The headings are in `columns.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from moothall.people.importing.bodies import (
    classification_of,
    group_key,
    is_no_ward,
    role_in_body,
)
from moothall.people.importing.columns import is_ignored, meaning_of, nearest
from moothall.people.importing.gathering import Gathering
from moothall.people.importing.plan import BodyPlan, HeldPlan, ImportRefused, PersonPlan, Plan
from moothall.people.importing.table import Cell, Table, read_table
from moothall.people.importing.text import (
    BadDay,
    day_of,
    is_vacant,
    key_of,
    person_name,
    said,
    split_emails,
    split_telephones,
)
from moothall.people.models import Organization

_GUARDED = re.compile(r"^'(?=[=+\-@])")  # as our own export writes what Excel would work out
_SEAT = re.compile(r"^(?:(?:ward|division|county|district|city|town|parish|borough) )?councillor\b")
_HONORIFIC = re.compile(r"^(?:cllrs?|councillor|mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev)\b\.?", re.I)


@dataclass(slots=True)
class _Row:
    """One row: its number, and its cells by what their columns mean."""

    number: int
    cells: dict[str, list[Cell]]
    headers: dict[str, str]

    def text(self, meaning: str) -> str:
        return next((one for one in self.texts(meaning) if one), "")

    def texts(self, meaning: str) -> list[str]:
        return [said(_GUARDED.sub("", str(one or ""))) for one in self.cells.get(meaning, ())]


def read(data: bytes) -> Plan:
    """The plan of a CSV file or a workbook. Raises ImportRefused."""
    table = read_table(data)
    gathering = Gathering(Plan("csv"))
    meanings = _meanings(gathering, table)
    gathering.plan.groups_said = bool({"group", "party"} & set(meanings.values()))
    for row in _rows(gathering, table, meanings):
        _take(gathering, row)
    if not gathering.plan.people:
        raise ImportRefused("There is nobody in it: below the headings is no row with a name.")
    return gathering.finished()


def _meanings(gathering: Gathering, table: Table) -> dict[int, str]:
    """What each column means. Unknown ones are said with the nearest known word."""
    found: dict[int, str] = {}
    for column, cell in enumerate(table.rows[0]):
        header = str(cell or "").strip()
        meaning = meaning_of(header)
        if meaning:
            found[column] = meaning
        elif not is_ignored(header):
            near = nearest(header)
            hint = f" Did you mean “{near}”?" if near else ""
            gathering.plan.warn(f"The column “{header[:60]}” is not known and was left out.{hint}")
    meant = set(found.values())
    officers = "ward" in meant or ("post" in meant and not meant & {"group", "party"})
    apart = meant & {"first", "last", "name"} != {"name"}
    swaps = {
        "division": "department" if officers else "ward",
        "honorific": "honorific" if apart or "post" in meant else "post",
    }
    return {column: swaps.get(meaning, meaning) for column, meaning in found.items()}


def _rows(gathering: Gathering, table: Table, meanings: dict[int, str]) -> Iterator[_Row]:
    headers = {meaning: str(table.rows[0][column]) for column, meaning in meanings.items()}
    for index, cells in enumerate(table.rows[1:], 1):
        number = table.first + index
        if not any(str(cell or "").strip() for cell in cells):
            continue
        row = _Row(number, {}, headers)
        for column, meaning in meanings.items():
            if column < len(cells):
                row.cells.setdefault(meaning, []).append(cells[column])
            if what := table.bad.get((index, column)):
                header = table.rows[0][column]
                gathering.plan.warn(f"Row {number}, column {header}: {what}; it was left out.")
        yield row


def _take(gathering: Gathering, row: _Row) -> None:
    name = _name(row)
    if is_vacant(name):
        gathering.plan.warn(f"Row {row.number}: a vacant seat or post.")
        return
    person = PersonPlan(name, f"row {row.number}")
    for meaning, scheme in (("moothall", "moothall"), ("id", "csv")):
        if number := row.text(meaning):
            person.ids.append((scheme, number[:200]))
    for cell in row.cells.get("email", ()):
        gathering.emails(person, cell, split=split_emails)
    for text in row.texts("telephone"):
        person.telephones += split_telephones(text)
    if any(row.texts("home")):
        gathering.plan.home_addresses += 1
    if name:
        _held(gathering, row, person)
    gathering.person(person)


def _name(row: _Row) -> str:
    name = row.text("name")
    if not name:
        name = " ".join(filter(None, (row.text("first"), row.text("last"))))
    elif row.text("last") and row.text("first"):
        name = f"{row.text('first')} {row.text('last')}"
    honorific = row.text("honorific")
    if name and _HONORIFIC.match(honorific) and not _HONORIFIC.match(name):
        name = f"{honorific} {name}"
    return person_name(name)


def _day(gathering: Gathering, row: _Row, meaning: str) -> date | None:
    for cell in row.cells.get(meaning, ()):
        try:
            if day := day_of(cell, last=meaning == "end"):
                return day
        except BadDay as bad:
            where = f"Row {row.number}, column {row.headers[meaning]}"
            gathering.plan.warn(f"{where}: “{str(bad)[:40]}” is not a date such as 27/03/2027.")
    return None


def _held(gathering: Gathering, row: _Row, person: PersonPlan) -> None:
    """The memberships that a row speaks of, all with its dates."""
    start, end = _day(gathering, row, "start"), _day(gathering, row, "end")
    if start and end and end < start:
        gathering.plan.warn(f"Row {row.number}: the last day is before the first; both left out.")
        start = end = None
    held = [*_seat(gathering, row), *_group(gathering, row), *_post(gathering, row)]
    for name in re.split(r"\s*[;|\n]\s*", row.text("body")):
        if name:
            body = BodyPlan(name, _kind(row) or classification_of(name))
            held.append(HeldPlan("body", gathering.body(body), role=_role(row)))
    for one in held:
        one.start, one.end = start, end
    if not held:
        gathering.plan.warn(
            f"Row {row.number}: {person.name} holds nothing: no ward, post or body."
        )
    person.held += held


def _seat(gathering: Gathering, row: _Row) -> Iterator[HeldPlan]:
    ward = row.text("ward")
    if ward and not is_no_ward(ward):
        yield HeldPlan("seat", gathering.area(ward))
    elif _SEAT.match(key_of(row.text("post"))) or (
        ("ward" in row.cells or row.text("group") or row.text("party"))
        and not row.text("post")
        and not row.text("body")
        and not (row.text("moothall") and not ward)
        and not row.text("department")
    ):
        gathering.plan.warn(f"Row {row.number}: no ward; taken as councillor of the whole council.")
        yield HeldPlan("post", gathering.post("Councillor", role="elected_councillor"))


def _group(gathering: Gathering, row: _Row) -> Iterator[HeldPlan]:
    group, party = row.text("group"), row.text("party")
    if not group and group_key(party) == "independent":
        gathering.independents += 1
    elif group_key(group or party):
        yield HeldPlan("body", gathering.group(group or party))


def _post(gathering: Gathering, row: _Row) -> Iterator[HeldPlan]:
    label, department = row.text("post"), row.text("department")
    role = key_of(row.text("role")).replace(" ", "_")
    seat = _SEAT.match(key_of(label)) and not role
    if seat or not (label or department):
        return
    body = ""
    if department:
        body = gathering.body(BodyPlan(department, ""))
    yield HeldPlan("post", gathering.post(label or "Officer", role=role, body=body))


def _kind(row: _Row) -> str:
    kind = key_of(row.text("kind")).replace(" ", "_")
    return kind if kind in Organization.Classification.values else ""


def _role(row: _Row) -> str | None:
    return role_in_body(row.text("body role")) if "body role" in row.cells else None
