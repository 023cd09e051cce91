"""Plants mistakes in procedures: every single-key change that a slip of the hand could make.

Each mutant is the whole procedure as plain data with one thing changed. Whether anything notices is
asked in `test_gate.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moothall import places, strict

KINDS = ("contact", "correspondence", "enquiry")
ROLES = ("councillor", "officer", "hub", "senior_officer", "monitoring_officer")
Data = dict[str, Any]


@dataclass(frozen=True)
class Mutant:
    """A procedure with one mistake in it."""

    kind: str
    act: str  # the act that was changed, or empty
    what: str
    data: Data


def plain(kind: str) -> Data:
    """A procedure's file as plain data."""
    faults = strict.Faults(kind)
    root = strict.read(Path(places.PROCEDURES) / f"{kind}.yaml", faults=faults)
    assert root is not None
    found = root.plain()
    assert isinstance(found, dict)
    return found


def mutants(kind: str) -> list[Mutant]:
    """Every mistake planted in one procedure."""
    return [*_in_acts(kind), *_in_parts(kind)]


def _changed(kind: str, act: str, path: list[str], value: Any, what: str) -> Mutant:
    """The procedure with the value at `path` replaced, or taken out where it is None."""
    data = copy.deepcopy(plain(kind))
    at = data
    for name in path[:-1]:
        at = at[name]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return Mutant(kind, act, f"{kind}: {'.'.join(path)}: {what}", data)


