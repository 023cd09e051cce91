"""Where a case stands, as plain values: what folding its events gives and what the index holds.

Folding is merging: an event's effects name what is so from then on (this slot, that clock), and
replace it. So replay needs no procedure, no protocol and no people. Rows are in `index.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

Json = dict[str, Any]

REFUSED = "refused"  # the act and the circle of a refused attempt
REHOME, RECOUNT = "rehome", "recount"  # what the system does to any case when the world changes
ESCALATE = "escalate"  # and when a promise is not kept
ERASED = "erased"  # what was written is let go of (decision 0008)
BREAK_GLASS = "break_glass"  # what somebody does who is not party to the case (break_glass.py)
OWN_ACTS = (REFUSED, REHOME, RECOUNT, ESCALATE, ERASED, BREAK_GLASS)  # acts that no procedure names
_SILENT = (REFUSED, ERASED)  # the case stands as it stood: nobody has to look at it again
UNTIL = " until "  # in the text of a viewer's key, before its last day
_PLAIN = ("state", "ended", "turn", "owner", "edition", "kind", "number", "reference", "opened_at")
_BY_NAME = ("parties", "viewers", "clocks")
MOST_WHAT = 200  # characters of what a standing entry is about


def timed(key: str, until: date) -> str:
    """A viewer's key as events write it: `role:hub`, `granted:5 until 2027-01-06`."""
    return key if until == date.max else f"{key}{UNTIL}{until.isoformat()}"


def key_and_last_day(text: str) -> tuple[str, date]:
    """The same taken apart; a key without a last day opens for ever."""
    key, found, day = text.partition(UNTIL)
    return key, date.fromisoformat(day) if found else date.max


def moment(at: datetime) -> str:
    """A moment as events write it: UTC, whatever zone it was given in."""
    return at.astimezone(UTC).isoformat()


@dataclass(slots=True)
class Standing:
    """A case folded up to its newest event. Persons and posts are `person:5` and `post:7`."""

    kind: str = ""
    reference: str = ""
    number: int = 0
    edition: str = ""
    state: str = ""
    ended: bool = False
    turn: str = ""
    owner: str = ""
    opened_at: str = ""
    updated_at: str = ""
    version: int = 0
    sheet: Json = field(default_factory=dict)
    shown: Json = field(default_factory=dict)  # subject, urgent, area: for lists
    parties: dict[str, list[str]] = field(default_factory=dict)
    viewers: dict[str, list[str]] = field(default_factory=dict)
    entries: dict[str, dict[str, Json]] = field(default_factory=dict)
    clocks: dict[str, Json] = field(default_factory=dict)
    registered: dict[str, Json] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def running(self) -> Iterator[tuple[str, Json]]:
        """The clocks that are neither met nor stopped, with their numbers."""
        for number, clock in self.clocks.items():
            if not clock["met_at"] and not clock["stopped_at"]:
                yield number, clock

    def next_due(self) -> str:
        """The earliest day of a running promise as ISO text; limits do not count."""
        days = [c["due"] for _, c in self.running() if c["due"] and c["sort"] != "limit"]
        return min(days, default="")

    def copy(self) -> Standing:
        return copy.deepcopy(self)


def fold(
    standing: Standing, *, seq: int, act: str, at: str, effects: Json, said: Mapping[str, Any]
) -> None:
    """Moves `standing` on by one event. `said` holds the values given with it, None if erased.

    A refused attempt and an erasure change nothing that others would have to look at again: not
    the version.
    """
    if act not in _SILENT:
        standing.version = seq
        standing.updated_at = at
    standing.done[act] = standing.done.get(act, 0) + 1
    for name in _PLAIN:
        if name in effects:
            setattr(standing, name, effects[name])
    for name in _BY_NAME:
        getattr(standing, name).update(copy.deepcopy(effects.get(name, {})))
    for name in ("sheet", "shown"):
        for key, token in effects.get(name, {}).items():
            getattr(standing, name)[key] = _value(token, said=said, sheet=standing.sheet)
    for name, entry in effects.get("registered", {}).items():
        standing.registered[name] = copy.deepcopy(entry) | {"what": _what(entry, standing)}
    for name, entries in effects.get("entries", {}).items():
        standing.entries.setdefault(name, {}).update(copy.deepcopy(entries))


def _value(token: Json, *, said: Mapping[str, Any], sheet: Json) -> Any:
    """What an effect stands for: an answer of this event, what the sheet has, or itself."""
    if "said" in token:
        return said.get(token["said"])
    return sheet.get(token["sheet"]) if "sheet" in token else token["is"]


def _what(entry: Json, standing: Standing) -> str:
    """What a standing entry is about: on the sheet; in events of the first version, words."""
    what = entry["what"]
    return written(standing.sheet.get(what["sheet"])) if isinstance(what, dict) else str(what)


def written(what: object) -> str:
    """What a standing entry is about, as the register has it."""
    return str(what or "")[:MOST_WHAT]
