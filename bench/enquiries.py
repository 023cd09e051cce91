"""Real enquiries done act by act through `perform`, in every state and by everybody.

Their rows are what `population.py` makes many cases of. Chosen by a fixed seed: the same each time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bench import council as bench_council
from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.refusals import Refused
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

RANKS = 40_000  # so many words there are
OWN = "ownword"  # stands in every text where a copy has a word of its own
# How an enquiry goes on, and how many in a thousand go so. Four of five are closed.
PATHS = {
    "closed": 700,
    "closed after a note and a contribution": 70,
    "withdrawn": 30,
    "answered": 55,
    "answered after a refusal": 5,
    "assigned": 60,
    "late and explained": 10,
    "asked": 20,
    "received": 30,
    "redirected": 20,
}
LEVELS = {"me": 880, "ward": 60, "group": 30, "ward_group": 20, "councillors": 5, "public": 5}
FINISHED = ("closed", "closed after a note and a contribution", "withdrawn")


def words(chance: random.Random, count: int) -> str:
    """So many invented words; how often each comes falls with its rank, as in any language."""
    return " ".join(word(int(RANKS ** chance.random())) for _ in range(count))


def word(rank: int) -> str:
    """The invented word of that rank; the first are common."""
    signs = []
    while rank:
        rank, part = divmod(rank, 70)
        signs.append("bcdfghklmnprst"[part % 14] + "aeiou"[part // 14])
    return "".join(signs)


def weighted(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


class Teller:
    """Tells enquiries in one council, counted back from `today`."""

    def __init__(self, council: Council, *, today: date, seed: int = 1) -> None:
        self.council, self.today, self.chance = council, today, random.Random(seed)
        people = Person.objects.select_related("council").filter(council=council)
        by_slug = {person.slug: person for person in people}
        self.hub = [by_slug["hattie-hub"], by_slug["howard-hub"]]
        self.councillors = [one for slug, one in by_slug.items() if slug.startswith("councillor-")]
        self.officers = [one for slug, one in by_slug.items() if slug.startswith("officer-")]

    def tell(self, count: int) -> Iterator[tuple[Case, bool]]:
        """So many enquiries, each with whether it has finished."""
        for number in range(count):
            path = weighted(self.chance, PATHS)
            yield (
                self.enquiry(self.councillors[number % len(self.councillors)], path),
                (path in FINISHED),
            )

    def enquiry(self, requester: Person, path: str) -> Case:
        """One enquiry from its beginning to where its path ends."""
        finished = path in FINISHED
        age = self.chance.randint(40, 70) if finished else self.chance.randint(1, 35)
        if path == "late and explained":
            age = 30
        telling = _Telling(self, requester, self.today - timedelta(days=age))
        telling.begin()
        if path != "received":
            telling.go_on(path)
        return telling.case


class _Telling:
    """One enquiry being told, a day or an hour at a time."""

    def __init__(self, teller: Teller, requester: Person, day: date) -> None:
        self.teller, self.requester = teller, requester
        self.chance, self.hub = teller.chance, teller.chance.choice(teller.hub)
        self.handler, self.other = teller.chance.sample(teller.officers, 2)
        minutes = self.chance.randint(0, 450)
        self.at = datetime.combine(day, time(9), LONDON) + timedelta(minutes=minutes)
        self.found: Case | None = None

    @property
    def case(self) -> Case:
        assert self.found is not None
        return self.found

    def text(self, count: int) -> str:
        return f"{words(self.chance, count)} {OWN}"

    def do(self, act: str, by: Person, *, later: int = 0, **fields: object) -> None:
        """Does an act `later` hours afterwards."""
        self.at += timedelta(hours=later)
        begins = {"kind": "enquiry", "council": self.teller.council} if self.found is None else {}
        self.found = perform(self.found, act, by=by, at=self.at, fields=fields, **begins).case  # type: ignore[arg-type]

    def begin(self) -> None:
        ward = self.chance.randint(1, bench_council.WARDS)
        self.do(
            "submit",
            self.requester,
            subject=words(self.chance, 4).capitalize(),
            details=self.text(60),
            place=words(self.chance, 2).title(),
            ward=f"ward-{ward}",
            urgent=self.chance.random() < 0.02,
            privacy=weighted(self.chance, LEVELS),
        )

    def go_on(self, path: str) -> None:
        self.do("acknowledge", self.hub, later=1)
        if path == "redirected":
            self.do("redirect", self.hub, later=2, turns_into="service_request", why=self.text(20))
            return
        if path == "withdrawn":
            self.do("withdraw", self.requester, later=20, why=self.text(10))
            return
        self.do("assign", self.hub, later=1, given_to=self.handler)
        if path.startswith("closed after"):
            self._contribution()
        if path == "late and explained":
            self._explanation()
        if path == "asked":
            self.do("ask_requester", self.handler, later=20, message=self.text(20))
        if path.startswith(("answered", "closed")):
            self._answer(path)

    def _contribution(self) -> None:
        self.do("ask_services", self.handler, later=2, services=[self.other])
        self.do("note", self.handler, later=1, message=self.text(25))
        self.do("contribute", self.other, later=30, part=self.text(30))

    def _explanation(self) -> None:
        by = self.teller.today + timedelta(days=5)
        self.do(
            "explain_delay",
            self.handler,
            later=500,
            reason=self.text(20),
            action_taken=self.text(10),
            answer_by=by,
        )

    def _answer(self, path: str) -> None:
        if path == "answered after a refusal":
            self._refused()
        self.do("answer", self.handler, later=20, answer=self.text(70))
        if path.startswith("closed"):
            self.do("close", self.requester, later=100)

    def _refused(self) -> None:
        copies = [one for one in self.teller.councillors if one != self.requester][:1]
        try:
            self.do("answer", self.handler, later=1, answer=self.text(10), copies=copies)
        except Refused:
            return
        raise AssertionError("the protocol let a copy through that it forbids")
