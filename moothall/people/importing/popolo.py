"""Reads Popolo JSON (www.popoloproject.com): persons, organizations, posts, memberships, areas.

Keys that Popolo or its users know and we do not keep are passed over; others are named. What refers
to nothing is named and left out. Reading the entries themselves is in `popolo_entries.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moothall.people.importing.gathering import Gathering
from moothall.people.importing.markup import refuse_other
from moothall.people.importing.plan import ImportRefused, Plan
from moothall.people.importing.popolo_entries import Entries

SECTIONS = ("persons", "organizations", "posts", "memberships", "areas")
_PASSED_OVER = {"events", "meta", "motions", "votes", "vote_events", "speeches", "@context"}


def read(data: bytes) -> Plan:
    """The plan of a Popolo document. Raises ImportRefused."""
    refuse_other(data, wanted="JSON")
    document = _document(data)
    gathering = Gathering(Plan("popolo"))
    for name in document.keys() - {*SECTIONS, *_PASSED_OVER}:
        gathering.plan.warn(f"The key “{str(name)[:60]}” is not known to Popolo and was left out.")
    Entries(gathering, {name: _section(document, name) for name in SECTIONS}).take()
    if not gathering.plan.people:
        raise ImportRefused("There is nobody in it: no person has a name.")
    return gathering.finished()


def _document(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise ImportRefused("The JSON is not in UTF-8.") from None
    except json.JSONDecodeError as error:
        off = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        broken = "breaks off" if off else "is not well-formed"
        raise ImportRefused(
            f"The JSON {broken} in line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"The JSON cannot be read: {error}.") from None
    if isinstance(found, list):
        found = {"persons": found}
    if not isinstance(found, dict) or not isinstance(found.get("persons"), list):
        raise ImportRefused("That is no Popolo document: it has no list called “persons”.")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _section(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of one list. Raises ImportRefused where it is none."""
    rows = document.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise ImportRefused(f"“{name}” is not a list.")
    if bad := next((one for one in rows if not isinstance(one, dict)), None):
        raise ImportRefused(f"An entry under “{name}” is no object: {str(bad)[:40]!r}.")
    return [one for one in rows if isinstance(one, dict)]
