"""What must be true of a procedure beyond its shape: every name in it exists, and means one thing.

The join with the protocols (acts, facts, roles) is checked in `vocabulary_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from moothall.cases import circles, fills, naming, telling
from moothall.cases.act_checks import ActChecks
from moothall.cases.facts import KINDS_OF_SOURCE
from moothall.cases.procedure import Field, Procedure
from moothall.cases.relations import KINDS_OF_RELATION
from moothall.cases.words import Wording
from moothall.strict import Faults, Twig

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
        self.relations()
        for name in self.procedure.circles:
            self.circle(name)
        for name, field in self.procedure.fields.items():
            self.field(name, field)
        for name in self.procedure.states:
            self.state(name)
        for name in self.procedure.lists:
            self.listing(name)
        for act in self.procedure.acts.values():
            ActChecks(self, act).run()
        if not self.procedure.starting_acts:
            self.fault("acts", "starts", "No act starts a case.")
        self.reachable()
        self.register()

    # Finding lines ---------------------------------------------------------------------------

    def line(self, *path: str) -> int:
        twig = self.root
        for name in path:
            if not isinstance(twig.value, dict) or name not in twig.value:
                break
            twig = twig.value[name]
        return twig.line

    def fault(
        self, where: str, name: str, message: str, *path: str, known: Iterable[str] = ()
    ) -> None:
        self.faults.add(self.line(where, *path), name, message, known=known)

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
            if slot in (*_FIXED_WORDS, *telling.AUDIENCES, *fills.SOURCES, circles.LEVEL):
                self.fault("parties", slot, f"{slot!r} has a meaning of its own already.", slot)
        for field in self.procedure.fields:
            if field in _FIXED_WORDS or field in self.roles():
                self.fault("fields", field, f"{field!r} has a meaning of its own already.", field)

    def roles(self) -> Iterable[str]:
        from moothall.cases.vocabulary_checks import role_names

        return role_names()

    def keeps(self) -> None:
        fields = self.procedure.fields
        self.exists(self.procedure.sheet, fields, "field", "sheet")
        self.exists(self.procedure.shows.values(), self.procedure.sheet, "sheet field", "shows")
        level = self.procedure.level
        if level:
            self.exists([level.get("field", "")], self.procedure.sheet, "sheet field", "level")
            self.exists([level.get("of", "")], self.procedure.parties, "party", "level")
        for field in self.procedure.sheet:
            if not any(field in (*act.asked, *act.sets) for act in self.procedure.acts.values()):
                self.fault("sheet", field, f"No act asks for {field!r}, yet the case keeps it.")

    def relations(self) -> None:
        slots, fields = self.procedure.parties, self.procedure.fields
        for role, spec in self.procedure.roles.items():
            if isinstance(spec, str):
                self.exists([spec], slots, "party", "roles", role)
                continue
            kind = next(iter(spec), "")
            self.exists([kind], KINDS_OF_RELATION, "kind of relation", "roles", role)
            for key, name in spec.items():
                if key in ("others", "register"):
                    continue
                known = (
                    fields if key in ("chief_officer_of", "councillors_of", "by_entry") else slots
                )
                self.exists([name], known, "such name", "roles", role)
        for fact, sources in self.procedure.facts.items():
            if not sources:
                self.fault("facts", fact, f"{fact}: say where it comes from.", fact)
            for source in sources:
                for kind, argument in source.items():
                    self.exists([kind], KINDS_OF_SOURCE, "source of facts", "facts", fact)
                    self.source(fact, kind, argument)

    def source(self, fact: str, kind: str, argument: Any) -> None:
        slots, fields = self.procedure.parties, self.procedure.fields
        words = str(argument).split()
        if kind in ("away", "away_days", "among", "filled"):
            self.exists(words, slots, "party", "facts", fact)
        elif kind in ("channel", "named", "answered", "size", "is"):
            self.exists(words, fields, "field", "facts", fact)
        elif kind == "did":
            self.exists(words, self.procedure.acts, "act", "facts", fact)
        elif kind == "late":
            self.exists(words, self.clock_names(), "act", "facts", fact)
        elif kind in ("entries", "consented"):
            self.exists(words[:1], self.procedure.lists, "list", "facts", fact)
            listing = self.procedure.lists.get(words[0])
            self.exists(words[1:2], listing.states if listing else (), "state", "facts", fact)
            self.exists(words[2:], slots, "party", "facts", fact)
        elif kind == "filled_in":
            self.exists(words[:1], fields, "field", "facts", fact)

    def clock_names(self) -> list[str]:
        return [f"{self.procedure.kind}.{act}" for act in self.procedure.acts]

    # Parts -------------------------------------------------------------------------------------

    def circle(self, name: str) -> None:
        members = [one for one in self.procedure.circles[name] if one != circles.LEVEL]
        self.exists(
            members, [*self.procedure.parties, *self.roles()], "party or role", "circles", name
        )
        if circles.LEVEL in self.procedure.circles[name] and not self.procedure.level:
            self.fault("circles", circles.LEVEL, "level: is not declared.", name)

    def field(self, name: str, field: Field) -> None:
        if field.type == "choice" and not field.choices:
            self.fault(
                "fields", name, f"The choice {name!r} has nothing to choose from: add of:.", name
            )
        if field.type != "choice" and field.choices:
            self.fault("fields", name, f"{name!r} has choices but is no choice.", name)
        if field.type in ("person", "people"):
            self.exists(field.of, self.roles(), "role", "fields", name, "of")
        self.exists(field.means, field.choices, "choice", "fields", name, "means")
        self.exists(field.same, self.procedure.parties, "party", "fields", name, "same")
        if not any(name in act.asked for act in self.procedure.acts.values()):
            self.fault("fields", name, f"No act asks for {name!r}.", name)

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
        for state in listing.states:
            if state in _LISTING_FACTS:
                message = f"The list state {state!r} would hide the fact {name}.{state}."
                self.fault("lists", state, message, name, "states")

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
        known = {*self.procedure.fields, *self.procedure.parties, *_FIXED_WORDS, *self.roles()}
        return name in known

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

    def register(self) -> None:
        register = self.procedure.register
        if register is None:
            return
        self.exists(register.states, self.procedure.states, "state", "register", "while")
        self.exists([register.person, register.whom], self.procedure.parties, "party", "register")
        named = [one for one in (register.what, register.start, register.end) if one]
        self.exists(named, self.procedure.sheet, "sheet field", "register")
