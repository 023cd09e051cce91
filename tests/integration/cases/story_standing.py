"""Where a case stands, in a story's own words: people by their slugs, days as text.

What a story says of it is held against this in `story_checks.py`.
"""

from __future__ import annotations

from typing import Any

from moothall.cases import index, procedures
from moothall.cases.audiences import EMPTY
from moothall.cases.models import Case
from moothall.cases.standing import Standing
from moothall.people.directory import Directory, directory_of

Standpoint = dict[str, Any]
# What a step leaves as it was unless it says otherwise.
NOTHING: Standpoint = {
    "state": "",
    "turn": "",
    "owner": "",
    "ended": "false",
    "urgent": "false",
    "sheet": {},
    "parties": {},
    "entries": {},
    "clocks": {},
    "register": {},
}


def stands(case: Case) -> Standpoint:
    """All that the rows of a case hold, but for who may see what."""
    standing, directory = index.read(case), directory_of(case.council_id)
    return {
        "state": standing.state,
        "turn": standing.turn,
        "owner": _slug(standing.owner, directory),
        "ended": _flag(standing.ended),
        "urgent": _flag(bool(standing.shown["urgent"])),
        "sheet": _sheet(standing, directory),
        "parties": _parties(standing, directory),
        "entries": _entries(standing, directory),
        "clocks": _clocks(standing, directory),
        "register": _register(standing, directory),
    }


def _slug(ref: str, directory: Directory) -> str:
    kind, _, number = ref.partition(":")
    if not kind:
        return ""
    if kind == "thing":
        return number
    rows: Any = directory.people if kind == "person" else directory.posts
    return str(rows[int(number)].slug)


def _entry(key: str, directory: Directory) -> str:
    """Whose an entry is; one that nobody holds by its own key."""
    return key if key.startswith(EMPTY) else _slug(key, directory)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _sheet(standing: Standing, directory: Directory) -> dict[str, str]:
    fields = procedures.load()[standing.kind].fields
    rows: Any = {"area": directory.areas, "organization": directory.organizations}
    found = {}
    for name, value in standing.sheet.items():
        type_ = fields[name].type if name in fields else ""
        if type_ in rows and value is not None:
            value = rows[type_][value].slug
        if type_ == "areas" and value is not None:
            value = ", ".join(directory.areas[one].slug for one in value)
        found[name] = _flag(value) if isinstance(value, bool) else str(value)
    return found


def _parties(standing: Standing, directory: Directory) -> dict[str, list[str]]:
    return {
        slot: [_slug(ref, directory) for ref in refs]
        for slot, refs in standing.parties.items()
        if refs
    }


def _entries(standing: Standing, directory: Directory) -> dict[str, dict[str, str]]:
    return {
        listing: {_entry(key, directory): entry["state"] for key, entry in entries.items()}
        for listing, entries in standing.entries.items()
    }


def _clocks(standing: Standing, directory: Directory) -> dict[str, dict[str, str]]:
    """Each clock by its act, the newest of that act."""
    found = {}
    for clock in standing.clocks.values():
        ended = "met" if clock["met_at"] else "stopped" if clock["stopped_at"] else "running"
        found[clock["act"].partition(".")[2]] = {
            "due": clock["due"],
            "original": clock["original_due"],
            "clause": clock["clause"],
            "sort": clock["sort"],
            "words": clock["in_words"],
            "is": ended,
            "owner": _slug(clock["owner"], directory),
            "moves": str(len(clock["history"])),
        }
    return found


def _register(standing: Standing, directory: Directory) -> dict[str, Any]:
    for name, one in standing.registered.items():
        return {
            "name": name,
            "person": directory.people[one["person"]].slug,
            "what": one["what"],
            "from": one["start"],
            "until": one["end"],
            "for": [directory.people[number].slug for number in one["for"]],
        }
    return {}
