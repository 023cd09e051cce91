"""Every mistake planted in the acts of a procedure: a planter for each key that an act may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import effect_mistakes as effects
from effect_mistakes import Planter
from planting import (
    Change,
    Mistake,
    fewer,
    flag,
    more,
    opposite,
    other,
    plain,
    roles_beside,
    shorter,
)
from written_act import Act

_PART = re.compile(r"\[[^\]]*\]")


def _by(act: Act) -> Iterator[Change]:
    by = act.body["by"]
    yield from fewer(by, "by")
    inner = ["entry"] if "in" in act.body else []
    parties = [] if "starts" in act.body else act.data["parties"]
    yield from more(by, (*parties, *roles_beside(by), *inner), "by")


def _states(key: str) -> Planter:
    def plant(act: Act) -> Iterator[Change]:
        known = list(act.data["states"]) if key == "while" else act.inner
        if key in act.body:
            yield from fewer(act.body[key], key)
            yield from more(act.body[key], known, key)

    return plant


def _in(act: Act) -> Iterator[Change]:
    if "in" in act.body:
        yield ("in",), None, "taken out"
    yield from other(act.body.get("in"), act.data.get("lists", {}), "in")


def _to(act: Act) -> Iterator[Change]:
    to = act.body.get("to")
    if isinstance(to, dict):
        yield from shorter(to, "to")
        yield ("to",), dict(reversed(to.items())), "turned round"
        for state, condition in to.items():
            yield from opposite(condition, "to", state)
    else:
        yield from other(to, act.inner, "to")
    if to is not None:
        yield ("to",), None, "taken out"


def _when(act: Act) -> Iterator[Change]:
    if "when" in act.body:
        yield from opposite(act.body["when"], "when")
        rest = {key: value for key, value in act.body.items() if key not in ("when", "else")}
        yield (), rest, "without its condition"


def _else(act: Act) -> Iterator[Change]:
    if "else" in act.body:
        yield ("else",), "It cannot be done", "says something else"


def _asks(act: Act) -> Iterator[Change]:
    asks = act.body.get("asks", [])
    yield from fewer(asks, "asks")
    for number, one in enumerate(asks):
        turned = one.removesuffix("?") if one.endswith("?") else f"{one}?"
        yield ("asks",), [*asks[:number], turned, *asks[number + 1 :]], f"{turned} for {one}"
    if len(asks) > 1:
        yield ("asks",), asks[::-1], "turned round"
    yield from more(asks, [f for f in act.data["fields"] if f not in act.asked], "asks")


def _says(act: Act) -> Iterator[Change]:
    says = act.body.get("says", {})
    yield from shorter(says, "says")
    yield from opposite(says, "says")


def _circle(act: Act) -> Iterator[Change]:
    circles = list(act.data["circles"])
    yield from other(act.body.get("circle", circles[0]), circles, "circle")


def _readers(act: Act) -> Iterator[Change]:
    given = act.body.get("readers")
    yield from fewer(given, "readers")
    asked = [name for name in act.asked_of("person", "people") if act.fills(name) <= act.outside]
    yield from more(given, [*asked, *sorted(act.outside)], "readers")


def _tells(act: Act) -> Iterator[Change]:
    tells = {
        audience: text
        for audiences, text in act.body.get("tells", {}).items()
        for audience in audiences.split(", ")
    }
    yield from shorter(tells, "tells")
    if tells:
        text = next(iter(tells.values()))
        for one in (*act.data["parties"], *act.asked_of("person", "people"), "hub"):
            first = {audience.split(" or ")[0] for audience in tells}
            if one not in first and act.fills(one).isdisjoint(tells):
                yield ("tells",), {**tells, one: text}, f"also {one}"
    for audience, text in tells.items():
        for one in audience.split(" or ") if " or " in audience else ():
            rest = {name: said for name, said in tells.items() if name != audience}
            yield ("tells",), {**rest, one: text}, f"{audience} is only {one}"
        lines = text.strip().split("\n")
        for number, line in enumerate(lines):
            rest = "\n".join(lines[:number] + lines[number + 1 :]) or "Something has happened."
            yield ("tells",), {**tells, audience: rest}, f"{audience} without {line!r}"


def _done(act: Act) -> Iterator[Change]:
    yield ("done",), "{by} did it", "says something else"
    for part in _PART.findall(act.body["done"]):
        yield ("done",), act.body["done"].replace(part, ""), f"without {part!r}"


def _judged(act: Act) -> Iterator[Change]:
    given = act.body.get("judged", f"{act.kind}.{act.name}")
    if "judged" in act.body:
        yield ("judged",), None, "taken out"
    after = [*act.judged, *act.judged][act.judged.index(given) + 1] if given != "nothing" else ""
    yield from other(given, ["nothing", after or act.judged[0]], "judged")


def _on_behalf(act: Act) -> Iterator[Change]:
    if "for" in act.body:
        yield ("for",), None, "taken out"
    if act.body.get("judged") != "nothing":
        others = [slot for slot in act.data["parties"] if slot not in act.fills("by")]
        yield from other(act.body.get("for"), others[:2], "for")


def _spoken(act: Act) -> Iterator[Change]:
    if "spoken" in act.body:
        yield ("spoken",), None, "taken out"


def _also(act: Act) -> Iterator[Change]:
    yield from fewer(act.body.get("also"), "also")


def _opens(act: Act) -> Iterator[Change]:
    if "opens" in act.body:
        yield ("opens",), None, "taken out"


def _grants(act: Act) -> Iterator[Change]:
    if "grants" in act.body:
        yield ("grants",), None, "taken out"
        circle = act.body["grants"].get("circle")
        yield from other(circle, act.data["circles"], "grants", "circle")


def _words(act: Act) -> Iterator[Change]:
    """What is only shown is looked at in the generated reference and in the browser."""
    yield from ()


PLANTERS: Mapping[str, Planter] = {
    "label": _words,
    "done": _done,
    "tells": _tells,
    "starts": lambda act: flag(act.body, "starts", "starts"),
    "judged": _judged,
    "also": _also,
    "for": _on_behalf,
    "spoken": _spoken,
    "from": _states("from"),
    "while": _states("while"),
    "in": _in,
    "by": _by,
    "asks": _asks,
    "when": _when,
    "else": _else,
    "to": _to,
    "fills": effects.fills,
    "refers": effects.refers,
    "since": effects.since,
    "alleges": effects.alleges,
    "adds": effects.adds,
    "turns": effects.turns,
    "sets": effects.sets,
    "says": _says,
    "meets": effects.clocked("meets"),
    "moves": effects.moves,
    "agrees": effects.agrees,
    "stops": effects.clocked("stops"),
    "resumes": effects.resumes,
    "limits": effects.limits,
    "first": effects.first,
    "elsewhere": effects.elsewhere,
    "begins": effects.begins,
    "adopts": effects.adopts,
    "circle": _circle,
    "readers": _readers,
    "only_readers": lambda act: flag(act.body, "only_readers", "only_readers"),
    "opens": _opens,
    "grants": _grants,
    "auto": effects.auto,
}


def mistakes(kind: str) -> Iterator[Mistake]:
    """Every mistake planted in the acts of a procedure."""
    data = plain(kind)
    for name, body in data["acts"].items():
        act = Act(kind, name, data, body)
        for planter in PLANTERS.values():
            for path, value, what in planter(act):
                yield Mistake(kind, ("acts", name, *path), value, what)
