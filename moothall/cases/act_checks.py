"""What must be true of one act of a procedure: every name in it exists, and it can happen.

What must be true of its clocks is in `clock_checks.py`, of the procedure around it in
`procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from moothall.cases import begin_checks, conditions, fills, grant_checks, standing_facts, telling
from moothall.cases.clock_checks import ClockChecks
from moothall.cases.field_checks import PEOPLE, FieldChecks
from moothall.cases.list_checks import ListChecks
from moothall.cases.procedure import Act
from moothall.cases.relations import listed

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
        by = [one for one in act.by if one != ENTRY or not self.of_people()]
        self.exists(by, [*procedure.parties, *self.of.roles()], "party or role", "by")
        self.exists(act.left, procedure.parties, "party", "left")
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

    def of_people(self) -> bool:
        """Whether it happens to a list's entry that is somebody: a thing does nothing."""
        listing = self.of.procedure.lists.get(self.act.in_)
        return bool(self.act.in_) and not (listing and listing.things)

    def by_whom(self) -> None:
        act = self.act
        if not (act.by or act.automatic or act.by_itself):
            self.fault("by", act.name, "Nobody may ever do it: name somebody, or set auto: true.")
        if act.automatic and act.by:
            self.fault("by", act.name, "auto: true leaves it to the system, so by: is empty.")
        alone = act.automatic or (act.by_itself and not act.by)
        if alone and any(fills.BY in sources for sources in act.fills.values()):
            self.fault("fills", act.name, "the system does it, so nobody becomes a party by it.")
        if alone and act.judged:
            self.fault("judged", act.name, "the system does it, so write `judged: nothing`.")
        if act.by == (act.on_behalf,):
            self.fault("for", act.on_behalf, f"only {act.on_behalf!r} may do it, for nobody else.")
        if act.on_behalf and "actor" in act.says:
            self.fault("for", act.on_behalf, "says: actor says already whose act it is.")
        if act.starts:
            self.nobody_yet()
        else:
            self.oneself()

    def oneself(self) -> None:
        """Whose act it is alone is told nothing of it, and does not become who they are.

        A role is held by several, and what lapses is done by nobody of them.
        """
        for name in self.act.by if len(self.act.by) == 1 else ():
            known = self.of.procedure.parties.get(name)
            if name in self.act.tells and known and not (known.many or self.act.by_itself):
                self.fault("tells", name, f"{name!r} does it, and need not be told.")
            if fills.BY in self.act.fills.get(name, ()):
                self.fault("fills", name, f"{name!r} does it already.")

    def nobody_yet(self) -> None:
        """Whoever is named when a case starts becomes a party by that very act."""
        act = self.act
        named = {
            "by": act.by,
            "readers": act.readers,
            "tells": [one for name in act.tells for one in telling.named(name)],
        }
        for key, names in named.items():
            filled = () if key == "by" else (*act.fills, *act.asked)
            for name in names:
                if name in self.of.procedure.parties and name not in filled:
                    self.fault(key, name, f"{name!r} is nobody yet when a case starts.")

    def in_sight(self) -> None:
        """Whoever may do it sees the circle that it happens in, or the entry that they add."""
        lists = self.of.procedure.lists
        added = [one.list for one in self.act.adds if one.source == fills.BY]
        if self.act.starts or any(lists[one].own for one in added if one in lists):
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
            relations = [name for name, one in procedure.roles.items() if isinstance(one, Mapping)]
            known = [*act.asked, *procedure.parties, *relations, *act.turns, *fills.SOURCES]
            self.exists(sources, known, "source", "fills")
            self.typed(sources, PEOPLE, "fills")
            self.room_for(slot, sources)
            self.not_oneself(slot, sources)
        self.told_once()
        self.asked_beside()
        ListChecks(self).run()
        self.sets()
        self.exists(act.readers, [*act.asked, *procedure.parties], "party or field", "readers")
        self.typed(act.readers, PEOPLE, "readers")
        self.exists([act.opens] if act.opens else [], act.asked, "field asked here", "opens")
        self.typed([act.opens], ("number",), "opens")
        grant_checks.check(self)
        begin_checks.check(self)
        for field, there in act.elsewhere.items():
            self.exists([field], act.asked, "field asked here", "elsewhere")
            self.typed([field], ("case",), "elsewhere")
            self.exists([there], procedure.acts, "act", "elsewhere")
        if act.adopts:
            kept = [*procedure.sheet, *act.asked]
            self.exists([act.adopts], kept, "field that is asked or kept", "adopts")
            self.typed([act.adopts], ("edition",), "adopts")
        for other, defaults in act.first.items():
            self.exists([other], procedure.acts, "act", "first")
            if other in procedure.acts:
                self.exists(defaults, procedure.acts[other].asked, "field of that act", "first")
                self.exists(procedure.acts[other].asked, act.asked, "field asked here", "first")

    def not_oneself(self, slot: str, sources: Iterable[str]) -> None:
        """A relation that gives a party does not pass over that very party."""
        for name in sources:
            spec = self.of.procedure.roles.get(name)
            if isinstance(spec, dict) and slot in listed(spec.get("not")):
                self.fault("fills", slot, f"{name!r} is never {slot!r}, by its own `not:`.")

    def told_once(self) -> None:
        """Of two parties that are the same people from now on one is told, and not the other."""
        told = [name for name in self.act.tells if self.act.fills.get(name)]
        for name, other in combinations(told, 2):
            if self.act.fills[name] == self.act.fills[other]:
                self.fault("tells", other, f"{other!r} is {name!r} by this act: tell one of them.")

    def asked_beside(self) -> None:
        """Of what the protocol is asked besides: who decides, and what is alleged of whom."""
        procedure, act = self.of.procedure, self.act
        self.exists(act.refers, procedure.parties, "party", "refers")
        self.exists(act.alleges, act.asked, "field asked here", "alleges")
        self.typed(act.alleges, ("choice",), "alleges")
        self.exists(act.alleges.values(), procedure.parties, "party", "alleges")

    def sets(self) -> None:
        """What is always answered is not set by the act itself."""
        self.exists(self.act.sets, self.of.procedure.sheet, "sheet field", "sets")
        for name in self.act.sets:
            if name in self.act.required:
                self.fault("sets", name, f"{name!r} is always answered here, so it sets nothing.")

    def room_for(self, slot: str, sources: Iterable[str]) -> None:
        """Several people only go where there is room for many."""
        procedure = self.of.procedure
        known = procedure.parties.get(slot)
        several = [name for name in sources if fills.may_be_several(procedure, name)]
        if several and known is not None and not known.many:
            self.fault("fills", slot, f"{several[0]!r} may be several people, {slot!r} is one.")

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
            for one in audience.split(telling.OR):
                self.former(one) if one.startswith(telling.FORMER) else self.audience(one)
            self.of.wording(wording, "acts", act.name, "tells", audience)

    def former(self, name: str) -> None:
        """Somebody fills the slot from this act on who may not have filled it before."""
        slot = name.removeprefix(telling.FORMER)
        if slot not in self.act.fills or self.act.starts:
            self.fault(
                "tells", name, f"nobody is {name!r}, because it does not fill {slot!r} anew."
            )

    def audience(self, name: str) -> None:
        """Whoever is told must be able to see what they are told of."""
        procedure, act = self.of.procedure, self.act
        known = [*procedure.parties, *act.asked, *act.turns, *telling.AUDIENCES, *self.of.roles()]
        self.exists([name], known, "audience", "tells")
        self.typed([name], PEOPLE, "tells")
        seen: tuple[str, ...] = (*procedure.circles.get(act.circle, ()), *act.readers)
        seen += (act.grants.to,) if act.grants else ()
        filled = [slot for slot, sources in act.fills.items() if name in sources]
        if name not in telling.AUDIENCES and not {name, *filled} & set(seen):
            self.fault(
                "tells", name, f"{name!r} is told but does not see the circle {act.circle!r}."
            )
