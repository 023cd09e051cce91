"""Mistakes planted in what a procedure says of the whole kind; its parts: `part_mistakes.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from planting import (
    ROLES,
    Change,
    fewer,
    flipped,
    listed,
    more,
    other,
    roles_beside,
    shorter,
)

Data = Mapping[str, Any]
Planter = Callable[[Data], Iterator[Change]]
LEVEL = "level"
SIDES = ("councillor", "officer")
# What a field could be taken for by a slip of the hand.
_TYPES = {
    "line": ("text",),
    "text": ("line",),
    "bool": ("line",),
    "number": ("line",),
    "date": ("line",),
    "choice": ("line",),
    "person": ("people", "line"),
    "people": ("person", "line"),
    "organization": ("line",),
    "area": ("areas", "line"),
    "areas": ("line",),
    "case": ("line",),
    "entry": ("line",),
    "edition": ("line",),
}


def _words(data: Data) -> Iterator[Change]:
    """What is only shown is looked at in the generated reference and in the browser."""
    yield from ()


def _of_type(data: Data, *types: str) -> list[str]:
    return [name for name, field in data["fields"].items() if field["type"] in types]


def _similar(data: Data, name: str) -> list[str]:
    """Whatever else could be named where this party, field or state is named."""
    if name in data["parties"]:
        return list(data["parties"])
    if name in data["fields"]:
        return _of_type(data, data["fields"][name]["type"])
    return []


def _each(
    key: str, planters: Mapping[str, Callable[[Data, str, Data], Iterator[Change]]]
) -> Planter:
    """A planter for a key that holds named parts, each with keys of its own."""

    def plant(data: Data) -> Iterator[Change]:
        for name, body in data.get(key, {}).items():
            for planter in planters.values():
                for path, value, what in planter(data, name, body):
                    yield (key, name, *path), value, what

    return plant


# The head -----------------------------------------------------------------------------------------


def _kind(data: Data) -> Iterator[Change]:
    yield ("kind",), f"{data['kind']}s", "is another"


def _reference(data: Data) -> Iterator[Change]:
    yield ("reference",), "XYZ", "is another"


def _sheet(data: Data) -> Iterator[Change]:
    sheet = data["sheet"]
    yield from fewer(sheet, "sheet")
    yield from more(sheet, data["fields"], "sheet")
    yield ("sheet",), sheet[::-1], "turned round"


def _shows(data: Data) -> Iterator[Change]:
    shows = data.get("shows", {})
    yield from shorter(shows, "shows")
    for shown, name in shows.items():
        kept = [one for one in _similar(data, name) if one in data["sheet"]]
        yield from other(name, kept, "shows", shown)


def _level(data: Data) -> Iterator[Change]:
    if "level" in data:
        yield ("level",), None, "taken out"
        yield from other(data["level"]["of"], data["parties"], "level", "of")
        choices = [one for one in _of_type(data, "choice") if one in data["sheet"]]
        yield from other(data["level"]["field"], choices, "level", "field")


def _circles(data: Data) -> Iterator[Change]:
    circles = data["circles"]
    if len(circles) > 1:
        yield ("circles",), dict(reversed(circles.items())), "turned round"
    for circle, members in circles.items():
        yield from fewer(members, "circles", circle)
        beside = roles_beside(members)
        yield from more(members, (*data["parties"], *beside, LEVEL), "circles", circle)


def _roles(data: Data) -> Iterator[Change]:
    for role, spec in data.get("roles", {}).items():
        yield ("roles", role), None, "taken out"
        if isinstance(spec, str):
            yield from other(spec, data["parties"], "roles", role)
            continue
        for key, name in spec.items():
            yield from RELATION[key](data, name, ("roles", role, key))


Relation = Callable[[Data, Any, tuple[str, ...]], Iterator[Change]]


def _start(data: Data, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    """Another party or field of the kind that it starts from."""
    yield from other(name, _similar(data, name), *path)


def _another_role(data: Data, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    yield from other(name, ROLES, *path)


def _or(data: Data, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    yield from _start(data, name, path)
    yield path, None, "taken out"


def _not(data: Data, names: Any, path: tuple[str, ...]) -> Iterator[Change]:
    yield from fewer(names, *path)
    yield from more(names, data["parties"], *path)


def _else(data: Data, names: Any, path: tuple[str, ...]) -> Iterator[Change]:
    yield from fewer(names, *path)
    if len(listed(names)) > 1:
        yield path, listed(names)[::-1], "turned round"


def _unrelated(data: Data, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    spec = data["roles"][path[1]]
    yield from _start(data, name, path)
    kept = {key: one for key, one in spec.items() if key not in ("unrelated", "ties")}
    yield path[:2], kept, "related or not"


def _as_it_is(data: Data, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    """A register's name: another is found by the loader, which has a broken file for it."""
    yield from ()


# One planter for each key of a relation, as `test_keys.py` asks.
RELATION: Mapping[str, Relation] = {
    **dict.fromkeys(
        (
            *("manager_of", "above", "chief_officer_of", "head_of", "portfolio_of"),
            *("councillors_of", "members_of", "chair_of", "group_of", "group_leader_of"),
            *("other_group_leaders", "than", "by_entry", "for"),
        ),
        _start,
    ),
    **dict.fromkeys(
        ("up_to", "who", "holders_of", "holder_of", "belonging_to", "others"), _another_role
    ),
    "or": _or,
    "not": _not,
    "else": _else,
    "unrelated": _unrelated,
    "ties": _as_it_is,
    "register": _as_it_is,
    "entered_in": _as_it_is,
}


def _facts(data: Data) -> Iterator[Change]:
    for fact, given in data.get("facts", {}).items():
        yield ("facts", fact), None, "taken out"
        sources = listed(given)
        if len(sources) > 1:
            yield from fewer(sources, "facts", fact)
        for number, source in enumerate(sources):
            for kind, argument in source.items():
                for one in _other_arguments(data, argument):
                    changed = [*sources[:number], {kind: one}, *sources[number + 1 :]]
                    yield ("facts", fact), changed, f"from {kind} {one}"


def _other_arguments(data: Data, argument: Any) -> Iterator[Any]:
    """The same source of a fact with one word of it another."""
    if not isinstance(argument, str):
        yield flipped(argument)
        return
    words = argument.split()
    for number, word in enumerate(words):
        known = _similar(data, word) or _names_like(data, word, words[0])
        for one in known:
            if one != word:
                yield " ".join([*words[:number], one, *words[number + 1 :]])


def _names_like(data: Data, word: str, first: str) -> list[str]:
    lists = data.get("lists", {})
    if word in lists:
        return list(lists)
    if word in data.get("roles", {}):
        return list(data["roles"])
    if word in data["acts"]:
        return list(data["acts"])
    if word.partition(".")[2] in data["acts"]:
        return [f"{data['kind']}.{act}" for act in data["acts"]]
    return list(lists[first]["states"]) if first in lists else []
