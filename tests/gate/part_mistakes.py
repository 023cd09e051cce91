"""Every mistake planted around the acts of a procedure: one planter for each key of each part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import act_mistakes
from planting import (
    ROLES,
    Change,
    Mistake,
    fewer,
    flag,
    flipped,
    listed,
    more,
    other,
    plain,
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
    "area": ("line",),
    "case": ("line",),
    "entry": ("line",),
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
            yield from other(name, _similar(data, name), "roles", role, key)
            if key == "others":
                yield from other(name, ROLES, "roles", role, key)
            if key == "or":
                yield ("roles", role, "or"), None, "taken out"


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
    if word in data["acts"]:
        return list(data["acts"])
    if word.partition(".")[2] in data["acts"]:
        return [f"{data['kind']}.{act}" for act in data["acts"]]
    return list(lists[first]["states"]) if first in lists else []


# Parts with keys of their own ---------------------------------------------------------------------


def _no_words(data: Data, name: str, body: Data) -> Iterator[Change]:
    """What is only shown is looked at in the generated reference and in the browser."""
    yield from ()


def _excludes(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from fewer(body.get("not"), "not")


def _many(data: Data, name: str, body: Data) -> Iterator[Change]:
    """A slot that is filled once, when the case starts, has no room to be filled again."""
    later = [act for act in data["acts"].values() if "starts" not in act]
    if "many" in body or any(name in act.get("fills", {}) for act in later):
        yield from flag(body, "many", "many")


def _type(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from other(body["type"], _TYPES[body["type"]], "type")


def _of(data: Data, name: str, body: Data) -> Iterator[Change]:
    of = body.get("of")
    if isinstance(of, dict):
        yield from shorter(of, "of")
    elif body["type"] in ("person", "people"):
        yield from fewer(of, "of")
        yield from more(of, SIDES, "of")
    elif of is not None:
        yield ("of",), None, "taken out"


def _fact(data: Data, name: str, body: Data) -> Iterator[Change]:
    if "fact" in body:
        yield ("fact",), None, "taken out"
        alike = [one for one in _similar(data, name) if "fact" in data["fields"][one]]
        yield from other(body["fact"], [data["fields"][one]["fact"] for one in alike], "fact")


def _means(data: Data, name: str, body: Data) -> Iterator[Change]:
    means = body.get("means", {})
    yield from shorter(means, "means")
    for choice, facts in means.items():
        yield from shorter(facts, "means", choice)
        for fact, value in facts.items():
            yield ("means", choice, fact), flipped(value), "the other way"


def _judges(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from shorter(body.get("judges", {}), "judges")


def _same(data: Data, name: str, body: Data) -> Iterator[Change]:
    if body["type"] == "case":
        yield from fewer(body.get("same"), "same")
        yield from more(body.get("same"), data["parties"], "same")


def _older(data: Data, name: str, body: Data) -> Iterator[Change]:
    if body["type"] == "case":
        yield from flag(body, "older", "older")


def _turn(data: Data, name: str, body: Data) -> Iterator[Change]:
    if "turn" in body:
        yield ("turn",), None, "taken out"
        yield from other(body["turn"], (*data["parties"], "hub", "nobody"), "turn")


def _next(data: Data, name: str, body: Data) -> Iterator[Change]:
    if "next" in body:
        yield ("next",), None, "taken out"


def _list_circle(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from other(body["circle"], data["circles"], "circle")


def _list_states(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from fewer(body["states"], "states")


def _list_ends(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from fewer(body["ends"], "ends")
    yield from more(body["ends"], body["states"], "ends")


SLOTS = {
    "label": _no_words,
    "many": _many,
    "not": _excludes,
}
FIELDS = {
    "type": _type,
    "label": _no_words,
    "question": _no_words,
    "hint": _no_words,
    "of": _of,
    "fact": _fact,
    "means": _means,
    "judges": _judges,
    "same": _same,
    "older": _older,
}
STATES = {
    "label": _no_words,
    "turn": _turn,
    "next": _next,
    "ends": lambda data, name, body: flag(body, "ends", "ends"),
}
LISTS = {
    "label": _no_words,
    "one": _no_words,
    "circle": _list_circle,
    "states": _list_states,
    "ends": _list_ends,
}


def _register(data: Data) -> Iterator[Change]:
    register = data.get("register")
    if register is not None:
        yield ("register",), None, "taken out"
        for planter in REGISTER.values():
            yield from planter(data, register)


def _register_while(data: Data, register: Data) -> Iterator[Change]:
    yield from fewer(register["while"], "register", "while")
    yield from more(register["while"], data["states"], "register", "while")


def _register_name(data: Data, register: Data) -> Iterator[Change]:
    yield ("register", "name"), "another", "is another"


def _registers(key: str) -> Callable[[Data, Data], Iterator[Change]]:
    def plant(data: Data, register: Data) -> Iterator[Change]:
        yield from other(register[key], _similar(data, register[key]), "register", key)

    return plant


REGISTER = {
    "name": _register_name,
    "while": _register_while,
    "person": _registers("person"),
    "whom": _registers("whom"),
    "what": _registers("what"),
    "start": _registers("start"),
    "end": _registers("end"),
}


def _acts(data: Data) -> Iterator[Change]:
    for act in data["acts"]:
        yield ("acts", act), None, "taken out"


PLANTERS: Mapping[str, Planter] = {
    "kind": _kind,
    "label": _words,
    "plural": _words,
    "reference": _reference,
    "about": _words,
    "sheet": _sheet,
    "shows": _shows,
    "level": _level,
    "parties": _each("parties", SLOTS),
    "roles": _roles,
    "facts": _facts,
    "circles": _circles,
    "fields": _each("fields", FIELDS),
    "states": _each("states", STATES),
    "lists": _each("lists", LISTS),
    "register": _register,
    "acts": _acts,
    "renamed": _words,
}


def mistakes(kind: str) -> Iterator[Mistake]:
    """Every mistake planted in a procedure."""
    data = plain(kind)
    for planter in PLANTERS.values():
        for path, value, what in planter(data):
            yield Mistake(kind, path, value, what)
    yield from act_mistakes.mistakes(kind)
