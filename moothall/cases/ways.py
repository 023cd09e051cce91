"""The ways that a case can take through a procedure, and who may be there on each.

Each act that starts a case is followed through every act that may come after it, noting which
parties somebody may fill by then and which lists may hold something. What is made of that is in
`flow_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moothall.cases import fills
from moothall.cases.clock_checks import possible_in
from moothall.cases.procedure import Act, Procedure

NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Way:
    """All that may happen to a case that one act has started."""

    start: Act
    there: dict[str, frozenset[str]] = field(default_factory=dict)  # by state: who and what may be
    acts: set[str] = field(default_factory=set)  # possible on it

    def same(self, one: str, other: str, acts: Mapping[str, Act]) -> bool:
        """Whether two parties are always the same people: from the start, and left so."""
        sources = self.start.fills.get(one)
        later = (acts[name].fills for name in self.acts if name != self.start.name)
        return (
            sources is not None
            and sources == self.start.fills.get(other)
            and not any(one in filled or other in filled for filled in later)
        )


def through(procedure: Procedure) -> list[Way]:
    """The ways through a procedure, one for each act that starts a case."""
    return [_way(procedure, start) for start in procedure.starting_acts]


def _way(procedure: Procedure, start: Act) -> Way:
    way = Way(start, acts={start.name})
    for state, gone in _leads(start):
        way.there[state] = brings(start) - gone
    later = [act for act in procedure.acts.values() if not act.starts]
    while sum(_follow(way, act, procedure) for act in later):
        pass  # until all of them together bring nothing new
    return way


def _follow(way: Way, act: Act, procedure: Procedure) -> bool:
    """Notes what an act leads to; whether that was anything new."""
    new = False
    for state in possible_in(act):
        here = way.there.get(state)
        if here is None or not (act.lapse or somebody(act, here, procedure)):
            continue
        way.acts.add(act.name)
        for after, gone in _leads(act) if act.to and not act.in_ else [(state, NOBODY)]:
            found = way.there.get(after, NOBODY) | ((here | brings(act)) - gone)
            new = new or found != way.there.get(after)
            way.there[after] = found
    return new


def _leads(act: Act) -> Iterator[tuple[str, frozenset[str]]]:
    """The states that an act leads to, each with the parties that nobody fills then.

    Of `{assigned: {handler.filled: true}, received: {}}` the second has no handler.
    """
    gone: set[str] = set()
    for state, condition in act.to:
        yield state, frozenset(gone)
        if isinstance(condition, Mapping) and list(condition.values()) == [True]:
            gone |= {fact.removesuffix(".filled") for fact in condition}


def brings(act: Act) -> frozenset[str]:
    """The parties that an act fills and the lists that it adds to."""
    filled = (slot for slot, sources in act.fills.items() if set(sources) != {fills.NOBODY})
    return frozenset([*filled, *(entries_of(adds.list) for adds in act.adds)])


def somebody(act: Act, here: frozenset[str], procedure: Procedure) -> bool:
    """Whether somebody may do it, or the system does, where these are there."""
    if act.in_ and entries_of(act.in_) not in here:
        return False
    return not act.by or any(one in here or one not in procedure.parties for one in act.by)


def entries_of(listing: str) -> str:
    """What is noted of a list that holds something: no party can be called so."""
    return f"entries of {listing}"
