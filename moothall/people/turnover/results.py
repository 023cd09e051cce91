"""Reads the results of an election from CSV: a line for each who was elected.

What follows from them is in `election.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from moothall.people.council_shape import read_address
from moothall.people.turnover.plan import PlanRefused

COLUMNS = ("ward", "name", "group", "email")
REPLACES = "replaces"  # where not every seat was up: who gives way, or "vacancy"
NOT_TEXT = "The file is not UTF-8 text."
LONGEST_NAME = 150  # characters: with a title of office before it
MOST = 2_000_000  # bytes; the largest council in the country has fewer than 130 seats


@dataclass(frozen=True, slots=True)
class Result:
    """Somebody who was elected, as the file has it."""

    line: int
    ward: str
    name: str
    group: str  # empty: none
    email: str
    replaces: str


def read_results(text: str) -> list[Result]:
    """The results in order. Raises PlanRefused with everything that is wrong with the file."""
    if len(text) > MOST or "\x00" in text:
        raise PlanRefused("This is no file of results.")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise PlanRefused(
                f"The first line must name the columns {', '.join(COLUMNS)}; it has no "
                f"{' and no '.join(missing)}."
            )
        found = [_result(reader.line_num, row) for row in reader if any(_plain(row).values())]
    except csv.Error as error:
        raise PlanRefused(f"Line {reader.line_num} is not CSV: {error}.") from None
    if not found:
        raise PlanRefused("There is nobody in the file.")
    wrong = [
        f"Line {one.line} has no {name}." for one in found for name in ("ward", "name")
        if not getattr(one, name)
    ]  # fmt: skip
    wrong += [why for one in found for why in _misshapen(one)]
    if wrong:
        raise PlanRefused(" ".join(wrong))
    return found


def _misshapen(one: Result) -> Iterator[str]:
    """What no column of ours could hold, and what is no address, cut where it is too long."""
    if len(one.name) > LONGEST_NAME:
        yield f"Line {one.line}: the name must be {LONGEST_NAME} characters or fewer."
    if one.email and read_address(one.email) is None:
        yield f"Line {one.line}: “{one.email[:80]}” is no e-mail address."


def _plain(row: dict[str, str | None]) -> dict[str, str]:
    return {name: " ".join((value or "").split()) for name, value in row.items() if name in _KNOWN}


def _result(line: int, row: dict[str, str | None]) -> Result:
    said = _plain(row)
    group = "" if said["group"].lower() in ("none", "ungrouped", "-") else said["group"]
    replaces = said.get(REPLACES, "")
    return Result(line, said["ward"], said["name"], group, said["email"].lower(), replaces)


_KNOWN = {*COLUMNS, REPLACES}