def _without(items: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Each item, and the list without it."""
    for number, item in enumerate(items):
        yield item, items[:number] + items[number + 1 :]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _in_acts(kind: str) -> Iterator[Mutant]:
    data = plain(kind)
    for act in data["acts"]:
        yield from _who(kind, data, act)
        yield from _where(kind, data, act)
        yield from _asks(kind, data, act)
        yield from _fills(kind, data, act)
        yield from _lists(kind, data, act)
        yield from _taken_out(kind, data, act)


def _who(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    path, body = ["acts", act], data["acts"][act]
    by = _listed(body["by"])
    for one, rest in _without(by):
        yield _changed(kind, act, [*path, "by"], rest, f"without {one}")
    for one in (*data["parties"], *ROLES):
        if one not in by:
            yield _changed(kind, act, [*path, "by"], [*by, one], f"also {one}")
    circles = list(data["circles"])
    for circle in circles:
        if circle != body.get("circle", circles[0]):
            yield _changed(kind, act, [*path, "circle"], circle, f"is {circle}")


def _where(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    path, body = ["acts", act], data["acts"][act]
    inside = "in" in body
    states = data["lists"][body["in"]]["states"] if inside else list(data["states"])
    for key, known in (("from", states), ("while", list(data["states"]))):
        given = _listed(body.get(key, []))
        for one, rest in _without(given):
            yield _changed(kind, act, [*path, key], rest, f"without {one}")
        for one in known if given else []:
            if one not in given:
                yield _changed(kind, act, [*path, key], [*given, one], f"also {one}")
    yield from _to(kind, act, body.get("to"), states)
    for fact, value in body.get("when", {}).items():
        other = 1 if value == 0 else {"not": value}
        yield _changed(kind, act, [*path, "when", fact], other, "the other way")


def _to(kind: str, act: str, to: Any, states: list[str]) -> Iterator[Mutant]:
    path = ["acts", act, "to"]
    if isinstance(to, str):
        for one in states:
            if one != to:
                yield _changed(kind, act, path, one, f"is {one}")
    elif isinstance(to, dict):
        for one in to:
            rest = {state: when for state, when in to.items() if state != one}
            yield _changed(kind, act, path, rest, f"without {one}")
        yield _changed(kind, act, path, dict(reversed(to.items())), "turned round")


def _asks(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    asks = data["acts"][act].get("asks", [])
    path = ["acts", act, "asks"]
    for number, (one, rest) in enumerate(_without(asks)):
        yield _changed(kind, act, path, rest, f"without {one}")
        turned = one.removesuffix("?") if one.endswith("?") else f"{one}?"
        changed = [*asks[:number], turned, *asks[number + 1 :]]
        yield _changed(kind, act, path, changed, f"{turned} for {one}")


def _fills(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    body = data["acts"][act]
    asked = [one.removesuffix("?") for one in body.get("asks", [])]
    people = [
        one for one in asked if data["fields"].get(one, {}).get("type") in ("person", "people")
    ]
    for slot, given in body.get("fills", {}).items():
        path = ["acts", act, "fills", slot]
        yield _changed(kind, act, path, None, "taken out")
        for one in ("by", "nobody", *people):
            if one not in _listed(given):
                yield _changed(kind, act, path, one, f"is {one}")
        if isinstance(given, list):
            for one, rest in _without(given):
                yield _changed(kind, act, path, rest, f"without {one}")
            yield _changed(kind, act, path, given[::-1], "turned round")


def _lists(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    body = data["acts"][act]
    for key in ("meets", "stops", "resumes", "readers", "also"):
        for one, rest in _without(_listed(body.get(key, []))):
            yield _changed(kind, act, ["acts", act, key], rest or None, f"without {one}")
    for key in ("moves", "limits", "elsewhere", "first", "adds", "sets", "says"):
        for one in body.get(key, {}):
            rest = {name: value for name, value in body[key].items() if name != one}
            yield _changed(kind, act, ["acts", act, key], rest or None, f"without {one}")
    for listing, adds in body.get("adds", {}).items():
        for state in data["lists"][listing]["states"]:
            if state != adds["as"]:
                changed = adds | {"as": state}
                yield _changed(kind, act, ["acts", act, "adds", listing], changed, f"as {state}")
    if isinstance(body.get("auto"), dict):
        for one, rest in _without(_listed(body["auto"]["lapse"])):
            value = {"lapse": rest} if rest else None
            yield _changed(kind, act, ["acts", act, "auto"], value, f"without {one}")


def _taken_out(kind: str, data: Data, act: str) -> Iterator[Mutant]:
    body = data["acts"][act]
    for key in ("starts", "for", "agrees", "opens", "to", "circle", "when", "first", "in"):
        if key in body:
            yield _changed(kind, act, ["acts", act, key], None, "taken out")
    if "when" in body:
        rest = {key: value for key, value in body.items() if key not in ("when", "else")}
        yield _changed(kind, act, ["acts", act], rest, "without its condition")
    if "starts" not in body:
        yield _changed(kind, act, ["acts", act, "starts"], True, "planted")
    if body.get("auto") is True:
        yield _changed(kind, act, ["acts", act, "auto"], None, "taken out")
    if body.get("judged") != "nothing":
        yield _changed(kind, act, ["acts", act, "judged"], "nothing", "not judged")


def _in_parts(kind: str) -> Iterator[Mutant]:
    data = plain(kind)
    yield from _circles(kind, data)
    yield from _states(kind, data)
    yield from _fields(kind, data)
    for listing, body in data.get("lists", {}).items():
        for one, rest in _without(body["ends"]):
            yield _changed(kind, "", ["lists", listing, "ends"], rest, f"without {one}")
    for key in ("roles", "facts", "shows"):
        for one in data.get(key, {}):
            yield _changed(kind, "", [key, one], None, "taken out")
    for key in ("level", "register"):
        if key in data:
            yield _changed(kind, "", [key], None, "taken out")
    for one in data["sheet"]:
        rest = [name for name in data["sheet"] if name != one]
        yield _changed(kind, "", ["sheet"], rest, f"without {one}")


def _circles(kind: str, data: Data) -> Iterator[Mutant]:
    for circle, members in data["circles"].items():
        for one, rest in _without(members):
            yield _changed(kind, "", ["circles", circle], rest, f"without {one}")
        for one in (*data["parties"], *ROLES, "level"):
            if one not in members:
                yield _changed(kind, "", ["circles", circle], [*members, one], f"also {one}")


def _states(kind: str, data: Data) -> Iterator[Mutant]:
    for state, body in data["states"].items():
        for one in (*data["parties"], "hub", "nobody"):
            if "turn" in body and one != body["turn"]:
                yield _changed(kind, "", ["states", state, "turn"], one, f"is {one}")
        if "ends" in body:
            yield _changed(kind, "", ["states", state, "ends"], None, "taken out")
        else:
            yield _changed(kind, "", ["states", state, "ends"], True, "planted")


def _fields(kind: str, data: Data) -> Iterator[Mutant]:
    for field, body in data["fields"].items():
        for key in ("fact", "judges", "means", "same", "older"):
            if key in body:
                yield _changed(kind, "", ["fields", field, key], None, "taken out")
        if isinstance(body.get("of"), list):
            yield _changed(kind, "", ["fields", field, "of"], None, "anybody")
