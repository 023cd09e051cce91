"""Sight that is granted: one letter or one circle of a case, to named people, for a purpose, until
a day.

A grant is a key with a last day among the case's viewers (decision 0004): it is gated by that day
whenever somebody looks. A grant that belongs to a list's entry ends when the entry moves on, and
every grant ends with the case.
"""

from __future__ import annotations

from datetime import date

from moothall.cases.doing import Doing, number_of
from moothall.cases.refusals import Incomplete
from moothall.cases.standing import UNTIL, Json, timed

ENTRY = "entry"  # to whoever the list entry is about
GRANTED = "granted"  # in an entry's detail: what its grant opens


def keys(doing: Doing) -> set[str]:
    """The keys that the act grants, as events write them; none where it grants nothing."""
    grant = doing.act.grants
    if grant is None:
        return set()
    until = doing.value(grant.until)
    if until is None:
        return set()
    return {timed(f"granted:{one}", date.fromisoformat(until)) for one in _people(doing)}


def work_out(doing: Doing) -> None:
    """Writes the grant among the viewers of `doing.after`; raises Incomplete for a day gone by."""
    _withdraw(doing)
    if doing.now.ended:
        _end(doing)
    grant = doing.act.grants
    opened = keys(doing)
    if grant is None or not opened:
        return
    if doing.value(grant.until) < doing.on.isoformat():
        raise Incomplete({grant.until: "The last day must not be over already."})
    circle = grant.circle or f"event:{doing.values[grant.letter]}"
    before = doing.now.viewers.get(circle, ())
    doing.now.viewers[circle] = sorted({*before, *opened})
    if grant.to == ENTRY:
        entries = doing.now.entries[doing.act.in_]
        detail: Json = {GRANTED: {"circle": circle, "keys": sorted(opened)}}
        entries[doing.entry] = entries[doing.entry] | {"detail": detail}


def _people(doing: Doing) -> set[int]:
    assert doing.act.grants is not None
    name = doing.act.grants.to
    if name == ENTRY:
        person = doing.now.entries.get(doing.act.in_, {}).get(doing.entry, {}).get("person")
        return {person} if person else set()
    if name in doing.procedure.parties and name not in doing.act.asked:
        return {one.pk for one in doing.persons(doing.now.parties.get(name, ()))}
    value = doing.values.get(name) or []
    return set(value if isinstance(value, list) else [value])


def _withdraw(doing: Doing) -> None:
    """Where an entry moves to another state, what was granted with it is over."""
    if not doing.act.in_ or not doing.act.to:
        return
    entry = doing.now.entries[doing.act.in_][doing.entry]
    held = entry["detail"].get(GRANTED)
    if held is None:
        return
    kept = doing.now.viewers.get(held["circle"], ())
    doing.now.viewers[held["circle"]] = [key for key in kept if key not in held["keys"]]
    detail = {name: value for name, value in entry["detail"].items() if name != GRANTED}
    doing.now.entries[doing.act.in_][doing.entry] = entry | {"detail": detail}


def _end(doing: Doing) -> None:
    """Whoever has given back what was granted, or let it run out, reads it no longer."""
    for circle, keys in doing.now.viewers.items():
        doing.now.viewers[circle] = [key for key in keys if UNTIL not in key]


def person_of(key: str) -> int:
    """5, of `granted:5`."""
    return number_of(key)
