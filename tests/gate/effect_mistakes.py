"""Mistakes in what an act does: to slots, lists, the sheet, clocks and other cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planting import Change, fewer, flag, listed, more, other, shorter
from written_act import Act

Planter = Callable[[Act], Iterator[Change]]


def fills(act: Act) -> Iterator[Change]:
    fills = act.body.get("fills", {})
    people = act.asked_of("person", "people")
    for slot in act.data["parties"]:
        given = fills.get(slot)
        for one in ("by", "nobody", "route", *people) if given is not None else ("by",):
            if one not in listed(given):
                yield ("fills", slot), one, f"is {one}"
        if isinstance(given, list):
            yield from fewer(given, "fills", slot)
            yield ("fills", slot), given[::-1], "turned round"
        if given is not None:
            yield ("fills", slot), None, "taken out"


def adds(act: Act) -> Iterator[Change]:
    adds = act.body.get("adds", {})
    yield from shorter(adds, "adds")
    for listing, one in adds.items():
        states = act.data["lists"][listing]["states"]
        yield from other(one["as"], states, "adds", listing, "as")
        sources = [*act.asked_of("person", "people"), *act.data["parties"]]
        yield from other(one["from"], sources, "adds", listing, "from")
        for elsewhere in act.data["lists"]:
            if elsewhere != listing:
                yield ("adds",), {elsewhere: one}, f"to {elsewhere}"


def sets(act: Act) -> Iterator[Change]:
    sets = act.body.get("sets", {})
    yield from shorter(sets, "sets")
    for name in act.data["sheet"]:
        field = act.data["fields"][name]
        values = [True, False] if field["type"] == "bool" and name in act.set_somewhere else []
        if field["type"] == "choice" and name in sets:
            values = list(field["of"])
        yield from other(sets.get(name), values, "sets", name)


def clocked(key: str) -> Planter:
    def plant(act: Act) -> Iterator[Change]:
        given = act.body.get(key)
        yield from fewer(given, key)
        if "starts" not in act.body and not (key == "stops" and act.ends):
            yield from more(given, act.clocks, key)
        if given is not None:
            yield (key,), None, "taken out"

    return plant


def resumes(act: Act) -> Iterator[Change]:
    given = act.body.get("resumes")
    yield from fewer(given, "resumes")
    if set(listed(act.body.get("from"))) & act.stopping:
        yield from more(given, act.clocks, "resumes")


def moves(act: Act) -> Iterator[Change]:
    moves = act.body.get("moves", {})
    yield from shorter(moves, "moves")
    for day in act.asked_of("date") if "starts" not in act.body else ():
        for clock in act.clocks:
            if moves.get(clock) != day:
                yield ("moves", clock), day, f"is {day}"


def agrees(act: Act) -> Iterator[Change]:
    if "moves" in act.body:
        yield from flag(act.body, "agrees", "agrees")


def limits(act: Act) -> Iterator[Change]:
    limits = act.body.get("limits", {})
    yield from shorter(limits, "limits")
    for name in act.limits:
        yield from other(
            limits.get(name), ["follow_up_days", *act.asked_of("date")], "limits", name
        )


def first(act: Act) -> Iterator[Change]:
    first = act.body.get("first", {})
    yield from shorter(first, "first")
    for name, defaults in first.items():
        yield from shorter(defaults, "first", name)


def elsewhere(act: Act) -> Iterator[Change]:
    elsewhere = act.body.get("elsewhere", {})
    yield from shorter(elsewhere, "elsewhere")
    for field, there in elsewhere.items():
        alone = [name for name, body in act.data["acts"].items() if body.get("auto") is True]
        yield from other(there, alone, "elsewhere", field)


def auto(act: Act) -> Iterator[Change]:
    auto = act.body.get("auto")
    if isinstance(auto, dict):
        for _, rest, what in fewer(auto["lapse"]):
            yield ("auto", "lapse"), rest, what
    yield from flag(act.body, "auto", "auto")
