"""What a judgement says: plain immutable values, ready for JSON, pages and the event log.

No judging happens here (see `judge.py`), and no wording of rules (see `explain.py`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Outcome = Literal[
    "forbidden", "referred", "conditional", "permitted", "clear", "not_covered", "depends"
]
Strength = Literal["must", "should", "normally"]
# A fact as the judge sees it. Roles are a frozenset of role names.
Fact = bool | int | str | date | frozenset[str]


class Roles(frozenset[str]):
    """Roles of which some stand empty. An empty one is as good as told or consulted, and that is
    all: while the seats of a ward are vacant, the councillors of the council are not told.
    """

    empty: frozenset[str]

    def __new__(cls, held: frozenset[str], *, empty: frozenset[str]) -> Roles:
        made = super().__new__(cls, held | empty)
        made.empty = empty - held
        return made

    @classmethod
    def together(cls, sets: Sequence[frozenset[str]]) -> Roles:
        """All the roles of several sets; empty is what stands empty wherever it is named."""
        empty = frozenset().union(*(one.empty for one in sets if isinstance(one, cls)))
        held = (one - one.empty if isinstance(one, cls) else one for one in sets)
        return cls(frozenset().union(*held), empty=empty)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a clause states it, such as ten working days."""

    count: int
    unit: Literal["working days", "days", "months", "years"]

    def __str__(self) -> str:
        unit = self.unit[:-1] if self.count == 1 else self.unit
        return f"{self.count} {unit}"


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule that made the judgement what it is."""

    clause: str  # printed number, such as "9.1.14"
    rule: str  # clause and position, such as "9.1.14#1"
    kind: str  # forbid, permit, duty, require, refer, route, notify, answerable, become
    strength: Strength
    says: str  # the rule in words


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be supplied or true first."""

    name: str  # a fact, a role to consult or tell, or "departure_reason"
    kind: Literal["field", "consult", "notice", "addressee", "reason", "decider", "fact"]
    label: str
    question: str
    clause: str
    strength: Strength = "must"


@dataclass(frozen=True, slots=True)
class Question:
    fact: str
    question: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock that a rule starts. `within` is None where the clause gives no number."""

    act: str  # the act that meets it
    after: str  # the act or event it counts from
    sort: Literal["promise", "limit"]
    clause: str
    rule: str
    strength: Strength
    by: tuple[str, ...] = ()  # roles bound by it
    within: Period | None = None
    in_words: str = ""  # "promptly", where the clause uses a word
    agreed: tuple[str, ...] = ()  # roles who settle the date, where the clause says so
    due: date | None = None  # filled where the caller gave working time
    since: date | None = None  # when it began, where a history is judged


@dataclass(frozen=True, slots=True)
class NoticeDue:
    audience: tuple[str, ...]  # roles to be told
    when: Literal["before", "of"]
    clause: str
    rule: str
    strength: Strength
    by: tuple[str, ...] = ()  # the teller
    how: str = ""  # email, telephone, invitation
    in_words: str = ""
    within: Period | None = None  # counted from the act


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may be done instead."""

    act: str
    label: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a council's protocol says of one act on given facts (design: one judge)."""

    council: str
    edition: str
    act: str
    at: date | None
    outcome: Outcome
    strength: Strength | None = None  # of the rule that decided
    required: tuple[str, ...] = ()  # clauses that make it a duty
    grounds: tuple[Ground, ...] = ()
    needs: tuple[Need, ...] = ()
    decider: tuple[str, ...] = ()  # roles whose decision it is, when referred
    decider_jointly: bool = False
    leaning: str = ""  # grant or refuse
    unless: tuple[str, ...] = ()  # exceptions still open, in words: "the writer has agreed"
    instead: tuple[Alternative, ...] = ()
    route: tuple[str, ...] = ()  # roles it goes to
    route_jointly: tuple[str, ...] = ()  # those of them that it goes to together
    clocks: tuple[Promise, ...] = ()
    notices: tuple[NoticeDue, ...] = ()
    answerable: tuple[str, ...] = ()
    becomes: tuple[str, ...] = ()  # kinds of business it turns into
    depends: tuple[Question, ...] = ()  # most decisive first
    assumed: Mapping[str, object] = field(default_factory=dict)
    departable: bool = False  # a recorded reason to depart would let it happen
    departed: bool = False  # it happens against a "should", with a reason
    contradiction: tuple[str, ...] = ()  # clauses that cannot both be followed

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ground.clause for ground in self.grounds))

    def as_json(self) -> dict[str, object]:
        """A JSON-ready dict; dates as ISO text, sets as sorted lists."""
        plain = {name: _plain(value) for name, value in dataclasses.asdict(self).items()}
        return {**plain, "clauses": list(self.clauses)}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
