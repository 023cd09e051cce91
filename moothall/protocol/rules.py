"""A rule as data: its kind, whom it speaks to, when it holds, and what it asks.

Reading rules from a clause's block is in `rule_reading.py`, judging by them in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from moothall.protocol.judgement import Period, Strength

Kind = Literal[
    "duty", "require", "forbid", "permit", "refer", "route", "notify", "answerable", "become"
]
KINDS: tuple[Kind, ...] = (
    "duty",
    "require",
    "forbid",
    "permit",
    "refer",
    "route",
    "notify",
    "answerable",
    "become",
)
Comparison = Literal["more_than", "less_than", "at_least", "at_most", "not"]
COMPARISONS: tuple[Comparison, ...] = ("more_than", "less_than", "at_least", "at_most", "not")


@dataclass(frozen=True, slots=True)
class Test:
    """One fact against what is wanted of it: any of `values`, or a comparison with the first."""

    fact: str
    values: tuple[object, ...]
    comparison: Comparison | None = None


# All tests of an alternative, any alternative of a condition. No alternative: always.
Condition = tuple[tuple[Test, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one clause. `acts` are what it is about; patterns such as `enquiry.*` allowed."""

    id: str  # clause and position: "9.1.14#1"
    clause: str
    kind: Kind
    acts: tuple[str, ...]
    line: int
    strength: Strength = "must"
    by: tuple[str, ...] = ()
    when: Condition = ()
    unless: Condition = ()
    instead: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    to_each: bool = False
    jointly: bool = False
    consult: tuple[str, ...] = ()
    leaning: str = ""
    needs: tuple[str, ...] = ()
    within: Period | None = None
    after: str = ""
    in_words: str = ""
    agreed: tuple[str, ...] = ()
    how: str = ""
    before: bool = False  # a notice that holds the act until it is given
    role: tuple[str, ...] = ()  # audience of notify, who answers of answerable
    kinds: tuple[str, ...] = ()  # kinds of business that `become` turns it into


@dataclass(frozen=True, slots=True)
class Reading:
    """An interpretive choice and its reason; `over` names clauses it settles a conflict with."""

    choice: str
    because: str
    line: int
    unsettled: bool = False
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    heading: str
    words: str  # Markdown, without the block
    topic: str
    file: str
    line: int
    chapter: str
    rules: tuple[Rule, ...] = ()
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guide: str = ""
    readings: tuple[Reading, ...] = ()
    entries: tuple[str, ...] = ()


def covers(pattern: str, act: str) -> bool:
    """Whether an act pattern (`enquiry.answer`, `enquiry.*`, `*`) speaks of an act."""
    return pattern in ("*", act) or (pattern.endswith(".*") and act.startswith(pattern[:-1]))
