"""What must be true of a procedure beyond its shape: every name in it exists, and means one thing.

The join with the protocols (acts, facts, roles) is checked in `vocabulary_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from moothall.cases import circles, conditions, fills, naming, owners, reply_checks, telling, ways
from moothall.cases.act_checks import ActChecks
from moothall.cases.entry_checks import EntryChecks
from moothall.cases.field_checks import FieldChecks
from moothall.cases.flow_checks import FlowChecks
from moothall.cases.procedure import Procedure
from moothall.cases.source_checks import SourceChecks
from moothall.cases.standing import OWN_ACTS, REFUSED
from moothall.cases.words import Wording
from moothall.strict import Faults, Twig

ADMINISTRATOR = "administrator"
_LISTING_FACTS = ("open", "count")
_FIXED_WORDS = frozenset(naming.FIXED)


def check(procedure: Procedure, *, root: Twig, faults: Faults) -> None:
    """Adds a fault for each name that does not exist or stands for two things."""
    Checks(procedure, root, faults).run()


@dataclass(slots=True)
class Checks:
    procedure: Procedure
    root: Twig
    faults: Faults

    def run(self) -> None:
        self.namespaces()
        self.keeps()
        SourceChecks(self).run()
        for name in self.procedure.circles:
            self.circle(name)
        FieldChecks(self).run()
        for name in self.procedure.states:
            self.state(name)
        for name in self.procedure.lists:
            self.listing(name)
        for act in self.procedure.acts.values():
            ActChecks(self, act).run()
        if not self.procedure.starting_acts:
            self.fault("acts", "starts", "No act starts a case.")
        reply_checks.check(self)
        self.reachable()
        if not self.faults.found:
            FlowChecks(self, ways.through(self.procedure)).run()

    def fault(
        self, where: str, name: str, message: str, *path: str, known: Iterable[str] = ()
    ) -> None:
        self.faults.add(self.root.line_of(where, *path), name, message, known=known)

    def exists(
        self, names: Iterable[str], known: Iterable[str], what: str, where: str, *path: str
    ) -> None:
        known = list(known)
        for name in names:
            if name not in known:
                self.fault(where, name, f"There is no {what} {name!r}.", *path, known=known)

    # One name, one thing -----------------------------------------------------------------------

    def namespaces(self) -> None:
        """Slots, fields and the fixed words of wording share one place: `{name}` must be clear.

        A slot and the field that fills it may share a name; they then mean the same person.
        """
        for slot in self.procedure.parties:
            if slot in self.roles():
                self.fault("parties", slot, f"{slot!r} is a role as well as a party.", slot)
            own = (*telling.AUDIENCES, *fills.SOURCES, circles.LEVEL, owners.NOBODY)
            if slot in (*_FIXED_WORDS, *own):
                self.fault("parties", slot, f"{slot!r} has a meaning of its own already.", slot)
        for field in self.procedure.fields:
            if field in (*_FIXED_WORDS, *fills.SOURCES, owners.NOBODY) or field in self.roles():
                self.fault("fields", field, f"{field!r} has a meaning of its own already.", field)
        for act in self.procedure.acts:
            if act in OWN_ACTS:
                self.fault("acts", act, f"{act!r} has a meaning of its own already.", act)

    def roles(self) -> Iterable[str]:
        from moothall.cases.vocabulary_checks import role_names

        return role_names()

    def keeps(self) -> None:
        self.exists(self.procedure.sheet, self.procedure.fields, "field", "sheet")
        for field in self.procedure.sheet:
            if not any(field in (*act.asked, *act.sets) for act in self.procedure.acts.values()):
                self.fault("sheet", field, f"No act asks for {field!r}, yet the case keeps it.")

    def clock_names(self) -> list[str]:
        return [f"{self.procedure.kind}.{act}" for act in self.procedure.acts]

    # Parts -------------------------------------------------------------------------------------

    def circle(self, name: str) -> None:
        if name.startswith((REFUSED, circles.EVENT, circles.OWN)):
            self.fault("circles", name, f"{name!r} has a meaning of its own already.", name)
        members = [one for one in self.procedure.circles[name] if one != circles.LEVEL]
        self.exists(
            members, [*self.procedure.parties, *self.roles()], "party or role", "circles", name
        )
        if ADMINISTRATOR in members:
            message = "An administrator sees no content: no circle may name one."
            self.fault("circles", ADMINISTRATOR, message, name)
        if circles.LEVEL in self.procedure.circles[name] and not self.procedure.level:
            self.fault("circles", circles.LEVEL, "level: is not declared.", name)

    def state(self, name: str) -> None:
        state = self.procedure.states[name]
        if state.turn:
            known = [*self.procedure.parties, *self.roles(), "nobody"]
            self.exists([state.turn], known, "party or role", "states", name, "turn")
        elif not state.ends:
            message = f"Whose turn is it while {name!r}? Add turn:, or ends: true."
            self.fault("states", name, message, name)
        if state.next is not None:
            self.wording(state.next, "states", name, "next")

    def listing(self, name: str) -> None:
        listing = self.procedure.lists[name]
        self.exists([listing.circle], self.procedure.circles, "circle", "lists", name, "circle")
        self.exists(listing.ends, listing.states, "state", "lists", name, "ends")
        if listing.ends and f"{name}.open" not in self.asked_of_the_case():
            message = f"No act asks for {name}.open, so that ends: says nothing."
            self.fault("lists", name, message, name, "ends")
        adds = [one for act in self.procedure.acts.values() for one in act.adds]
        if listing.things and not any((a.list, a.source) == (name, fills.THINGS) for a in adds):
            message = f"No act adds the things of {name}: write `from: things`."
            self.fault("lists", name, message, name, "things")
        for state in listing.states:
            if state in _LISTING_FACTS:
                message = f"The list state {state!r} would hide the fact {name}.{state}."
                self.fault("lists", state, message, name, "states")
        EntryChecks(self, listing).run()

    def asked_of_the_case(self) -> set[str]:
        """Every fact that the condition of some act asks for."""
        acts = self.procedure.acts.values()
        asking = [one for act in acts for one in (act.when, *(then for _, then in act.to))]
        return {fact for condition in asking for fact in conditions.names(condition)}

    def wording(self, wording: Wording, *path: str) -> None:
        """Every `{name}` exists; what people write at length stands on a line of its own."""
        for name in wording.names():
            if not self.nameable(name):
                self.fault(
                    path[0], name, f"There is nothing called {name!r} to say.", *path[1:],
                    known=[*self.procedure.fields, *self.procedure.parties, *_FIXED_WORDS],
                )  # fmt: skip
            field = self.procedure.fields.get(name)
            if field is not None and field.type == "text" and not wording.alone(name):
                message = f"{{{name}}} is what somebody wrote at length: give it a line of its own."
                self.fault(path[0], name, message, *path[1:])

    def nameable(self, name: str) -> bool:
        prefix, _, rest = name.partition(" ")
        if prefix == "due" and rest:
            return rest in self.procedure.acts
        if prefix == "away" and rest:
            return rest in self.procedure.parties
        if prefix == "said" and rest:
            return rest in self.procedure.fields
        procedure = self.procedure
        return any(
            name in some
            for some in (procedure.fields, procedure.parties, _FIXED_WORDS, self.roles())
        )

    def reachable(self) -> None:
        """Every state can be reached, and every state that does not end can be left."""
        reached = {
            state for act in self.procedure.acts.values() if not act.in_ for state, _ in act.to
        }
        for name, state in self.procedure.states.items():
            if name not in reached:
                self.fault("states", name, f"No act leads to the state {name!r}.", name)
            left = any(name in act.from_ and act.to for act in self.procedure.acts.values())
            if not state.ends and state.turn != "nobody" and not left:
                self.fault("states", name, f"No act leads out of the state {name!r}.", name)
