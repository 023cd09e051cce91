"""A register as a table of plain words: CSV for spreadsheets, JSON for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from moothall.cases.procedure import Procedure
from moothall.cases.registers.entries import Line, heads
from moothall.cases.standing import Json
from moothall.people.exporting.table import guarded


def as_csv(procedure: Procedure, lines: Iterable[Line], *, cases: bool) -> str:
    """The table with its headings, days as dd/mm/yyyy, and with `cases` the reference of each.

    No cell is one that a spreadsheet would take for a formula.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([*heads(procedure), *(["Case"] if cases else [])])
    for line in lines:
        end = f"{line.end:%d/%m/%Y}" if line.end else ""
        row = [line.name, line.what, *_whom(procedure, line), f"{line.start:%d/%m/%Y}", end]
        writer.writerow([guarded(cell) for cell in [*row, *([line.reference] if cases else [])]])
    return file.getvalue()


def as_json(procedure: Procedure, lines: Iterable[Line]) -> list[Json]:
    """Each entry, by the names that procedures give: days as 2026-12-01, no case as null."""
    return [
        {
            "person": line.name,
            "slug": line.person.slug if line.person else None,
            "what": line.what,
            **({"whom": line.whom} if procedure.register and procedure.register.whom else {}),
            "from": line.start.isoformat(),
            "until": line.end.isoformat() if line.end else None,
            "case": line.reference or None,
        }
        for line in lines
    ]


def _whom(procedure: Procedure, line: Line) -> Iterator[str]:
    if procedure.register and procedure.register.whom:
        yield line.whom
