"""A council's people for other systems: as Popolo JSON, and as CSV with a row for each membership.

What is written here is read again by `moothall.people.importing` without any change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from moothall.people.exporting.popolo import as_popolo
from moothall.people.exporting.table import as_csv
from moothall.people.models import Council

FORMATS: dict[str, Callable[..., str]] = {"popolo": as_popolo, "csv": as_csv}


def export(council: Council, form: str, *, on: date) -> str:
    """The council's people who hold something on that day. Raises KeyError for another format."""
    return FORMATS[form](council, on=on)
