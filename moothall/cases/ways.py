"""The ways that a case can take through a procedure, and who may be there on each.

Each act that starts a case is followed through every act that may come after it, noting which
parties somebody may fill by then, which lists may hold something and which acts may have been done.
What is made of that is in `flow_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moothall.cases.clock_checks import left_in, possible_in
from moothall.cases.procedure import Act, Procedure

NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Way:
    """All that may happen to a case that one act has started."""

    start: Act
    there: dict[str, frozenset[str]] = field(default_factory=dict)  # by state: who and what may be
    acts: set[str] = field(default_factory=set)  # possible on it

    def same(self, one: str, other: str, before: Act, acts: Mapping[str, Act]) -> bool:
        """Whether two parties are always the same people at an act: from the start, and left so by
        whatever may have come since and by the act itself."""
        sources = self.start.fills.get(one)
        return (
            sources is not None
            and sources == self.start.fills.get(other)
            and not any({one, other} & act.fills.keys() for act in self._since(before, acts))
        )

    def _since(self, before: Act, acts: Mapping[str, Act]) -> list[Act]:
        """What may come on it between the start and an act, and that act."""
        later = [acts[name] for name in self.acts if name != self.start.name]
        states = possible_in(before)
        for _ in self.there:  # no way is longer
            states |= {one for act in later if left_in(act) & states for one in possible_in(act)}
        return [act for act in later if act is before or left_in(act) & states]


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
        if here is None or not (act.by_itself or somebody(act, here, procedure)):
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
    """The parties that an act fills, the lists that it adds to, and that it has been done."""
    lists = (entries_of(adds.list) for adds in act.adds)
    return frozenset([*act.fills, *act.refers, *lists, done(act.name)])


def somebody(act: Act, here: frozenset[str], procedure: Procedure) -> bool:
    """Whether somebody may do it, or the system does, where these are there."""
    if act.in_ and entries_of(act.in_) not in here:
        return False
    if not here.issuperset(_waited_for(act, procedure)):
        return False
    return not act.by or any(one in here or one not in procedure.parties for one in act.by)


def _waited_for(act: Act, procedure: Procedure) -> Iterator[str]:
    """The acts that must have been done before it, as its condition says."""
    for fact, value in act.when.items() if isinstance(act.when, Mapping) else ():
        name = fact.removesuffix(".done")
        if value is True and fact != name and name in procedure.acts:
            yield done(name)


def done(act: str) -> str:
    """What is noted of an act that may have been done: no party can be called so."""
    return f"done {act}"


def entries_of(listing: str) -> str:
    """What is noted of a list that holds something: no party can be called so."""
    return f"entries of {listing}"
