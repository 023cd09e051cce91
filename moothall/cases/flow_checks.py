"""What must be true of the ways that a case can take: whoever an act names can be there by then.

What an act names beyond that does nothing, and a slip of the hand that does nothing would never be
noticed. Looked at once all names exist; the ways themselves are worked out in `ways.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moothall.cases import fills, telling
from moothall.cases.clock_checks import possible_in
from moothall.cases.procedure import Act
from moothall.cases.ways import Way, brings, somebody

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks


@dataclass(slots=True)
class FlowChecks:
    """Acts and circles against the ways that lead to them."""

    of: Checks
    ways: list[Way]

    def run(self) -> None:
        procedure = self.of.procedure
        for act in procedure.acts.values():
            if not act.starts:
                self.places(act)
                self.people(act)
                self.named_once(act)
        for circle in procedure.circles:
            self.circle(circle)
        for slot in procedure.parties:
            self.room(slot)

    def fault(self, act: Act, key: str, name: str, message: str) -> None:
        self.of.fault("acts", name, f"{act.name}: {message}", act.name, key)

    def places(self, act: Act) -> None:
        """Where an act is possible there is somebody to do it, and something left to do."""
        key = "while" if act.in_ else "from"
        if len(act.to) == 1 and (act.to[0][0],) == act.from_:
            self.fault(act, "to", act.from_[0], f"it is {act.from_[0]!r} already: leave to: out.")
        for state in sorted(possible_in(act)):
            here = [way.there[state] for way in self.ways if state in way.there]
            if self.of.procedure.states[state].ends and act.by:
                self.fault(act, key, state, f"the case has ended once it is {state!r}.")
            elif not any(somebody(act, one, self.of.procedure) for one in here):
                self.fault(act, key, state, f"nobody may do it while it is {state!r}.")

    def people(self, act: Act) -> None:
        """Every party that an act names is somebody on some way to it."""
        before = {name for _, here in self.before(act) for name in here}
        named = {
            "by": act.by,
            "left": act.left,
            "readers": act.readers,
            "tells": [one for name in act.tells for one in telling.named(name)],
        }
        for key, names in named.items():
            there = before if key in ("by", "left") else before | brings(act)
            for name in names:
                if name in self.of.procedure.parties and name not in there:
                    self.fault(act, key, name, f"{name!r} is nobody on any way to it.")

    def before(self, act: Act) -> Iterator[tuple[Way, frozenset[str]]]:
        """Who and what may be there before an act, on each way and in each state."""
        for way in self.ways:
            for state in possible_in(act) if act.name in way.acts else ():
                if state in way.there:
                    yield way, way.there[state]

    def named_once(self, act: Act) -> None:
        """Nobody is named who is always one of those named before."""
        acts = self.of.procedure.acts
        for key, names in (("by", list(act.by)), ("tells", list(act.tells))):
            for number, name in enumerate(names):
                there = [way for way, here in self.before(act) if name in here]
                if there and all(
                    any(way.same(name, other, act, acts) for other in names[:number])
                    for way in there
                ):
                    self.fault(act, key, name, f"{name!r} is always one of those before.")

    def circle(self, circle: str) -> None:
        """Something can happen in a circle that each of its parties is there to see."""
        procedure = self.of.procedure
        for name in procedure.circles[circle]:
            seen = any(
                procedure.acts[act].circle == circle
                for way in self.ways
                if any(name in here for here in way.there.values())
                for act in way.acts
            )
            if name in procedure.parties and not seen:
                message = f"{name!r} is never there when something happens in {circle!r}."
                self.of.fault("circles", name, message, circle)

    def room(self, slot: str) -> None:
        """There is room for many only where more than one can come."""
        procedure = self.of.procedure
        if not procedure.parties[slot].many:
            return
        if any(slot in act.refers for act in procedure.acts.values()):
            return  # two may decide together, or a committee
        acts = [act for act in procedure.acts.values() if slot in act.fills]
        one = all(self.one(name) for act in acts for name in act.fills[slot])
        often = [
            sum(1 if act.starts or self.ends(act) else 2 for act in acts if act.name in way.acts)
            for way in self.ways
        ]
        if one and max(often) < 2:
            message = f"Nobody ever joins the first {slot!r}: leave many: out."
            self.of.fault("parties", slot, message, slot, "many")

    def one(self, source: str) -> bool:
        """Whether a source of a party gives one person at most."""
        known = self.of.procedure.fields.get(source)
        if known or source in self.of.procedure.roles:
            return not fills.may_be_several(self.of.procedure, source)
        return source in fills.SOURCES

    def ends(self, act: Act) -> bool:
        """Whether the case ends with an act, whatever happens."""
        states = self.of.procedure.states
        return bool(act.to) and not act.in_ and all(states[state].ends for state, _ in act.to)
