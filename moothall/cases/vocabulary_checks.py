"""The join of procedures and protocols: every act, fact, role and topic that they name must exist.

What is checked within one procedure alone is in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from moothall.cases.facts import fact_of
from moothall.cases.procedure import Field, Procedure
from moothall.protocol import BadFact, Vocabulary, read_vocabulary
from moothall.strict import Faults, Twig

# A field of one of these types can give a fact of these types of the vocabulary.
_FITS = {
    "bool": ("bool",),
    "number": ("int",),
    "line": ("text",),
    "text": ("text",),
    "date": ("date",),
    "choice": ("choice", "text"),
    "person": ("roles", "text"),
    "people": ("roles",),
}


@cache
def role_names() -> frozenset[str]:
    """Every role of the shared vocabulary."""
    return frozenset(read_vocabulary().roles)


def check(procedure: Procedure, *, root: Twig, faults: Faults) -> None:
    """Adds a fault for each act, fact, role and topic of the protocols that does not exist."""
    checks = _Checks(root, faults, read_vocabulary())
    checks.about(procedure)
    checks.facts(procedure)
    for one in procedure.fields.values():
        checks.field(one)
    checks.acts(procedure)


@dataclass(slots=True)
class _Checks:
    root: Twig
    faults: Faults
    vocabulary: Vocabulary

    def about(self, procedure: Procedure) -> None:
        known = self.vocabulary.topics
        for topic in procedure.about:
            if topic not in known:
                line = self.root.line_of("about")
                self.faults.add(line, topic, f"There is no topic {topic!r}.", known=known)

    def facts(self, procedure: Procedure) -> None:
        known = self.vocabulary.roles
        for role in procedure.roles:
            if role not in known:
                line = self.root.line_of("roles", role)
                self.faults.add(line, role, f"No such role: {role!r}.", known=known)
        for name, sources in procedure.facts.items():
            line = self.root.line_of("facts", name)
            if self.fact(name, line):
                for source in sources:
                    if "always" in source:
                        self.value(name, source["always"], line)

    def acts(self, procedure: Procedure) -> None:
        for name, act in procedure.acts.items():
            fields = [procedure.fields[one] for one in act.alleges if one in procedure.fields]
            named = [one for field in fields for one in field.choices]
            beside = (*act.also, act.spoken, *act.refers.values(), *act.since, *named)
            for judged in filter(None, (act.judged, *beside, *(adds.of for adds in act.adds))):
                self.act(judged, self.root.line_of("acts", name))
            self.said(act.says, name, "says")
            if act.begins is not None:
                self.act(act.begins.duty, self.root.line_of("acts", name, "begins"))
                self.said(act.begins.says, name, "begins", "says")

    def said(self, says: Mapping[str, object], *path: str) -> None:
        """What an act itself says of a fact."""
        for fact, value in says.items():
            line = self.root.line_of("acts", *path, fact)
            if self.fact(fact, line):
                self.value(fact, value, line)

    def field(self, field: Field) -> None:
        line = self.root.line_of("fields", field.name)
        if field.fact and self.fact(field.fact, line):
            wanted = self.vocabulary.facts[field.fact].type
            if wanted not in _FITS.get(field.type, ()):
                message = f"{field.name!r} is a {field.type}, but {field.fact} is a {wanted}."
                self.faults.add(line, field.name, message)
            elif wanted == "choice":
                for choice in field.choices:
                    self.value(field.fact, choice, line)
        for implied in field.means.values():
            for fact, value in implied.items():
                if self.fact(fact, line):
                    self.value(fact, value, line)
        for judged, fact in field.judges.items():
            self.act(judged, line)
            self.fact(fact, line)

    def fact(self, name: str, line: int) -> bool:
        known = self.vocabulary.facts
        if name not in known:
            self.faults.add(line, name, f"No protocol knows the fact {name!r}.", known=known)
        return name in known

    def value(self, fact: str, value: object, line: int) -> None:
        """What a procedure itself says of a fact must be of the fact's own type."""
        try:
            read = self.vocabulary.read_fact(fact, value)
        except BadFact as bad:
            self.faults.add(line, fact, str(bad))
            return
        if type(read) is not type(fact_of(value)):
            self.faults.add(line, fact, BadFact(self.vocabulary.facts[fact], value).why)

    def act(self, name: str, line: int) -> None:
        known = self.vocabulary.acts
        if name not in known:
            message = f"No protocol knows the act {name!r}; write `judged: nothing` if none should."
            self.faults.add(line, name, message, known=known)
