"""Plants one mistake in a procedure: its tree with a single value changed, added or taken out.

Which mistakes are planted stands in `act_mistakes.py` and `part_mistakes.py`; whether anybody
notices is found out in `noticing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from moothall import places, strict
from moothall.config import demonstration
from moothall.people.law import protocol_of_edition
from moothall.strict import Twig

# Roles that a slip of the hand is likely to name, widest first.
ROLES = (
    *("councillor", "officer", "hub", "clerk", "senior_officer", "chief_officer"),
    "monitoring_officer",
)
Change = tuple[tuple[str, ...], Any, str]  # below which keys, the value there now, what that is


@dataclass(frozen=True)
class Mistake:
    """A procedure with one thing wrong in it. A value of None: taken out."""

    kind: str
    path: tuple[str, ...]
    value: Any
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {'.'.join(self.path)}: {self.what}"

    @property
    def name(self) -> str:
        """What it is called in `open.txt` and `noticed/`: on one line."""
        return str(self).replace("\n", " ")

    @property
    def act(self) -> str:
        """The act that was changed, or empty."""
        return self.path[1] if self.path[0] == "acts" and len(self.path) > 1 else ""

    def tree(self) -> Twig:
        return _changed(tree_of(self.kind), self.path, self.value)


@cache
def tree_of(kind: str) -> Twig:
    """A procedure's file as it was read."""
    faults = strict.Faults(kind)
    root = strict.read(Path(places.PROCEDURES) / f"{kind}.yaml", faults=faults)
    assert root is not None
    return root


@cache
def plain(kind: str) -> Mapping[str, Any]:
    """A procedure's file without its lines."""
    found = tree_of(kind).plain()
    assert isinstance(found, dict)
    return found


def roles_beside(named: Iterable[str]) -> list[str]:
    """Roles that let in somebody of the demonstration councils whom those named do not."""
    named = frozenset(named)
    outside = [counts_as for counts_as in _everybody() if named.isdisjoint(counts_as)]
    return [role for role in ROLES if any(role in counts_as for counts_as in outside)]


@cache
def _everybody() -> tuple[frozenset[str], ...]:
    """All that each person of the demonstration councils counts as."""
    found = []
    for slug in demonstration.COUNCILS:
        data = yaml.safe_load((demonstration.FOLDER / f"{slug}.yaml").read_text("utf-8"))
        law = protocol_of_edition(data["council"]["protocol"])
        for person in data["people"].values():
            held = {data["posts"][post]["role"] for post in person.get("posts", ())}
            held |= {"councillor"} if "ward" in person else set()
            found.append(frozenset(one for role in held for one in law.kinds_of(role)))
    return tuple(found)


def kinds() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in Path(places.PROCEDURES).glob("*.yaml")))


def _changed(twig: Twig, path: tuple[str, ...], value: Any) -> Twig:
    """The tree with what stands at `path` replaced; all the rest is shared."""
    name, rest = path[0], path[1:]
    entries = dict(twig.entries)
    if rest:
        entries[name] = _changed(entries.get(name, Twig(twig.line, {})), rest, value)
    elif value is None:
        del entries[name]
    else:
        entries[name] = _grown(value, twig.line)
    return Twig(twig.line, entries)


def _grown(value: Any, line: int) -> Twig:
    if isinstance(value, Mapping):
        return Twig(line, {name: _grown(one, line) for name, one in value.items()})
    if isinstance(value, (list, tuple)):
        return Twig(line, [_grown(one, line) for one in value])
    return Twig(line, value)


# What may be done to a list or a mapping ----------------------------------------------------------


def listed(value: Any) -> list[Any]:
    """A list; what stands alone is a list of one, and nothing an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def fewer(value: Any, *path: str) -> Iterator[Change]:
    """A list without each of its items."""
    items = listed(value)
    for number, one in enumerate(items):
        yield path, items[:number] + items[number + 1 :], f"without {one}"


def more(value: Any, known: Iterable[Any], *path: str) -> Iterator[Change]:
    """A list with each other name that could stand in it."""
    items = listed(value)
    for one in known:
        if one not in items:
            yield path, [*items, one], f"also {one}"


def other(value: Any, known: Iterable[Any], *path: str) -> Iterator[Change]:
    """Each other name that could stand in its place."""
    for one in known:
        if one != value:
            yield path, one, f"is {one}"


def shorter(mapping: Mapping[str, Any], *path: str) -> Iterator[Change]:
    """A mapping without each of its entries."""
    for one in mapping:
        yield path, {name: v for name, v in mapping.items() if name != one}, f"without {one}"


def flipped(value: Any) -> Any:
    """The opposite of what a condition or a setting says."""
    if isinstance(value, bool):
        return not value
    if value == 0:
        return 1
    return value["not"] if isinstance(value, Mapping) and "not" in value else {"not": value}


def opposite(mapping: Mapping[str, Any], *path: str) -> Iterator[Change]:
    """A mapping with each of its values the other way."""
    for name, value in mapping.items():
        yield (*path, name), flipped(value), "the other way"


def flag(mapping: Mapping[str, Any], name: str, *path: str) -> Iterator[Change]:
    """A yes or no that is taken out where it stands and planted where it does not."""
    if name in mapping:
        yield path, None, "taken out"
    else:
        yield path, True, "planted"
