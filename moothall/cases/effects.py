"""What an act changes, worked out on a copy of the case and then written down as effects.

The parts that need rules of their own are in `fills.py`, `clocks.py`, `circles.py` and `owners.py`;
folding effects back is in `standing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moothall.cases import adoption, audiences, circles, clocks, fills, grants, owners, relations
from moothall.cases.doing import Doing
from moothall.cases.procedure import THING, Act, Adds, Procedure
from moothall.cases.standing import Json, Standing, written
from moothall.cases.standing_facts import holds_here
from moothall.people.models import Council

_PLAIN = ("kind", "reference", "number", "edition", "state", "ended", "turn", "owner", "opened_at")
_BY_NAME = ("parties", "viewers", "clocks", "registered")
MARK = "confidential"  # among what is shown


def work_out(doing: Doing) -> Json:
    """Fills `doing.after` and returns the effects that lead there from `doing.standing`."""
    if doing.after is None:
        doing.after = doing.standing.copy()
    _sheet(doing)
    adoption.pin(doing)
    fills.work_out(doing)
    relations.forget(doing)
    _entries(doing)
    _state(doing)
    clocks.work_out(doing)
    owners.work_out(doing)
    circles.work_out(doing)
    grants.work_out(doing)
    _register(doing)
    changed = difference(doing.standing, doing.after, said=doing.values)
    _refer(doing, changed)
    return changed


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


def _refer(doing: Doing, changed: Json) -> None:
    """Lists and the register refer to the sheet: no words stand in the chain (decision 0008)."""
    for shown in changed.get("shown", {}):
        if shown != MARK and not _is_body(doing, doing.procedure.shows[shown]):
            changed["shown"][shown] = {"sheet": doing.procedure.shows[shown]}
    register = doing.procedure.register
    if register is None or _is_body(doing, register.what):
        return
    if register.name in changed.get("registered", {}):
        entry = changed["registered"][register.name]
        changed["registered"][register.name] = entry | {"what": {"sheet": register.what}}


def _is_body(doing: Doing, name: str) -> bool:
    """Whether a sheet field names a department or committee: its name is nobody's words."""
    return doing.procedure.fields[name].type == "organization"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    return {key: value for key, value in after.items() if key not in before or before[key] != value}


def _token(key: str, value: Any, said: Mapping[str, Any]) -> Json:
    return {"said": key} if said.get(key) == value and value is not None else {"is": value}


def usual(council: Council, procedure: Procedure, act: Act, name: str) -> Any:
    """What the act sets where nothing was said; the level of who may see new business is the
    council's own, where it has one. What somebody chose is never touched by it."""
    if act.starts and name == procedure.level.get("field"):
        chosen = council.privacy_defaults.get(procedure.kind)
        if chosen in procedure.fields[name].choices and chosen in circles.LEVELS:
            return chosen
    return act.sets[name]


def _sheet(doing: Doing) -> None:
    """The answers that the case keeps, and what the act itself sets where nothing was said."""
    standing = doing.now
    for name in doing.procedure.sheet:
        if doing.values.get(name) is not None:
            standing.sheet[name] = doing.values[name]
        elif name in doing.act.sets:
            standing.sheet[name] = usual(doing.council, doing.procedure, doing.act, name)
    for shown, name in doing.procedure.shows.items():
        if name in standing.sheet:
            standing.shown[shown] = _shown(doing, name)
    if doing.procedure.walled and not standing.shown.get(MARK):
        standing.shown[MARK] = True


def _shown(doing: Doing, name: str) -> Any:
    """What lists show of a sheet field: a department or committee by its name."""
    value = doing.now.sheet[name]
    if _is_body(doing, name) and value is not None:
        return doing.directory.organizations[value].name
    return value


def _entries(doing: Doing) -> None:
    """New entries for those an answer or the protocol names; those of a list that the act turns;
    and the one entry that it happens to."""
    for adds in doing.act.adds:
        entries = doing.now.entries.setdefault(adds.list, {})
        if adds.source == audiences.NOTICES:
            for key, entry in audiences.entries(doing, adds).items():
                entries.setdefault(key, entry)  # whoever is there already stays as they are
            continue
        for ref in _refs(doing, adds):
            person = int(ref.partition(":")[2]) if ref.startswith("person:") else None
            entries[ref] = {"state": adds.state, "person": person, "detail": {}}
    for name, (state, then) in doing.act.turns.items():
        entries = doing.now.entries.get(name, {})
        turned = {key: one for key, one in entries.items() if one["state"] == state}
        entries.update({key: one | {"state": then} for key, one in turned.items()})
    if doing.act.in_ and doing.act.to:
        entries = doing.now.entries[doing.act.in_]
        entries[doing.entry] = entries[doing.entry] | {"state": doing.act.to[0][0]}


def _refs(doing: Doing, adds: Adds) -> list[str]:
    """The keys of what is added: persons and posts, or the things that the list names."""
    if adds.source == fills.THINGS:
        return [f"{THING}{one}" for one in doing.procedure.lists[adds.list].things]
    return fills.source(doing, adds.source) or []


def _state(doing: Doing) -> None:
    if doing.act.in_:
        return
    for state, condition in doing.act.to:
        if holds_here(doing, condition):
            doing.now.state = state
            break
    doing.now.ended = doing.procedure.states[doing.now.state].ends


def _what(doing: Doing, name: str) -> str:
    """What an entry says: the answer as procedures write it, a body by its slug."""
    value = doing.now.sheet.get(name)
    if _is_body(doing, name) and value is not None:
        return doing.directory.organizations[value].slug
    return written(value)


def _since(doing: Doing, entry: Json | None) -> str:
    """The day an entry began that names none: it keeps the one it has."""
    return str(entry["start"]) if entry else doing.on.isoformat()


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
            "what": _what(doing, register.what),
            "start": standing.sheet.get(register.start) or _since(doing, entry),
            "end": standing.sheet.get(register.end) or "",
            "for": [one.pk for one in doing.slot(register.whom)],
        }
    elif entry is not None:
        end = min(filter(None, (entry["end"], doing.on.isoformat())))
        what = _what(doing, register.what)
        standing.registered[register.name] = entry | {"what": what, "end": end}
