"""A protocol as read: its cover, chapters, clauses, readings and tree of roles.

Plain immutable values. Reading them from files is in `reader.py`; judging in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from pathlib import Path

from moothall.protocol.rules import Rule
from moothall.protocol.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """An interpretive choice and its reason. `over`: clauses that this one prevails over."""

    choice: str
    because: str
    unsettled: bool = False
    over: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered provision with its words and what they come to."""

    number: str
    heading: str
    words: str  # Markdown
    topic: str
    chapter: str  # the chapter's title
    section: str  # the heading it stands under, or ""
    file: str
    line: int
    rules: tuple[Rule, ...] = ()
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guide: str = ""
    readings: tuple[Reading, ...] = ()
    judges: Mapping[str, str] = field(default_factory=dict)  # fact -> role whose judgement it is
    entries: tuple[str, ...] = ()  # inventory entries covered, by suffix
    drafted: bool = False  # nobody has confirmed the clause yet: nothing in it has effect
    looks_like: str = ""  # while drafted: the kind of rule, `means` or `guide` that was proposed
    drafts: tuple[Rule, ...] = ()  # rules that wait to be confirmed; `rules` never holds them


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    file: str
    words: str  # what stands before its first clause
    clauses: tuple[str, ...]  # their numbers, in order


@dataclass(frozen=True, slots=True)
class Counting:
    """How the council counts days. None of the published texts says so: it is a reading."""

    cut_off: time | None
    late_counts_next_day: bool
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """All that protocol.yaml says, with its own words merged into the shared ones."""

    council: str
    council_name: str
    title: str
    edition: str
    kind: str
    in_force_from: date | None
    in_force_until: date | None
    review: str
    calendar: str
    counting: Counting
    interpreter: str
    titles: Mapping[str, str]
    references: Mapping[str, str]  # other documents by name -> address, "" where not known yet
    sources: tuple[Source, ...]
    missing: Mapping[str, str]
    vocabulary: Vocabulary


@dataclass(frozen=True, eq=False)
class Protocol:
    """One edition of one council's protocol. Compared and hashed by identity."""

    folder: Path
    cover: Cover
    chapters: tuple[Chapter, ...]
    clauses: Mapping[str, Clause]
    tree: Mapping[str, frozenset[str]]  # role -> the roles that a holder also counts as
    council: str = field(init=False)  # slug
    council_name: str = field(init=False)
    edition: str = field(init=False)
    title: str = field(init=False)
    kind: str = field(init=False)
    in_force_from: date | None = field(init=False)
    in_force_until: date | None = field(init=False)
    review: str = field(init=False)
    calendar: str = field(init=False)
    counting: Counting = field(init=False)
    interpreter: str = field(init=False)  # the role that settles what the protocol means
    titles: Mapping[str, str] = field(init=False)
    references: Mapping[str, str] = field(init=False)
    sources: tuple[Source, ...] = field(init=False)
    missing: Mapping[str, str] = field(init=False)
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        for name in Cover.__slots__:
            object.__setattr__(self, name, getattr(self.cover, name))

    def speaks_of(self, act: str) -> bool:
        """Whether it has a rule on this very act, or on all acts of its kind."""
        names = {act, f"{act.partition('.')[0]}.*"}
        return any(not names.isdisjoint(rule.acts) for rule in self.rules)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules in printed order."""
        return tuple(rule for clause in self.clauses.values() for rule in clause.rules)

    @cached_property
    def drafts(self) -> tuple[Rule, ...]:
        """Rules that wait for a person to confirm them. Nothing judges by these."""
        return tuple(rule for clause in self.clauses.values() for rule in clause.drafts)

    @cached_property
    def over(self) -> frozenset[tuple[str, str]]:
        """Pairs of clauses of which, by a reading, the first prevails over the second."""
        return frozenset(
            (clause.number, other)
            for clause in self.clauses.values()
            for reading in clause.readings
            for other in reading.over
        )

    def role_name(self, role: str) -> str:
        """The council's own title for a role ("Members Support Hub"), else its plain label."""
        known = self.vocabulary.roles.get(role)
        return self.titles.get(role) or (known.label if known else role)

    def kinds_of(self, role: str) -> frozenset[str]:
        """Every role that a holder of `role` counts as, itself included."""
        return self.tree.get(role, frozenset([role]))
