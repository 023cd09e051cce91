"""What must be true of acts on a list's entries: there can be such an entry when they are possible.

How a case and one entry go on together is followed through the acts, from the act that adds the
entry. What names a state of either that they never reach together does nothing, and a slip of the
hand that does nothing would never be noticed. The names themselves are checked in `act_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from moothall.cases.clock_checks import left_in, possible_in
from moothall.cases.procedure import Act, Listing

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks

Together = tuple[str, str]  # a state of the case, and one of an entry


@dataclass
class EntryChecks:
    """The acts on the entries of one list."""

    of: Checks
    listing: Listing

    def run(self) -> None:
        for act in self.acts:
            if self.listing.name in act.turns:
                there = {entry for case, entry in self.together if case in possible_in(act)}
                self.reached(act, "turns", act.turns[self.listing.name][:1], there)
            if act.in_ == self.listing.name and self.known(act):
                here = self.here(act)
                self.reached(act, "while", act.while_, {case for case, _ in here})
                self.reached(act, "from", act.from_, {entry for _, entry in here})

    def known(self, act: Act) -> bool:
        """Whether every state that it names exists; what does not is told of elsewhere."""
        entry = {*act.from_, *(state for state, _ in act.to)}
        cases = set(act.while_)
        return (
            bool(cases) and entry <= {*self.listing.states} and cases <= {*self.of.procedure.states}
        )

    def reached(self, act: Act, key: str, named: tuple[str, ...], found: set[str]) -> None:
        for state in named:
            if state not in found:
                message = f"{act.name}: there is no {self.listing.one} for it while {state!r}."
                self.of.fault("acts", state, message, act.name, key)

    @property
    def acts(self) -> list[Act]:
        return list(self.of.procedure.acts.values())

    def here(self, act: Act) -> set[Together]:
        """What the case and an entry can be in when the act is possible."""
        return {
            (case, entry)
            for case, entry in self.together
            if case in act.while_ and entry in act.from_
        }

    @cached_property
    def together(self) -> set[Together]:
        """All that the case and an entry can be in at the same time."""
        name = self.listing.name
        new = {
            (case, state)
            for act in self.acts
            for adds in act.adds
            if adds.list == name
            for case in left_in(act)
            for state in filter(None, (adds.state, adds.empty))
        }
        found: set[Together] = set()
        while new:
            found |= new
            new = {two for one in new for act in self.acts for two in self.after(act, one)} - found
        return found

    def after(self, act: Act, together: Together) -> Iterator[Together]:
        case, entry = together
        if act.starts or case not in possible_in(act):
            return
        if act.in_ == self.listing.name and entry in act.from_:
            yield from ((case, state) for state, _ in act.to)
        elif self.listing.name in act.turns and entry == act.turns[self.listing.name][0]:
            turned = act.turns[self.listing.name][1]
            yield from ((state, turned) for state in left_in(act) or (case,))
        elif not act.in_ and (entry in self.listing.ends or not self.waits(act)):
            yield from ((state, entry) for state, _ in act.to)

    def waits(self, act: Act) -> bool:
        """Whether the act is possible only when no entry is open any more."""
        return isinstance(act.when, dict) and act.when.get(f"{self.listing.name}.open") == 0
