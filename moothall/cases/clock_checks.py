"""What must be true of the clocks that an act speaks of: each exists, and can be running there.

A clock is named after the act that it waits for, so it runs only where that act is possible; what
names it elsewhere does nothing, and a slip of the hand that does nothing would never be noticed.
The rest of an act is checked in `act_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moothall.cases.clocks import OWN_WINDOWS
from moothall.cases.procedure import Act, Procedure
from moothall.protocol import read_vocabulary

if TYPE_CHECKING:
    from moothall.cases.act_checks import ActChecks


def possible_in(act: Act) -> frozenset[str]:
    """The states of the case in which an act is possible."""
    return frozenset(act.while_ if act.in_ else act.from_)


def left_in(act: Act) -> frozenset[str]:
    """The states that the case may be in after an act."""
    return frozenset(state for state, _ in act.to) if act.to and not act.in_ else possible_in(act)


@dataclass(slots=True)
class ClockChecks:
    """The clocks in one act."""

    of: ActChecks

    @property
    def act(self) -> Act:
        return self.of.act

    @property
    def procedure(self) -> Procedure:
        return self.of.of.procedure

    def run(self) -> None:
        self.names()
        self.running()
        self.standing_still()
        self.limits()

    def names(self) -> None:
        act, known = self.act, self.of.of.clock_names()
        self.of.exists(act.stops, known, "act with a clock", "stops")
        self.of.exists(act.resumes, known, "act with a clock", "resumes")
        self.of.exists(act.lapse, known, "act with a clock", "auto")
        self.of.exists([one for one in act.meets if one != act.judged], known, "act", "meets")
        self.of.exists(act.moves, known, "act with a clock", "moves")
        self.of.exists(act.moves.values(), act.asked, "field asked here", "moves")
        self.of.typed(act.moves.values(), ("date",), "moves")
        dates = [one for one in act.asked if self.is_date(one)]
        kept = [one for one in self.procedure.sheet if self.is_date(one)]
        self.of.exists(act.since.values(), [*dates, *kept], "date asked here or kept", "since")
        self.of.exists(act.limits, self.procedure.acts, "act", "limits")
        self.of.exists(act.limits.values(), [*OWN_WINDOWS, *dates], "setting or date", "limits")

    def is_date(self, field: str) -> bool:
        known = self.procedure.fields.get(field)
        return known is not None and known.type == "date"

    def waits_for(self, clocks: Iterable[str]) -> Mapping[str, Act]:
        """The acts that these clocks wait for; what does not exist is told of elsewhere."""
        kind, acts = self.procedure.kind, self.procedure.acts
        parted = ((clock, *clock.partition(".")) for clock in clocks)
        return {one: acts[name] for one, of, _, name in parted if of == kind and name in acts}

    def running(self) -> None:
        """What is met, stopped, moved or waited for can be running where the act is possible."""
        act = self.act
        met = [one for one in act.meets if one != act.judged]
        for key, clocks in (
            *(("meets", met), ("stops", act.stops)),
            *(("moves", act.moves), ("auto", act.lapse)),
        ):
            for clock, other in self.waits_for(clocks).items():
                if not possible_in(act) & self.running_in(clock, other):
                    self.cannot_run(key, clock, other)
        for key, clocks in (("stops", act.stops), ("moves", act.moves)):
            for clock in self.waits_for(clocks):
                if clock in act.meets:
                    self.of.fault(key, clock, f"{clock!r} is met by it already.")
        for clock in self.waits_for(act.stops):
            if act.to and all(self.ends(state) for state in left_in(act)):
                message = f"the case ends with it, and so does {clock!r}."
                self.of.fault("stops", clock, message)

    def cannot_run(self, key: str, clock: str, other: Act) -> None:
        states = ", ".join(sorted(self.running_in(clock, other))) or "no state"
        self.of.fault(key, clock, f"{clock!r} can only be running while it is: {states}.")

    def ends(self, state: str) -> bool:
        known = self.procedure.states.get(state)
        return known is not None and known.ends

    def standing_still(self) -> None:
        """What is resumed was stopped on the way there, and can be running afterwards."""
        act = self.act
        for clock, other in self.waits_for(act.resumes).items():
            stopping = (one for one in self.procedure.acts.values() if clock in one.stops)
            still: frozenset[str] = frozenset().union(*map(left_in, stopping))
            if not possible_in(act) & still:
                self.of.fault("resumes", clock, f"{clock!r} was not stopped before.")
            elif not left_in(act) & self.running_in(clock, other):
                self.cannot_run("resumes", clock, other)

    def running_in(self, clock: str, other: Act) -> frozenset[str]:
        """The states in which a clock can be running before an act: where that which it waits for
        is possible. A limit of the kind's own, which no protocol promises and the system keeps by
        itself, runs only once it has been set.
        """
        if clock not in other.lapse or clock in read_vocabulary().acts:
            return possible_in(other)
        acts = self.procedure.acts.values()
        there = {one for act in acts if other.name in act.limits for one in left_in(act)}
        leading = [
            act
            for act in acts
            if act.to and not (act.in_ or act.starts) and clock not in (*act.stops, *act.meets)
        ]
        for _ in self.procedure.states:  # no way is longer
            there |= {one for act in leading if possible_in(act) & there for one in left_in(act)}
        return possible_in(other) & there

    def limits(self) -> None:
        """What there is only some time for can be done in that time."""
        acts = self.procedure.acts
        for name in self.act.limits:
            if name in acts and not left_in(self.act) & possible_in(acts[name]):
                self.of.fault("limits", name, f"{name!r} is not possible afterwards.")
