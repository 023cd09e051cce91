"""What must be true of an act that adds entries to lists, or turns those that are there.

Acts on one entry, and which of its states can be reached, are in `entry_checks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moothall.cases import fills
from moothall.cases.audiences import NOTICES
from moothall.cases.field_checks import PEOPLE
from moothall.cases.procedure import Adds

if TYPE_CHECKING:
    from moothall.cases.act_checks import ActChecks


@dataclass(slots=True)
class ListChecks:
    """The lists that one act has to do with."""

    of: ActChecks

    def run(self) -> None:
        for adds in self.of.act.adds:
            self.of.exists([adds.list], self.of.of.procedure.lists, "list", "adds")
            if adds.source == NOTICES:
                self.noticed(adds)
            else:
                self.answered(adds)
            self.states(adds.list, (adds.state, *filter(None, [adds.empty])), "adds")
        for name, states in self.of.act.turns.items():
            self.of.exists([name], self.of.of.procedure.lists, "list", "turns")
            self.states(name, states, "turns")
            if self.of.act.in_ == name:
                self.of.fault("turns", name, "it happens to one entry, and `to:` moves that.")
        self.in_sight()

    def noticed(self, adds: Adds) -> None:
        """What nobody holds is an entry as well, and in a state of its own."""
        if not adds.empty:
            self.of.fault("adds", adds.list, "say with empty: what stands for a seat nobody has.")
        if not (adds.of or self.of.act.judged):
            self.of.fault("adds", adds.list, "it is not judged: say with of: whose notices.")

    def answered(self, adds: Adds) -> None:
        sources = [*self.of.act.asked, *self.of.of.procedure.parties, *self.of.act.turns]
        listing = self.of.of.procedure.lists.get(adds.list)
        things = [fills.THINGS] if listing and listing.things else []
        self.of.exists([adds.source], [*sources, fills.BY, *things, NOTICES], "source", "adds")
        self.of.typed([adds.source], PEOPLE, "adds")
        party = self.of.of.procedure.parties.get(adds.source)
        if adds.source in self.of.act.fills and party and not party.many:
            named = " or ".join(self.of.act.fills[adds.source])
            self.of.fault("adds", adds.source, f"{adds.source!r} is filled here: add from {named}.")
        for key in filter(None, (adds.empty, adds.of)):
            self.of.fault("adds", key, f"{key!r} is only for entries from notices.")

    def states(self, name: str, states: tuple[str, ...], key: str) -> None:
        listing = self.of.of.procedure.lists.get(name)
        self.of.exists(states, listing.states if listing else (), "list state", key)

    def in_sight(self) -> None:
        """What happens to a list is seen by whoever sees the list.

        Entries from notices or parties are no part of what the event says, and seen in the list.
        """
        act = self.of.act
        named = [adds.list for adds in act.adds if adds.source in act.asked]
        for name in filter(None, (act.in_, *named)):
            listing = self.of.of.procedure.lists.get(name)
            if listing is not None and listing.circle != act.circle:
                message = f"the list {name!r} is in the circle {listing.circle!r}."
                self.of.fault("circle", name, message)
