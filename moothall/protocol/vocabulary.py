"""The words that protocols may use: roles, acts and facts, each declared once with its label.

Reads the vocabulary files and what a protocol declares of its own. What rules do with the words is
in `rules.py`; judging is in `judge.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from moothall import places
from moothall.protocol.judgement import Fact
from moothall.strict import Faults, Twig, read

TYPES = ("bool", "int", "text", "date", "choice", "roles")
SOURCES = ("asked", "judged", "computed")
_ROLE_KEYS = ("label", "plural", "within")
_ACT_KEYS = ("label", "also", "opposes", "reviews", "event")
_FACT_KEYS = ("type", "label", "question", "source", "judged_by", "of", "assume")


class BadFact(ValueError):
    """A value that a fact cannot have."""


class UnknownName(LookupError):
    """A role, act or fact that nobody declared; `nearest` is the most alike, or empty."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        self.name, self.nearest = name, close[0] if close else ""
        hint = f" Did you mean {self.nearest!r}?" if self.nearest else ""
        super().__init__(f"There is no {what} called {name!r}.{hint}")


class UnknownAct(UnknownName):
    """An act that nobody declared."""


class UnknownFact(UnknownName):
    """A fact that nobody declared."""


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    label: str
    plural: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActTerm:
    name: str
    label: str
    also: tuple[str, ...] = ()
    opposes: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    event: bool = False


@dataclass(frozen=True, slots=True)
class FactTerm:
    name: str
    type: str
    label: str
    question: str
    source: str = "asked"
    judged_by: str = ""
    of: Mapping[str, str] = field(default_factory=dict)
    assume: Fact | None = None


@dataclass(frozen=True)
class Vocabulary:
    roles: Mapping[str, Role]
    acts: Mapping[str, ActTerm]
    facts: Mapping[str, FactTerm]

    def with_own(self, own: Vocabulary) -> Vocabulary:
        """This vocabulary and what a protocol brings of its own."""
        return Vocabulary(
            {**self.roles, **own.roles}, {**self.acts, **own.acts}, {**self.facts, **own.facts}
        )

    def with_means(self, means: Mapping[str, tuple[str, ...]]) -> Vocabulary:
        """The tree of roles as a protocol's definitions draw it: each role named by one holds
        exactly the roles it lists."""
        roles = {}
        for name, role in self.roles.items():
            kept = [parent for parent in role.within if parent not in means]
            drawn = [parent for parent, members in means.items() if name in members]
            roles[name] = replace(role, within=tuple(dict.fromkeys([*drawn, *kept])))
        return Vocabulary(roles, self.acts, self.facts)

    def kinds_of(self, role: str) -> frozenset[str]:
        """The roles that a holder of `role` also counts as, itself included."""
        found, waiting = set(), [role]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.roles[name].within if name in self.roles else ())
        return frozenset(found)

    def term(self, fact: str) -> FactTerm:
        """Raises UnknownFact."""
        if fact not in self.facts:
            raise UnknownFact("fact", fact, self.facts)
        return self.facts[fact]

    def act(self, name: str) -> ActTerm:
        """Raises UnknownAct."""
        if name not in self.acts:
            raise UnknownAct("act", name, self.acts)
        return self.acts[name]

    def read_fact(self, fact: str, given: object) -> Fact:
        """A value as YAML or the command line gives it, in the fact's own type.

        Roles are one name or several, with commas. Raises UnknownFact, BadFact.
        """
        term = self.term(fact)
        return _READERS[term.type](self, term, given)


def _bool(_: Vocabulary, term: FactTerm, given: object) -> bool:
    if isinstance(given, bool):
        return given
    words = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(given, str) and given.lower() in words:
        return words[given.lower()]
    raise BadFact(f"{term.name} is true or false, not {given!r}.")


def _int(_: Vocabulary, term: FactTerm, given: object) -> int:
    try:
        if isinstance(given, bool):
            raise ValueError
        return int(str(given))
    except ValueError:
        raise BadFact(f"{term.name} is a whole number, not {given!r}.") from None


def _date(_: Vocabulary, term: FactTerm, given: object) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise BadFact(f"{term.name} is a date such as 2026-12-18, not {given!r}.") from None


def _text(_: Vocabulary, term: FactTerm, given: object) -> str:
    return str(given)


