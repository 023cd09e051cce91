"""Reads a CSV file or a spreadsheet as rows of cells, whatever its encoding and separator.

What the columns mean is in `columns.py`, what a row says in `rows.py`.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from moothall.people.importing.columns import header_row, meaning_of
from moothall.people.importing.markup import refuse_other
from moothall.people.importing.plan import ImportRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 200
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 2_000
Cell = str | date | None


@dataclass(slots=True)
class Table:
    """The cells from the headings on. `first` is the number of the row with the headings."""

    rows: list[list[Cell]]
    first: int = 1
    bad: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) -> what it is


def read_table(data: bytes) -> Table:
    """The table in a CSV file or an Excel workbook. Raises ImportRefused."""
    refuse_other(data, wanted="a CSV file or a spreadsheet")
    if data.startswith(b"PK\x03\x04"):
        table = _workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused("That is an old .xls workbook. Save it as .xlsx or CSV.")
    elif b"\0" in data and not data.startswith(_UTF_16):
        raise ImportRefused("That is neither a CSV file nor a spreadsheet (.xlsx).")
    else:
        table = _csv(data)
    return _from_headings(table)


def _from_headings(table: Table) -> Table:
    where = header_row(table.rows)
    if where is None:
        row: list[Cell] = next((row for row in table.rows if any(row)), [])
        seen = " | ".join(str(cell) for cell in row if cell)[:200]
        raise ImportRefused(
            "No column is called Name or Councillor, in commas, semicolons or tabs. The first row "
            f"reads: {seen or '(nothing)'}"
        )
    bad = {(row - where, column): what for (row, column), what in table.bad.items()}
    return Table(table.rows[where:], first=where + 1, bad=bad)


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise ImportRefused("The text is neither in UTF-8 nor in Windows-1252. Save it as “CSV UTF-8”.")


def _csv(data: bytes) -> Table:
    text = _decoded(data)
    best: list[list[Cell]] = []
    for delimiter in (",", ";", "\t"):
        rows = _split(text, delimiter=delimiter)
        if _known(rows) > _known(best) or not best:
            best = rows
    return Table(best)


def _split(text: str, *, delimiter: str) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[Cell]] = []
    try:
        for row in islice(reader, MOST_ROWS + 16):
            rows.append(list(row[:MOST_COLUMNS]))
    except csv.Error as error:
        raise ImportRefused(f"Line {reader.line_num} is not CSV: {error}.") from None
    return _not_too_many(rows)


def _known(rows: list[list[Cell]]) -> int:
    """How many headings are known words."""
    where = header_row(rows)
    if where is None:
        return 0
    return sum(bool(meaning_of(str(cell or ""))) for cell in rows[where])


def _not_too_many(rows: list[list[Cell]]) -> list[list[Cell]]:
    if len(rows) > MOST_ROWS + 15:
        raise ImportRefused(f"There are more than {MOST_ROWS} rows.")
    return rows


def _workbook(data: bytes) -> Table:
    _check_archive(data)
    values, formulas = _sheet(data, formulas=False), _sheet(data, formulas=True)
    table = Table([])
    for number, row in enumerate(_not_too_many(values)):
        cells: list[Cell] = []
        written = formulas[number] if number < len(formulas) else []
        for column, value in enumerate(row):
            formula = written[column] if column < len(written) else None
            if value is None and isinstance(formula, str) and formula.startswith("="):
                table.bad[number, column] = "a formula without a worked-out value"
            elif isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper():
                table.bad[number, column] = f"the error {value}"
                value = None
            cells.append(_cell(value))
        table.rows.append(cells)
    return table


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if value is None or isinstance(value, date) else str(value)


def _sheet(data: bytes, *, formulas: bool) -> list[list[Any]]:
    """The cells of the first sheet that has headings, else of the first. Raises ImportRefused."""
    import openpyxl  # heavy, and needed by nobody else

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not keep is nothing we want
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False
            )
            sheets = [
                _cells(sheet) for sheet in book.worksheets[:20] if sheet.sheet_state == "visible"
            ]
    except ImportRefused:
        raise
    except Exception as error:
        why = str(error)[:120] or type(error).__name__
        raise ImportRefused(f"The workbook cannot be read: {why}.") from None
    return next((one for one in sheets if header_row(one) is not None), sheets[0] if sheets else [])


def _cells(sheet: Any) -> list[list[Any]]:
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    return [list(row) for row in islice(rows, MOST_ROWS + 16)]


def _check_archive(data: bytes) -> None:
    """Raises ImportRefused for what is no workbook or would swell beyond all measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
                raise ImportRefused(
                    f"Unpacked, the workbook would be {size // (1024 * 1024)} MB in {len(parts)} "
                    "parts: it was not opened."
                )
            if "[Content_Types].xml" not in archive.namelist():
                raise ImportRefused("That is a ZIP file and no Excel workbook.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive.read(part))
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(f"The workbook is damaged: {error}.") from None


def _refuse_entities(part: bytes) -> None:
    if b"<!" in part.replace(b"\0", b"").replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise ImportRefused("The workbook declares a document type or entities: it was not opened.")
