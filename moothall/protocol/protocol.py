"""A protocol in memory: its clauses and rules, its words, and who holds which title.

Reading it from files is in `reader.py`. Everything here is immutable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from functools import cached_property

from moothall.protocol.rules import Clause, Rule, covers
from moothall.protocol.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Counting:
    """The council's rule for the day of receipt, itself a reading of its protocol."""

    cut_off: time | None  # 17:00, or None where there is none
    late_counts_next_day: bool  # out of hours counts as received on the next working day
    choice: str
    because: str


@dataclass(frozen=True, slots=True)
class Chapter:
    file: str
    title: str
    words: str  # what stands before the first clause
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Protocol:
    """One edition of one council's protocol."""

    council: str  # slug
    council_name: str
    edition: str
    title: str
    kind: str
    calendar: str
    counting: Counting
    vocabulary: Vocabulary
    clauses: Mapping[str, Clause]
    chapters: tuple[Chapter, ...]
    folder: str
    titles: Mapping[str, str] = field(default_factory=dict)
    in_force_from: str = ""
    in_force_until: str = ""
    review: str = ""
    sources: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for clause in self.clauses.values() for rule in clause.rules)

    @cached_property
    def _kinds(self) -> Mapping[str, frozenset[str]]:
        return {role: self.vocabulary.kinds_of(role) for role in self.vocabulary.roles}

    def kinds_of(self, role: str) -> frozenset[str]:
        """The roles that a holder of `role` counts as under this protocol, itself included."""
        return self._kinds.get(role) or frozenset([role])

    def role_name(self, role: str) -> str:
        """The council's own title for a role, else the common word."""
        known = self.vocabulary.roles.get(role)
        return self.titles.get(role) or (known.label if known else role.replace("_", " "))

    def rules_about(self, act: str) -> tuple[Rule, ...]:
        """Rules that speak of an act."""
        return tuple(
            rule for rule in self.rules if any(covers(pattern, act) for pattern in rule.acts)
        )

    def without(self, rule_id: str) -> Protocol:
        """This protocol with one rule taken out: how coverage finds idle rules."""
        clause = self.clauses[rule_id.split("#")[0]]
        kept = tuple(rule for rule in clause.rules if rule.id != rule_id)
        return replace(self, clauses={**self.clauses, clause.number: replace(clause, rules=kept)})
