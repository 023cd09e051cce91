"""Every mistake planted around the acts of a procedure: one planter for each key of each part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import act_mistakes
from kind_mistakes import (
    _circles,
    _each,
    _facts,
    _kind,
    _level,
    _reference,
    _roles,
    _sheet,
    _shows,
    _similar,
    _words,
)
from planting import (
    Change,
    Mistake,
    fewer,
    flag,
    flipped,
    listed,
    more,
    other,
    plain,
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
    elif body["type"] == "organization" and of is not None:
        yield from fewer(of, "of")
        yield from more(of, ["department"], "of")
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
    alone = ["no such circle"] if len(data["circles"]) == 1 else []
    yield from other(body["circle"], [*data["circles"], *alone], "circle")


def _list_states(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from fewer(body["states"], "states")


def _list_ends(data: Data, name: str, body: Data) -> Iterator[Change]:
    yield from fewer(body.get("ends"), "ends")
    yield from more(body.get("ends"), body["states"], "ends")


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
    "own": lambda data, name, body: flag(body, "own", "own") if "own" in body else iter(()),
    "things": lambda data, name, body: shorter(body.get("things", {}), "things"),
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
        if key in register:
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


def _replies(data: Data) -> Iterator[Change]:
    replies = data.get("replies", {})
    yield from shorter(replies, "replies")
    if len(replies) > 1:
        yield ("replies",), dict(reversed(replies.items())), "the other way round"
    for act in replies:
        asked = [ask.removesuffix("?") for ask in listed(data["acts"][act].get("asks"))]
        yield from other(replies[act], asked, "replies", act)


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
    "keep": _words,
    "theme": _words,
    "replies": _replies,
    "walled": lambda data: flag(data, "walled", "walled") if "walled" in data else iter(()),
}


def mistakes(kind: str) -> Iterator[Mistake]:
    """Every mistake planted in a procedure."""
    data = plain(kind)
    for planter in PLANTERS.values():
        for path, value, what in planter(data):
            yield Mistake(kind, path, value, what)
    yield from act_mistakes.mistakes(kind)