def _choice(_: Vocabulary, term: FactTerm, given: object) -> str:
    if str(given) not in term.of:
        close = difflib.get_close_matches(str(given), list(term.of), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise BadFact(f"{term.name} is one of {', '.join(term.of)}, not {given!r}.{hint}")
    return str(given)


def _roles(vocabulary: Vocabulary, term: FactTerm, given: object) -> frozenset[str]:
    if isinstance(given, str):
        names: Iterable[object] = [part.strip() for part in given.split(",") if part.strip()]
    elif isinstance(given, Iterable):
        names = given
    else:
        raise BadFact(f"{term.name} is a role or a list of roles, not {given!r}.")
    roles = frozenset(str(name) for name in names)
    for role in sorted(roles):
        if role not in vocabulary.roles:
            close = difflib.get_close_matches(role, list(vocabulary.roles), n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise BadFact(f"{term.name}: there is no role called {role!r}.{hint}")
    return roles


_READERS: dict[str, Callable[[Vocabulary, FactTerm, object], Fact]] = {
    "bool": _bool,
    "int": _int,
    "text": _text,
    "date": _date,
    "choice": _choice,
    "roles": _roles,
}


@cache
def read_vocabulary(folder: Path = places.PROTOCOLS / "vocabulary") -> Vocabulary:
    """The shared vocabulary. Raises Broken (moothall.strict) with every fault found."""
    parts: dict[str, Twig | None] = {}
    faults: list[Faults] = []
    for name in ("roles", "acts", "facts"):
        gathered = Faults(f"vocabulary/{name}.yaml")
        parts[name] = read(folder / f"{name}.yaml", faults=gathered)
        faults.append(gathered)
    vocabulary = Vocabulary(
        read_roles(parts["roles"], faults[0]),
        read_acts(parts["acts"], faults[1]),
        read_facts(parts["facts"], faults[2]),
    )
    for gathered in faults:
        gathered.raise_any()
    return vocabulary


def read_roles(twig: Twig | None, faults: Faults) -> dict[str, Role]:
    """Declarations of roles, from a vocabulary file or a protocol's own."""
    found = {}
    for name, inner in faults.mapping(twig, "roles").items():
        keys = faults.keys(inner, _ROLE_KEYS, f"the role {name}")
        label = faults.text(keys.get("label"), f"{name}: label", line=inner.line)
        plural = faults.text(keys.get("plural"), f"{name}: plural", needed=False)
        within = faults.texts(keys.get("within"), f"{name}: within")
        found[name] = Role(name, label, plural or label, within)
    return found


def read_acts(twig: Twig | None, faults: Faults) -> dict[str, ActTerm]:
    """Declarations of acts and events."""
    found = {}
    for name, inner in faults.mapping(twig, "acts").items():
        keys = faults.keys(inner, _ACT_KEYS, f"the act {name}")
        if "." not in name:
            faults.add(inner.line, name, f"An act is called kind.verb; {name!r} has no dot.")
        found[name] = ActTerm(
            name,
            faults.text(keys.get("label"), f"{name}: label", line=inner.line),
            faults.texts(keys.get("also"), f"{name}: also"),
            faults.texts(keys.get("opposes"), f"{name}: opposes"),
            faults.texts(keys.get("reviews"), f"{name}: reviews"),
            faults.flag(keys.get("event"), f"{name}: event"),
        )
    return found


def read_facts(twig: Twig | None, faults: Faults) -> dict[str, FactTerm]:
    """Declarations of facts."""
    found = {}
    for name, inner in faults.mapping(twig, "facts").items():
        keys = faults.keys(inner, _FACT_KEYS, f"the fact {name}")
        kind = faults.one_of(keys.get("type"), TYPES, f"{name}: type", line=inner.line)
        source = faults.one_of(keys.get("source"), SOURCES, f"{name}: source", line=inner.line)
        of = {
            value: faults.text(label, f"{name}: {value}")
            for value, label in faults.mapping(keys.get("of"), f"{name}: of").items()
        }
        if (kind == "choice") != bool(of):
            faults.add(inner.line, name, f"{name}: `of` lists the values of a choice only.")
        found[name] = FactTerm(
            name,
            kind,
            faults.text(keys.get("label"), f"{name}: label", line=inner.line),
            faults.text(keys.get("question"), f"{name}: question", line=inner.line),
            source,
            faults.text(keys.get("judged_by"), f"{name}: judged_by", needed=False),
            of,
            _assumed(keys.get("assume"), kind, name, faults),
        )
    return found


def _assumed(twig: Twig | None, kind: str, name: str, faults: Faults) -> Fact | None:
    if twig is None:
        return None
    plain = twig.plain()
    if kind == "roles" and isinstance(plain, list):
        return frozenset(map(str, plain))
    if kind == "bool" and isinstance(plain, bool):
        return plain
    if kind == "int" and isinstance(plain, int):
        return plain
    if kind in ("choice", "text") and isinstance(plain, str):
        return plain
    faults.add(twig.line, name, f"{name}: what is assumed must be a {kind}.")
    return None
