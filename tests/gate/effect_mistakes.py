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
        others = ("nobody", "route", *people, *act.relations) if given is not None else ()
        for one in ("by", *others):
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
        if one["from"] == "notices":
            yield from other(one["empty"], states, "adds", listing, "empty")
            yield from fewer(one.get("of"), "adds", listing, "of")
        sources = ["by", *act.asked_of("person", "people"), *act.data["parties"]]
        yield from other(one["from"], sources, "adds", listing, "from")
        for elsewhere in act.data["lists"]:
            if elsewhere != listing:
                yield ("adds",), {elsewhere: one}, f"to {elsewhere}"


def turns(act: Act) -> Iterator[Change]:
    turns = act.body.get("turns", {})
    yield from shorter(turns, "turns")
    for listing, one in turns.items():
        for key in ("from", "to"):
            yield from other(one[key], act.data["lists"][listing]["states"], "turns", listing, key)


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


def begins(act: Act) -> Iterator[Change]:
    spec = act.body.get("begins")
    if spec is None:
        return
    yield ("begins",), None, "taken out"
    yield from other(spec["duty"], [f"{act.kind}.{act.name}"], "begins", "duty")
    yield from fewer(spec["each"], "begins", "each")
    yield from other(spec["than"], act.data["parties"], "begins", "than")
    field, slot = spec["same"]
    for one in act.data["sheet"]:
        if one != field:
            yield ("begins", "same"), [one, slot], f"is {one} and {slot}"
    for one in act.data["parties"]:
        if one != slot:
            yield ("begins", "same"), [field, one], f"is {field} and {one}"
    sources = ["each", *act.data["parties"], field]
    for name, source in spec["with"].items():
        yield from other(source, sources, "begins", "with", name)
    yield from shorter(spec.get("says", {}), "begins", "says")


def adopts(act: Act) -> Iterator[Change]:
    if "adopts" in act.body:
        yield ("adopts",), None, "adopts nothing"


def auto(act: Act) -> Iterator[Change]:
    auto = act.body.get("auto")
    if isinstance(auto, dict):
        for _, rest, what in fewer(auto.get("lapse", [])):
            yield ("auto", "lapse"), rest, what
        if "left" in auto:
            yield ("auto",), {"lapse": auto["lapse"]} if "lapse" in auto else None, "nobody leaves"
    yield from flag(act.body, "auto", "auto")


def refers(act: Act) -> Iterator[Change]:
    refers = act.body.get("refers", {})
    yield from shorter(refers, "refers")
    for slot, decided in refers.items():
        yield from other(decided, act.judged, "refers", slot)


def since(act: Act) -> Iterator[Change]:
    since = act.body.get("since", {})
    yield from shorter(since, "since")
    for event, day in since.items():
        yield from other(day, act.asked_of("date"), "since", event)


def alleges(act: Act) -> Iterator[Change]:
    alleges = act.body.get("alleges", {})
    yield from shorter(alleges, "alleges")
    for field, slot in alleges.items():
        yield from other(slot, act.data["parties"], "alleges", field)
