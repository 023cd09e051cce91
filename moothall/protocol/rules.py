"""Rules as typed values: what a clause says, once read and checked. No judging, no wording.

How they are written is in `rule_reading.py`, how they decide in `judge.py`, how they sound in
`explain.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from moothall.protocol.judgement import Period, Strength

Kind = Literal[
    "duty",
    "require",
    "forbid",
    "permit",
    "refer",
    "route",
    "notify",
    "answerable",
    "become",
]
KINDS: tuple[str, ...] = get_args(Kind)
STRENGTHS: tuple[str, ...] = get_args(Strength)
Comparison = Literal["more_than", "less_than", "at_least", "at_most"]
COMPARISONS: tuple[str, ...] = get_args(Comparison)
CHANNELS = ("email", "telephone", "letter", "invitation", "writing", "meeting", "publication")
EVERY_ACT = "*"


@dataclass(frozen=True, slots=True)
class Test:
    """What one fact must be: any of these values (roles: any overlap), and within all bounds."""

    fact: str
    any_of: frozenset[bool | int | str | date] = frozenset()
    bounds: tuple[tuple[Comparison, int | date], ...] = ()


# Any of the alternatives, each of which needs all its tests. Empty: no condition was written.
Condition = tuple[tuple[Test, ...], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Roles that something goes to: any one of them, all of them jointly, or each by itself."""

    roles: tuple[str, ...]
    mode: Literal["any", "all", "each"] = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a clause. Fields that its kind does not use are empty."""

    id: str  # clause and position: "9.1.14#1"
    clause: str
    kind: Kind
    acts: tuple[str, ...]  # names, `kind.*` or `*`
    file: str
    line: int
    strength: Strength = "must"
    by: tuple[str, ...] = ()
    when: Condition = ()
    unless: Condition = ()
    to: Target | None = None  # decider, addressee, audience, or who is answerable
    consult: Target | None = None
    leaning: str = ""
    needs: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    within: Period | None = None
    after: tuple[str, ...] = ()  # acts, events or date facts that a clock counts from
    in_words: str = ""
    agreed: tuple[str, ...] = ()
    before: bool = False  # notify: holds the act until they are told
    how: str = ""
    becomes: str = ""
    drafted: bool = False  # waits for a person to confirm it, and has no effect until then

    @property
    def has_clock(self) -> bool:
        """Whether the rule counts time from something."""
        return bool(self.after) and bool(self.within or self.in_words or self.agreed)

    def speaks_of(self, act: str) -> bool:
        """Whether `act` is among the acts, or under one of the wildcards."""
        return any(covers(pattern, act) for pattern in self.acts)

    def facts(self) -> Iterator[str]:
        """Every fact that the conditions ask about, needs and `by` not counted."""
        for alternative in (*self.when, *self.unless):
            for test in alternative:
                yield test.fact


def covers(pattern: str, act: str) -> bool:
    """Whether a pattern (`complaint.raise`, `complaint.*`, `*`) covers the act."""
    if pattern.endswith(".*"):
        return act.startswith(pattern[:-1])
    return pattern in (EVERY_ACT, act)
