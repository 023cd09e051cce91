"""The words that rules are made of: roles, acts (and events), facts, kinds of business, topics.

What each word is, and turning an outside value into a fact of the right type. How the files are
read is in `vocabulary_reading.py`; what rules say with these words is in `rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from moothall.protocol.findings import nearest
from moothall.protocol.judgement import Fact

FactType = Literal["bool", "int", "text", "date", "choice", "roles"]
FactSource = Literal["asked", "judged", "computed"]
FACT_TYPES: tuple[str, ...] = get_args(FactType)
FACT_SOURCES: tuple[str, ...] = get_args(FactSource)
_PYTHON: Mapping[str, Callable[..., object]] = {
    "bool": bool,
    "int": int,
    "text": str,
    "date": date,
    "choice": str,
    "roles": frozenset,
}
_YES = {"true": True, "yes": True, "false": False, "no": False}
NOBODY = ("", "nobody")


class UnknownName(LookupError):
    """A name that nobody declared; `nearest` is the most alike, or empty."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.name, self.nearest = name, nearest(name, known)
        super().__init__(f"There is no {what} called {name!r}.{_did_you_mean(self.nearest)}")


class UnknownAct(UnknownName):
    """An act that neither the shared vocabulary nor the protocol knows."""


class UnknownFact(UnknownName):
    """A fact that neither the shared vocabulary nor the protocol knows."""


class BadFact(ValueError):
    """A value that a fact cannot have; `why` says so without the nearest right one."""

    def __init__(self, spec: FactSpec, value: object, *, near: str = "") -> None:
        self.name, self.value, self.nearest = spec.name, value, near
        shown = repr(value) if isinstance(value, str) else str(value)
        self.why = f"{spec.name} cannot be {shown}: it is {spec.wanted}."
        super().__init__(self.why + _did_you_mean(near))


def _did_you_mean(name: str) -> str:
    return f" Did you mean {name!r}?" if name else ""


@dataclass(frozen=True, slots=True)
class Role:
    """A side, post or body, or (with a dot) a relation to the thing in hand."""

    name: str
    label: str
    plural: str = ""
    within: tuple[str, ...] = ()
    ladder: bool = False  # a council may have them told of a promise that is overdue

    @property
    def is_relation(self) -> bool:
        return "." in self.name


@dataclass(frozen=True, slots=True)
class Act:
    """Something people do, or (as an event) something that happens."""

    name: str
    label: str
    also: tuple[str, ...] = ()
    opposes: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    event: bool = False

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class FactSpec:
    """What a fact is, where it comes from, and how to ask for it."""

    name: str
    type: FactType
    source: FactSource
    label: str
    question: str
    of: Mapping[str, str] = field(default_factory=dict)
    judged_by: str = ""
    assume: Fact | None = None  # what is so unless somebody says otherwise
    says: str = ""  # as a clause: "it is in writing", or with {} for the value: "it goes to {}"

    @property
    def python_type(self) -> Callable[..., object]:
        """The one type that its values have."""
        return _PYTHON[self.type]

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        return {
            "bool": "true or false",
            "int": "a whole number",
            "text": "text",
            "date": "a date such as 2026-12-18",
            "choice": "one of " + ", ".join(self.of),
            "roles": "a role or a list of roles",
        }[self.type]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words by name. A protocol's own are merged with the shared ones."""

    roles: Mapping[str, Role]
    acts: Mapping[str, Act]
    facts: Mapping[str, FactSpec]
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    topics: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def kinds_of_business(self) -> frozenset[str]:
        """Every kind that something may turn into: those named, and those with acts."""
        return frozenset(self.kinds) | {act.kind for act in self.acts.values()}

    def fact(self, name: str) -> FactSpec:
        """The fact called `name`. Raises UnknownFact."""
        if name not in self.facts:
            raise UnknownFact("fact", name, self.facts)
        return self.facts[name]

    def act(self, name: str) -> Act:
        """The act or event called `name`. Raises UnknownAct."""
        if name not in self.acts:
            raise UnknownAct("act", name, self.acts)
        return self.acts[name]

    def read_fact(self, name: str, value: object) -> Fact:
        """A value from YAML, a form or the command line as a fact of its type.

        Lists of roles may be written with commas. Raises UnknownFact and BadFact, both with the
        nearest right name where there is one.
        """
        spec = self.fact(name)
        if spec.type == "roles":
            return self._read_roles(spec, value)
        found = _READERS[spec.type](value)
        if found is None:
            raise BadFact(spec, value)
        if spec.type == "choice" and found not in spec.of:
            raise BadFact(spec, value, near=nearest(str(found), spec.of))
        return found

    def _read_roles(self, spec: FactSpec, value: object) -> frozenset[str]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip() not in NOBODY]
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise BadFact(spec, value)
        for role in value:
            if not isinstance(role, str) or role not in self.roles:
                raise BadFact(spec, role, near=nearest(str(role), self.roles))
        return frozenset(value)


def _bool(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return _YES.get(value) if isinstance(value, str) else None


def _int(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return None


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    return str(value) if isinstance(value, (str, int)) else None


def _date(value: object) -> date | None:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


_READERS = {"bool": _bool, "int": _int, "text": _text, "date": _date, "choice": _text}
