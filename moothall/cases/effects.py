"""What an act changes, worked out on a copy of the case and then written down as effects.

The parts that need rules of their own are in `fills.py`, `clocks.py`, `circles.py` and `owners.py`;
folding effects back is in `standing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moothall.cases import circles, clocks, fills, grants, owners, relations
from moothall.cases.doing import Doing
from moothall.cases.standing import Json, Standing
from moothall.cases.standing_facts import holds_here

_PLAIN = ("kind", "reference", "number", "edition", "state", "ended", "turn", "owner", "opened_at")
_BY_NAME = ("parties", "viewers", "clocks", "registered")
MARK = "confidential"  # among what is shown


def work_out(doing: Doing) -> Json:
    """Fills `doing.after` and returns the effects that lead there from `doing.standing`."""
    if doing.after is None:
        doing.after = doing.standing.copy()
    _sheet(doing)
    fills.work_out(doing)
    relations.forget(doing)
    _entries(doing)
    _state(doing)
    clocks.work_out(doing)
    owners.work_out(doing)
    circles.work_out(doing)
    grants.work_out(doing)
    _register(doing)
    return difference(doing.standing, doing.after, said=doing.values)


def difference(before: Standing, after: Standing, *, said: Mapping[str, Any]) -> Json:
    """What to merge into `before` to have `after`; answers stand as tokens, not as words."""
    effects: Json = {}
    for name in _PLAIN:
        if getattr(before, name) != getattr(after, name):
            effects[name] = getattr(after, name)
    for name in _BY_NAME:
        if changed := _changed(getattr(before, name), getattr(after, name)):
            effects[name] = changed
    for name in ("sheet", "shown"):
        changed = _changed(getattr(before, name), getattr(after, name))
        if changed:
            effects[name] = {key: _token(key, value, said) for key, value in changed.items()}
        if MARK in effects.get("shown", {}):  # stays when what was answered is erased
            effects["shown"][MARK] = {"is": changed[MARK]}
    entries = {
        name: changed
        for name, found in after.entries.items()
        if (changed := _changed(before.entries.get(name, {}), found))
    }
    if entries:
        effects["entries"] = entries
    return effects


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    return {key: value for key, value in after.items() if key not in before or before[key] != value}


def _token(key: str, value: Any, said: Mapping[str, Any]) -> Json:
    return {"said": key} if said.get(key) == value and value is not None else {"is": value}


def _sheet(doing: Doing) -> None:
    """The answers that the case keeps, and what the act itself sets where nothing was said."""
    standing = doing.now
    for name in doing.procedure.sheet:
        if doing.values.get(name) is not None:
            standing.sheet[name] = doing.values[name]
        elif name in doing.act.sets:
            standing.sheet[name] = doing.act.sets[name]
    for shown, name in doing.procedure.shows.items():
        if name in standing.sheet and standing.shown.get(shown) != standing.sheet[name]:
            standing.shown[shown] = standing.sheet[name]
    if doing.procedure.walled and not standing.shown.get(MARK):
        standing.shown[MARK] = True


def _entries(doing: Doing) -> None:
    """New entries for those an answer names; and the one entry that the act happens to."""
    for adds in doing.act.adds:
        entries = doing.now.entries.setdefault(adds.list, {})
        for ref in fills.source(doing, adds.source) or ():
            person = int(ref.partition(":")[2]) if ref.startswith("person:") else None
            entries[ref] = {"state": adds.state, "person": person, "detail": {}}
    if doing.act.in_ and doing.act.to:
        entries = doing.now.entries[doing.act.in_]
        entries[doing.entry] = entries[doing.entry] | {"state": doing.act.to[0][0]}


def _state(doing: Doing) -> None:
    if doing.act.in_:
        return
    for state, condition in doing.act.to:
        if holds_here(doing, condition):
            doing.now.state = state
            break
    doing.now.ended = doing.procedure.states[doing.now.state].ends


def _register(doing: Doing) -> None:
    """The standing entry that the case is in these states, for others to ask about."""
    register = doing.procedure.register
    if register is None:
        return
    standing = doing.now
    people = [one.pk for one in doing.slot(register.person)]
    live = standing.state in register.states and people
    entry = standing.registered.get(register.name)
    if live:
        standing.registered[register.name] = {
            "person": people[0],
            "what": str(standing.sheet.get(register.what) or "")[:200],
            "start": standing.sheet.get(register.start) or doing.on.isoformat(),
            "end": standing.sheet.get(register.end) or "",
            "for": [one.pk for one in doing.slot(register.whom)],
        }
    elif entry is not None:
        end = min(filter(None, (entry["end"], doing.on.isoformat())))
        standing.registered[register.name] = entry | {"end": end}
