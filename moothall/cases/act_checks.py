"""What must be true of one act of a procedure: every name in it exists, and it can happen.

What must be true of its clocks is in `clock_checks.py`, of the procedure around it in
`procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moothall.cases import conditions, fills, grant_checks, standing_facts, telling
from moothall.cases.clock_checks import ClockChecks
from moothall.cases.field_checks import PEOPLE, FieldChecks
from moothall.cases.procedure import Act

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks

ENTRY = "entry"


@dataclass(slots=True)
class ActChecks:
    """The names in one act."""

    of: Checks
    act: Act

    def run(self) -> None:
        procedure, act = self.of.procedure, self.act
        self.exists(act.asked, procedure.fields, "field", "asks")
        self.exists([act.circle], procedure.circles, "circle", "circle")
        by = [one for one in act.by if one != ENTRY or not act.in_]
        self.exists(by, [*procedure.parties, *self.of.roles()], "party or role", "by")
        self.exists([act.on_behalf] if act.on_behalf else [], procedure.parties, "party", "for")
        self.by_whom()
        self.in_sight()
        self.where()
        self.what()
        self.when()
        ClockChecks(self).run()
        self.said()

    def fault(self, key: str, name: str, message: str, *, known: Iterable[str] = ()) -> None:
        self.of.fault("acts", name, f"{self.act.name}: {message}", self.act.name, key, known=known)

    def exists(self, names: Iterable[str], known: Iterable[str], what: str, key: str) -> None:
        known = list(known)
        for name in names:
            if name not in known:
                self.fault(key, name, f"there is no {what} {name!r}.", known=known)

    def by_whom(self) -> None:
        act = self.act
        if not (act.by or act.automatic or act.lapse):
            self.fault("by", act.name, "Nobody may ever do it: name somebody, or set auto: true.")
        if act.automatic and act.by:
            self.fault("by", act.name, "auto: true leaves it to the system, so by: is empty.")
        if act.automatic and any(fills.BY in sources for sources in act.fills.values()):
            self.fault("fills", act.name, "the system does it, so nobody becomes a party by it.")
        if act.automatic and act.judged:
            self.fault("judged", act.name, "the system does it, so write `judged: nothing`.")
        if act.by == (act.on_behalf,):
            self.fault("for", act.on_behalf, f"only {act.on_behalf!r} may do it, for nobody else.")
        if act.starts:
            self.nobody_yet()
        else:
            self.oneself()

    def oneself(self) -> None:
        """Whose act it is alone is told nothing of it, and does not become who they are."""
        for name in self.act.by if len(self.act.by) == 1 else ():
            if name in self.act.tells:
                self.fault("tells", name, f"{name!r} does it, and need not be told.")
            if fills.BY in self.act.fills.get(name, ()):
                self.fault("fills", name, f"{name!r} does it already.")

    def nobody_yet(self) -> None:
        """Whoever is named when a case starts becomes a party by that very act."""
        act = self.act
        named = {"by": act.by, "readers": act.readers, "tells": act.tells}
        for key, names in named.items():
            filled = () if key == "by" else (*act.fills, *act.asked)
            for name in names:
                if name in self.of.procedure.parties and name not in filled:
                    self.fault(key, name, f"{name!r} is nobody yet when a case starts.")

    def in_sight(self) -> None:
        """Whoever may do it sees the circle that it happens in."""
        if self.act.starts:
            return
        seen = self.of.procedure.circles.get(self.act.circle, ())
        for name in self.act.by:
            if name != ENTRY and name not in seen:
                self.fault("by", name, f"{name!r} may do it but does not see {self.act.circle!r}.")

    def typed(self, names: Iterable[str], types: tuple[str, ...], key: str) -> None:
        FieldChecks(self.of).typed(
            names, types, "acts", self.act.name, key, by=f"{self.act.name}: "
        )

    def where(self) -> None:
        procedure, act = self.of.procedure, self.act
        if act.starts and act.from_:
            self.fault("from", act.name, "an act that starts a case comes from no state.")
        if not act.starts and not act.from_:
            self.fault("from", act.name, "say from which states it is possible.")
        if act.starts and not act.to:
            self.fault("to", act.name, "an act that starts a case leads to a state.")
        if not act.in_:
            self.exists(act.from_, procedure.states, "state", "from")
            self.exists([state for state, _ in act.to], procedure.states, "state", "to")
            if act.while_:
                self.fault("while", act.name, "while: belongs to acts on a list's entries.")
            return
        self.exists([act.in_], procedure.lists, "list", "in")
        listing = procedure.lists.get(act.in_)
        states = listing.states if listing else ()
        self.exists(act.from_, states, "list state", "from")
        self.exists([state for state, _ in act.to], states, "list state", "to")
        self.exists(act.while_, procedure.states, "state", "while")
        if not act.while_:
            self.fault("while", act.name, "say while the case is in which states.")

    def what(self) -> None:
        procedure, act = self.of.procedure, self.act
        self.exists(act.fills, procedure.parties, "party", "fills")
        for slot, sources in act.fills.items():
            if not sources:
                self.fault("fills", slot, f"say from where {slot!r} is filled.")
            self.exists(
                sources, [*act.asked, *procedure.parties, *fills.SOURCES], "source", "fills"
            )
            self.typed(sources, PEOPLE, "fills")
            self.room_for(slot, sources)
        for adds in act.adds:
            self.exists([adds.list], procedure.lists, "list", "adds")
            self.exists([adds.source], [*act.asked, *procedure.parties], "source", "adds")
            self.typed([adds.source], PEOPLE, "adds")
            listing = procedure.lists.get(adds.list)
            self.exists([adds.state], listing.states if listing else (), "list state", "adds")
        self.listings()
        self.exists(act.sets, procedure.sheet, "sheet field", "sets")
        self.exists(act.readers, [*act.asked, *procedure.parties], "party or field", "readers")
        self.typed(act.readers, PEOPLE, "readers")
        self.exists([act.opens] if act.opens else [], act.asked, "field asked here", "opens")
        self.typed([act.opens], ("number",), "opens")
        grant_checks.check(self)
        for field, there in act.elsewhere.items():
            self.exists([field], act.asked, "field asked here", "elsewhere")
            self.typed([field], ("case",), "elsewhere")
            self.exists([there], procedure.acts, "act", "elsewhere")
        for other, defaults in act.first.items():
            self.exists([other], procedure.acts, "act", "first")
            if other in procedure.acts:
                self.exists(defaults, procedure.acts[other].asked, "field of that act", "first")
                self.exists(procedure.acts[other].asked, act.asked, "field asked here", "first")

    def room_for(self, slot: str, sources: Iterable[str]) -> None:
        """Several people only go where there is room for many."""
        procedure = self.of.procedure
        known = procedure.parties.get(slot)
        several = [
            name
            for name in sources
            if name in procedure.fields and procedure.fields[name].type == "people"
        ]
        if several and known is not None and not known.many:
            self.fault("fills", slot, f"{several[0]!r} may be several people, {slot!r} is one.")

    def listings(self) -> None:
        """What happens to a list is seen by whoever sees the list."""
        for name in filter(None, (self.act.in_, *(adds.list for adds in self.act.adds))):
            listing = self.of.procedure.lists.get(name)
            if listing is not None and listing.circle != self.act.circle:
                self.fault(
                    "circle", name, f"the list {name!r} is in the circle {listing.circle!r}."
                )

    def when(self) -> None:
        self.facts(self.act.when, "when")
        for _, condition in self.act.to:
            self.facts(condition, "to")
        self.comparisons(self.act.when, "when")
        for _, condition in self.act.to:
            self.comparisons(condition, "to")
        if self.act.when and not self.act.else_:
            self.fault("when", self.act.name, "say why not, with else:.")
        if self.act.else_ and not self.act.when:
            self.fault("else", self.act.name, "else: has no when: before it.")

    def facts(self, condition: conditions.Condition, key: str) -> None:
        if condition:
            known = standing_facts.known(self.of.procedure)
            self.exists(conditions.names(condition), known, "fact", key)

    def comparisons(self, condition: conditions.Condition, key: str) -> None:
        for how, bound in conditions.comparisons(condition):
            self.exists([how], conditions.COMPARISONS, "comparison", key)
            if how in conditions.OF_NUMBERS and not isinstance(bound, int):
                self.fault(key, how, f"{how} is followed by a whole number, not {bound!r}.")

    def said(self) -> None:
        procedure, act = self.of.procedure, self.act
        self.of.wording(act.done, "acts", act.name, "done")
        if any(
            procedure.fields[n].type == "text" for n in act.done.names() if n in procedure.fields
        ):
            self.fault("done", act.name, "what somebody wrote at length does not belong here.")
        for audience, wording in act.tells.items():
            self.audience(audience)
            self.of.wording(wording, "acts", act.name, "tells", audience)

    def audience(self, name: str) -> None:
        """Whoever is told must be able to see what they are told of."""
        procedure, act = self.of.procedure, self.act
        known = [*procedure.parties, *act.asked, *telling.AUDIENCES, *self.of.roles()]
        self.exists([name], known, "audience", "tells")
        self.typed([name], PEOPLE, "tells")
        seen: tuple[str, ...] = (*procedure.circles.get(act.circle, ()), *act.readers)
        seen += (act.grants.to,) if act.grants else ()
        filled = [slot for slot, sources in act.fills.items() if name in sources]
        if name not in telling.AUDIENCES and not {name, *filled} & set(seen):
            self.fault(
                "tells", name, f"{name!r} is told but does not see the circle {act.circle!r}."
            )
