"""What a procedure's own conditions may ask: the state, the sheet, acts done, lists and slots.

These are facts about where the case stands, not the protocol's facts (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moothall.cases.conditions import Condition, holds
from moothall.cases.doing import Doing
from moothall.cases.procedure import Procedure
from moothall.cases.relations import is_one_of


def holds_here(doing: Doing, condition: Condition) -> bool:
    """Whether a procedure's condition is true of where the case stands."""
    return holds(condition, lambda name: fact(doing, name))


def known(procedure: Procedure) -> Iterator[str]:
    """Every fact that a condition of this procedure may name."""
    yield "state"
    yield from procedure.sheet
    for act in procedure.acts:
        yield from (f"{act}.done", f"{act}.count", f"{act}.late")
    for slot in procedure.parties:
        yield from (f"{slot}.filled", f"{slot}.count", f"by.{slot}")
    for listing in procedure.lists.values():
        yield from (f"{listing.name}.open", f"{listing.name}.count")
        yield from (f"{listing.name}.{state}" for state in listing.states)


def fact(doing: Doing, name: str) -> Any:
    """The value of one such fact; None where the sheet has no answer."""
    standing = doing.now
    if name == "state":
        return standing.state
    if name in doing.procedure.sheet:
        return standing.sheet.get(name)
    thing, _, what = name.rpartition(".")
    if thing == "by":
        return doing.by is not None and is_one_of(doing, doing.by, (what,))
    if thing in doing.procedure.acts:
        return _of_act(doing, thing, what)
    if thing in doing.procedure.parties:
        filled = standing.parties.get(thing, ())
        return len(filled) if what == "count" else bool(filled)
    return _of_list(doing, thing, what)


def _of_act(doing: Doing, act: str, what: str) -> Any:
    count = doing.now.done.get(act, 0)
    if what == "late":
        today = doing.on.isoformat()
        wanted = f"{doing.procedure.kind}.{act}"
        running = (c["due"] for _, c in doing.now.running() if c["act"] == wanted)
        return any(due and due < today for due in running)
    return count if what == "count" else count > 0


def _of_list(doing: Doing, name: str, what: str) -> int:
    listing = doing.procedure.lists[name]
    states = [entry["state"] for entry in doing.now.entries.get(name, {}).values()]
    if what == "count":
        return len(states)
    if what == "open":
        return sum(state not in listing.ends for state in states)
    return states.count(what)
