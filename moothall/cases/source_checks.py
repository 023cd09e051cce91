"""What the protocol's relations and facts are made of in a procedure: every name in it exists.

`roles:` says who stands in a relation, `facts:` where a computed fact comes from. What they mean to
the protocol is checked in `vocabulary_checks.py`, the rest of a procedure in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moothall.cases.facts import KINDS_OF_SOURCE
from moothall.cases.relation_kinds import KINDS_OF_RELATION
from moothall.cases.relations import listed

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks

# What each source of a fact is followed by, one word for each.
_WORDS = {
    "late": ("clock",),
    "channel": ("choice field",),
    "away": ("party",),
    "away_days": ("party",),
    "among": ("party",),
    "filled": ("party",),
    "entries": ("list", "state"),
    "settled": ("list",),
    "named": ("people field",),
    "filled_in": ("case field", "party there"),
    "consented": ("list", "state", "party"),
    "is": ("bool field",),
    "did": ("act",),
    "doer": ("act",),
    "belongs": ("party", "organization field"),
    "answered": ("field",),
    "lone": ("people field",),
    "size": ("people field",),
    "once": ("act", "party"),
    "twin": ("field", "party", "act", "party"),
    "did_in": ("case field", "act"),
    "roles_of": ("party",),
    "stands": ("party", "relation"),
    "reach": ("areas field",),
    "heard": ("list", "state", "state"),
    "holds": ("register", "party", "choice field"),
    "holds_one": ("register", "party", "word"),
    "side": ("party",),
    "vacant": ("relation",),
    "tied": ("register", "party", "people field"),
    "in_office": ("date field", "date field"),
    "unheld": ("role",),
}
# What each kind of relation is written with; what may be left out ends with a question mark.
PARTS = {
    "manager_of": {"manager_of": "party"},
    "above": {"above": "party", "up_to": "role"},
    "chief_officer_of": {"chief_officer_of": "organization field", "or?": "party"},
    "head_of": {"head_of": "organization field", "who": "role", "or?": "party"},
    "portfolio_of": {"portfolio_of": "organization field", "or?": "party"},
    "councillors_of": {"councillors_of": "area field"},
    "members_of": {"members_of": "organization field"},
    "chair_of": {"chair_of": "organization field"},
    "group_of": {"group_of": "party"},
    "group_leader_of": {"group_leader_of": "party"},
    "other_group_leaders": {"other_group_leaders": "organization field", "or?": "party"},
    "holders_of": {"holders_of": "role"},
    "holder_of": {"holder_of": "role"},
    "belonging_to": {"belonging_to": "role"},
    "others": {"others": "role", "than": "party"},
    "register": {"register": "register", "by_entry": "entry field"},
    "entered_in": {"entered_in": "register", "for": "choice field"},
}
# What every kind may add: who must not be concerned in it, and who stands in. `not` and `else` may
# be followed by several names.
BESIDE = {"not?": "party", "unrelated?": "party", "ties?": "register", "else?": "stand-in"}
# What may be one or several: the types of field that it can be named by.
_SEVERAL_TYPES = {"people": ("person", "people"), "area": ("area", "areas")}
_SEVERAL = ("not", "else")
_TOGETHER = ("unrelated", "ties")


@dataclass(slots=True)
class SourceChecks:
    """The names in `roles:` and `facts:`."""

    of: Checks

    def run(self) -> None:
        for role, spec in self.of.procedure.roles.items():
            if isinstance(spec, str):
                self.exists(spec, "party", "roles", role)
            else:
                self.relation(role, spec if isinstance(spec, Mapping) else {})
        for fact, sources in self.of.procedure.facts.items():
            for source in sources:
                self.source(fact, source)

    def exists(self, name: object, what: str, where: str, *path: str) -> None:
        """The name stands for what is wanted there; other procedures are not looked into."""
        known = self.known(what)
        if known is not None:
            self.of.exists([str(name)], known, what, where, *path)

    def known(self, what: str) -> Iterable[str] | None:
        procedure = self.of.procedure
        if what.endswith(" field"):
            wanted = what.removesuffix(" field")
            types = _SEVERAL_TYPES.get(wanted, (wanted,))
            return [name for name, field in procedure.fields.items() if field.type in types]
        return {
            "party": procedure.parties,
            "field": procedure.fields,
            "act": procedure.acts,
            "clock": self.of.clock_names(),
            "list": procedure.lists,
            "relation": procedure.roles,
            "role": self.of.roles(),
            "stand-in": (*procedure.roles, *self.of.roles()),
        }.get(what)

    def relation(self, role: str, spec: Mapping[str, Any]) -> None:
        kind = next(iter(spec), "")
        if kind not in KINDS_OF_RELATION:
            message = f"{role}: name a party, or a relation: {', '.join(KINDS_OF_RELATION)}."
            self.of.fault("roles", kind, message, role, known=KINDS_OF_RELATION)
            return
        parts = PARTS[kind] | BESIDE
        for key in spec:
            if key not in parts and f"{key}?" not in parts:
                self.of.fault("roles", key, f"{role}: {kind} has no {key!r}.", role, key)
        for key, what in parts.items():
            name = key.removesuffix("?")
            if name in spec:
                for one in listed(spec[name]) if name in _SEVERAL else [spec[name]]:
                    self.exists(one, what, "roles", role, name)
            elif name == key:
                self.of.fault("roles", role, f"{role}: {kind} needs {key!r}.", role)
        if sum(name in spec for name in _TOGETHER) == 1:
            message = f"{role}: `unrelated` to somebody is found out by the `ties` of a register."
            self.of.fault("roles", role, message, role)
        if spec.get("unrelated") in listed(spec.get("not")):
            message = f"{role}: whoever is unrelated is not the party itself: leave it out of not:."
            self.of.fault("roles", role, message, role, "not")

    def source(self, fact: str, source: Mapping[str, Any]) -> None:
        if not source:
            self.of.fault("facts", fact, f"{fact}: say where it comes from.", fact)
        for kind, argument in source.items():
            self.of.exists([kind], KINDS_OF_SOURCE, "source of facts", "facts", fact)
            if kind in _WORDS:
                self.words(fact, kind, argument)

    def words(self, fact: str, kind: str, argument: object) -> None:
        wanted = _WORDS[kind]
        words = argument.split() if isinstance(argument, str) else []
        if len(words) != len(wanted):
            self.of.fault(
                "facts", fact, f"{fact}: {kind} is followed by: {' '.join(wanted)}.", fact
            )
            return
        for word, what in zip(words, wanted, strict=True):
            if what == "word":
                continue  # one of the choices of another procedure: `kind_checks.py`
            if what != "state":
                self.exists(word, what, "facts", fact)
            elif words[0] in self.of.procedure.lists:
                states = self.of.procedure.lists[words[0]].states
                self.of.exists([word], states, "state", "facts", fact)
