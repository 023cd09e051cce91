"""Which clauses have acted: decided or driven a real case in the stories of the tests.

Read from a file that `tools/acting.py` writes and that comes with the program.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "acting.json"


def acting(council: str, edition: str) -> frozenset[str] | None:
    """Numbers of the clauses; None for an edition of which no story is told."""
    found = _editions().get(f"{council}/{edition}")
    return None if found is None else frozenset(found)


@cache
def _editions() -> dict[str, list[str]]:
    if not _FILE.is_file():
        return {}
    editions: dict[str, list[str]] = json.loads(_FILE.read_text("utf-8"))["editions"]
    return editions
