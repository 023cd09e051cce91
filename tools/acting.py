"""Writes moothall/protocol/acting.json: the clauses that have decided or driven a real case in the
stories of the tests. `--check` only says whether it is up to date.

It is read from what the stories say of each step: the clauses of its judgement, done or refused,
and those of the clocks that run. `tests/integration/cases/test_stories.py` runs every story and
holds it to that, so that no clause stands here which did not act.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from moothall import protocol

ROOT = Path(__file__).parent.parent
FILE = ROOT / "moothall" / "protocol" / "acting.json"
STORIES = ROOT / "tests" / "integration" / "cases" / "stories"
COUNCILS = ("southend", "wiltshire", "guildford", "wantage")  # of whose newest editions are told


def main() -> int:
    written = text()
    if sys.argv[1:] == ["--check"]:
        if FILE.is_file() and FILE.read_text("utf-8") == written:
            return 0
        print(f"{FILE.relative_to(ROOT)} is out of date: run `make docs`", file=sys.stderr)
        return 1
    FILE.write_text(written, "utf-8")
    return 0


def text() -> str:
    """The file as it should be."""
    told: dict[str, set[str]] = {council: set() for council in COUNCILS}
    for path in sorted(STORIES.glob("*.yaml")):
        for story in yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader):
            if story.get("council") in told and "law" not in story:
                told[story["council"]].update(_clauses(story.get("steps", [])))
    editions = {}
    for council, numbers in told.items():
        edition = protocol.load(council)
        clauses = edition.clauses.values()
        editions[f"{council}/{edition.edition}"] = [
            one.number for one in clauses if one.rules and one.number in numbers
        ]
    return json.dumps({"editions": editions}, indent=1, ensure_ascii=False) + "\n"


def _clauses(told: Any) -> Iterator[str]:
    """Every clause that stands in what is told, however deep."""
    if isinstance(told, list):
        for one in told:
            yield from _clauses(one)
    elif isinstance(told, dict):
        for key, value in told.items():
            if key == "clause":
                yield value
            elif key == "clauses":
                yield from value if isinstance(value, list) else [value]
            else:
                yield from _clauses(value)


if __name__ == "__main__":
    sys.exit(main())
