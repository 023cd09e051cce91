"""The join of procedures and protocols: every act, fact and role that either names must exist.

What is checked within one procedure alone is in `procedure_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from moothall.cases.procedure import Field, Procedure
from moothall.protocol import Vocabulary, read_vocabulary
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
    """Adds a fault for each act, fact and role of the protocols that does not exist."""
    vocabulary = read_vocabulary()
    line = _Lines(root)
    for role in procedure.roles:
        if role not in vocabulary.roles:
            faults.add(
                line("roles", role), role, f"No such role: {role!r}.", known=vocabulary.roles
            )
    for fact in procedure.facts:
        _fact(fact, vocabulary, faults, line("facts", fact))
    for name, field in procedure.fields.items():
        _field(field, vocabulary, faults, line("fields", name))
    for name, act in procedure.acts.items():
        for judged in filter(None, (act.judged, *act.also)):
            _act(judged, vocabulary, faults, line("acts", name))
        for fact in act.says:
            _fact(fact, vocabulary, faults, line("acts", name, "says"))


def _field(field: Field, vocabulary: Vocabulary, faults: Faults, line: int) -> None:
    if field.fact and _fact(field.fact, vocabulary, faults, line):
        wanted = vocabulary.facts[field.fact].type
        if wanted not in _FITS.get(field.type, ()):
            message = f"{field.name!r} is a {field.type}, but {field.fact} is a {wanted}."
            faults.add(line, field.name, message)
    for implied in field.means.values():
        for fact in implied:
            _fact(fact, vocabulary, faults, line)
    for judged, fact in field.judges.items():
        _act(judged, vocabulary, faults, line)
        _fact(fact, vocabulary, faults, line)


def _fact(name: str, vocabulary: Vocabulary, faults: Faults, line: int) -> bool:
    if name in vocabulary.facts:
        return True
    faults.add(line, name, f"No protocol knows the fact {name!r}.", known=vocabulary.facts)
    return False


def _act(name: str, vocabulary: Vocabulary, faults: Faults, line: int) -> None:
    if name not in vocabulary.acts:
        message = f"No protocol knows the act {name!r}; write `judged: nothing` if none should."
        faults.add(line, name, message, known=vocabulary.acts)


class _Lines:
    """The line of a name, as far down as it is written."""

    def __init__(self, root: Twig) -> None:
        self.root = root

    def __call__(self, *path: str) -> int:
        twig = self.root
        for name in path:
            inner: Mapping[str, Twig] = twig.value if isinstance(twig.value, dict) else {}
            if name not in inner:
                break
            twig = inner[name]
        return twig.line
