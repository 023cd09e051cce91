"""One act being done: who, what, when, on which case, with which answers.

Gathers what the steps of `perform` need and looks each thing up once. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from moothall.cases.models import Case, ChainHead
from moothall.cases.procedure import Act, Procedure
from moothall.cases.standing import Standing
from moothall.people.assistance import doer
from moothall.people.cover import roles_on_duty
from moothall.people.directory import directory_of
from moothall.people.directory_reading import Directory
from moothall.people.law import protocol_of_edition, working_time_of
from moothall.people.models import Council, Person, Post
from moothall.people.roles import all_holders
from moothall.protocol import Protocol
from moothall.protocol.judgement import Fact, Judgement
from moothall.worktime import LONDON, WorkingTime


@dataclass(slots=True)
class Doing:
    """An act on its way. `values` are this act's answers, `given` facts stated beside them."""

    council: Council
    procedure: Procedure
    act: Act
    by: Person | None
    at: datetime
    standing: Standing
    case: Case | None = None
    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Fact] = field(default_factory=dict)
    departure: str = ""
    message_id: str = ""
    entry: str = ""  # key of the list entry it happens to
    judgement: Judgement | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)  # what the judge was given
    beside: list[Judgement] = field(default_factory=list)  # of copies and approaches
    passed_on: frozenset[str] = frozenset()  # answers recorded with the act that came first
    after: Standing | None = None
    head: ChainHead | None = None  # of the council's chain, where it is locked
    known: Directory | None = None
    roles: dict[int, frozenset[str]] = field(default_factory=dict)
    overdue: int = 0  # number of the clock whose day has passed: for what the system says of it
    relations: dict[str, tuple[Person, ...]] = field(default_factory=dict)

    def with_act(self, act: Act) -> Doing:
        """Another act by the same person at the same moment, as the case stands before this one."""
        return Doing(
            council=self.council,
            procedure=self.procedure,
            act=act,
            by=self.by,
            at=self.at,
            standing=self.standing,
            case=self.case,
            departure=self.departure,
            head=self.head,
            known=self.known,
            roles=self.roles,
        )

    @property
    def on(self) -> date:
        """The local day."""
        return self.at.astimezone(LONDON).date()

    @property
    def directory(self) -> Directory:
        """The council's people, the same while the act is done."""
        if self.known is None:
            self.known = directory_of(self.council.pk)
        return self.known

    @property
    def protocol(self) -> Protocol:
        """The edition in force when the case began, or that it has adopted; for a case that
        begins, today's."""
        return protocol_of_edition(self.now.edition or self.council.protocol)

    @property
    def working(self) -> WorkingTime:
        """How days are counted under that edition."""
        return working_time_of(self.council, edition=self.now.edition)

    @property
    def now(self) -> Standing:
        """Where the case stands with what has been worked out so far."""
        return self.after or self.standing

    @property
    def doer(self) -> Person | None:
        """Who really does it: an assistant where one acts as `by`."""
        return doer(self.by) if self.by is not None else None

    def value(self, name: str) -> Any:
        """The answer to a field: given now, else kept on the sheet."""
        if name in self.values:
            return self.values[name]
        return self.standing.sheet.get(name)

    def person(self, number: int) -> Person:
        return self.directory.people[number]

    def bare_roles(self, person: Person) -> frozenset[str]:
        """The roles that the person holds today by posts, or by keeping a desk."""
        if person.pk not in self.roles:
            self.roles[person.pk] = roles_on_duty(person, on=self.on)
        return self.roles[person.pk]

    def counts_as(self, person: Person) -> frozenset[str]:
        """The same, widened by the protocol's tree of roles."""
        return widened(self.protocol, self.bare_roles(person))

    def persons(self, refs: Iterable[str]) -> tuple[Person, ...]:
        """The people that `person:5` and `post:7` stand for today, in order, each once."""
        found: dict[int, Person] = {}
        for ref in refs:
            for person in self._behind(ref):
                found.setdefault(person.pk, person)
        return tuple(found.values())

    def _behind(self, ref: str) -> Iterable[Person]:
        if ref.startswith("person:"):
            return (self.person(number_of(ref)),)
        return self.holders(number_of(ref))

    def holders(self, post: int) -> tuple[Person, ...]:
        """Everybody who holds the post of that number today."""
        return all_holders(post, council=self.council.pk, on=self.on)

    def slot(self, name: str) -> tuple[Person, ...]:
        return self.persons(self.now.parties.get(name, ()))


def widened(protocol: Protocol, roles: frozenset[str]) -> frozenset[str]:
    """These roles and every role that their holders also count as."""
    return roles.union(*(protocol.kinds_of(role) for role in roles))


def number_of(ref: str) -> int:
    """5, of `person:5` or `post:5`."""
    return int(ref.partition(":")[2])


def ref_of(one: Person | Post) -> str:
    """`person:5` or `post:5`."""
    return f"{'person' if isinstance(one, Person) else 'post'}:{one.pk}"


def said_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers worth keeping: those that were given."""
    return {name: value for name, value in values.items() if value is not None}
