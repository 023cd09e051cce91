"""Somebody on the way through everything, and what comes out for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client

from leaks.garden import Garden, Thing
from moothall.cases.models import Case
from moothall.people.models import Person

MOST_CASES = 3  # whose pages one person opens in one round


@dataclass
class Visitor:
    """Somebody on the way through everything; `random` chooses where there is too much."""

    client: Client
    person: Person
    gardens: Sequence[Garden]
    random: Random
    knows_of: Callable[[Case], bool]
    on: date
    roles: set[str]
    own: Garden = field(init=False)

    def __post_init__(self) -> None:
        self.own = next(g for g in self.gardens if g.council.pk == self.person.council_id)

    def get(self, path: str, council: str = "") -> HttpResponse:
        slug = council or self.own.council.slug
        return self.client.get(f"/{slug}/{path}")  # type: ignore[return-value]

    def post(self, path: str, fields: dict[str, str]) -> HttpResponse:
        return self.client.post(f"/{self.own.council.slug}/{path}", fields)  # type: ignore[return-value]

    def cases(self) -> list[Case]:
        """Some cases of theirs, some of their council's that are not, and one of another's."""
        theirs = [case for case in self.own.cases if self.knows_of(case)]
        hidden = [case for case in self.own.cases if case not in theirs]
        others = [g for g in self.gardens if g is not self.own and g.cases]
        strange = self.random.choice(self.random.choice(others).cases)
        theirs = self.random.sample(theirs, min(MOST_CASES, len(theirs)))
        return [*theirs, *self.random.sample(hidden, min(2, len(hidden))), strange]


@dataclass(frozen=True)
class Answer:
    """What came out: where, in how many words, and which tokens must be among them."""

    where: str
    text: str
    shows: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()  # tokens that must not be there, whosever they are
    also: frozenset[str] = frozenset()  # tokens that this way hands out to its reader besides
    may_name: frozenset[str] = frozenset()  # references that it may name to its reader besides


Out = Iterator[Answer]
Mine = Callable[[Thing], bool]  # whether the visitor may read it
Format = Callable[[Visitor, Mine], Out]


def whole(response: HttpResponse) -> str:
    """Everything that a response carries: status line, headers, cookies and body."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    body = response.getvalue().decode("utf-8", "replace")
    return unquote(f"{response.status_code}\n{headers}\n{response.cookies}\n{body}")
