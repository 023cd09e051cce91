"""What must be true between procedures: no kind twice, and what one names of another exists.

Looked at when all of a folder have been read and each is sound by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from moothall.cases.procedure import Procedure
from moothall.strict import Faults, Twig


class Read(NamedTuple):
    """A procedure, the tree it was read from, and where its faults go."""

    procedure: Procedure
    root: Twig
    faults: Faults

    def fault(self, name: str, message: str, *path: str, known: Iterable[str] = ()) -> None:
        self.faults.add(self.root.line_of(*path), name, message, known=known)


def check(read: list[Read]) -> None:
    """Adds a fault for each name that two procedures claim or that none has."""
    kinds = {one.procedure.kind: one.procedure for one in read}
    registers = [one.register.name for one in kinds.values() if one.register is not None]
    for key in ("kind", "reference"):
        _once(read, key)
    for one in read:
        _fields(one, kinds, registers)
        _relations(one, registers)
        _slots_elsewhere(one, kinds)
        _held(one, kinds)


def _once(read: list[Read], key: str) -> None:
    first: dict[str, str] = {}
    for one in read:
        value = getattr(one.procedure, key)
        if value in first:
            one.fault(value, f"The {key} {value!r} stands in {first[value]} already.", key)
        first.setdefault(value, one.faults.file)


def _fields(read: Read, kinds: Iterable[str], registers: Iterable[str]) -> None:
    """The kinds of case and the registers that a field may name one of."""
    named = {"case": ("kind of business", kinds), "entry": ("register", registers)}
    for name, field in read.procedure.fields.items():
        what, known = named.get(field.type, ("", field.of))
        for one in field.of:
            if one not in known:
                message = f"There is no {what} {one!r}."
                read.fault(one, message, "fields", name, "of", known=known)


def _relations(read: Read, registers: Iterable[str]) -> None:
    for role, spec in read.procedure.roles.items():
        for key in ("register", "ties", "entered_in"):
            name = str(spec.get(key, "")) if isinstance(spec, Mapping) else ""
            if name and name not in registers:
                message = f"There is no register {name!r}."
                read.fault(name, message, "roles", role, key, known=registers)


def _slots_elsewhere(read: Read, kinds: Mapping[str, Procedure]) -> None:
    """A fact that asks who fills a slot of another case: cases of that kind have such a slot."""
    arguments = [
        (fact, str(source["filled_in"]))
        for fact, sources in read.procedure.facts.items()
        for source in sources
        if "filled_in" in source
    ]
    for fact, argument in arguments:
        field, slot = argument.split()
        for kind in read.procedure.fields[field].of:
            parties = kinds[kind].parties if kind in kinds else {slot: None}
            if slot not in parties:
                message = f"{fact}: {kind} has no party {slot!r}."
                read.fault(slot, message, "facts", fact, known=parties)


def _held(read: Read, kinds: Mapping[str, Procedure]) -> None:
    """A fact that asks who holds what in a register: there is one, and it may say so."""
    registers = {one.register.name: one for one in kinds.values() if one.register is not None}
    for fact, sources in read.procedure.facts.items():
        for source in sources:
            for key in ("holds", "holds_one", "tied"):
                if key in source:
                    _held_in(read, fact, key, str(source[key]).split(), registers)


def _held_in(
    read: Read, fact: str, key: str, words: list[str], registers: Mapping[str, Procedure]
) -> None:
    register, _, what = words
    if register not in registers:
        message = f"{fact}: there is no register {register!r}."
        read.fault(register, message, "facts", fact, known=registers)
        return
    if key == "tied":
        return  # it asks whom an entry joins, and not what it says
    there = registers[register]
    assert there.register is not None
    known = there.fields[there.register.what].choices
    asked = [what] if key == "holds_one" else list(read.procedure.fields[what].choices)
    if known and not set(asked) & set(known):
        message = f"{fact}: the register {register!r} never says {what!r}."
        read.fault(what, message, "facts", fact, known=known)
