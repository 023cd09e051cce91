"""The log of changes in words: what a column is called, and what stood in it before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from moothall.people.directory_reading import Directory
from moothall.people.models import Change
from moothall.worktime.words import plain_date

TABLES = {
    "council": "Settings of the council",
    "person": "Person",
    "contactdetail": "Address or telephone",
    "membership": "Post or membership",
    "absence": "Absence",
    "post": "Post",
    "organization": "Department, committee or group",
    "area": "Ward or division",
    "closureday": "Closure day",
    "election": "Election",
    "identifier": "Name in another system",
}
_COLUMNS = {
    "sort_name": "sorted as",
    "start_date": "first day",
    "end_date": "last day",
    "person_id": "person",
    "post_id": "post",
    "organization_id": "body",
    "area_id": "area",
    "cover_id": "cover",
    "parent_id": "part of",
    "reports_to_id": "reports to",
    "label": "title",
}
_UNTOLD = ("council_id", "slug", "user_id")  # say nothing to a reader
_ROWS = {
    "person_id": "people",
    "cover_id": "people",
    "post_id": "posts",
    "reports_to_id": "posts",
    "organization_id": "organizations",
    "parent_id": "organizations",
    "area_id": "areas",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that differs."""

    column: str
    before: str
    after: str


def differences(change: Change, directory: Directory) -> Iterator[Difference]:
    """Each column that says something, before and after; empty where there was nothing."""
    names = [*change.before, *(name for name in change.after if name not in change.before)]
    for name in names:
        before = _said(name, change.before.get(name), directory)
        after = _said(name, change.after.get(name), directory)
        if name not in _UNTOLD and (before or after):
            yield Difference(_COLUMNS.get(name, name.replace("_", " ")), before, after)


def table_in_words(table: str) -> str:
    """What the rows of a table are."""
    return TABLES.get(table, table)


def _said(name: str, value: Any, directory: Directory) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in _ROWS:
        row = getattr(directory, _ROWS[name]).get(value)
        return str(row) if row else f"number {value}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {inner}" for key, inner in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name.endswith("date"):
        return plain_date(date.fromisoformat(str(value)))
    return str(value)
