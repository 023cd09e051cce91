"""A council in which tokens are hidden in whatever people write, and where each of them was said.

What business there is stands in `planting.py` and beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from moothall.cases.files import File
from moothall.cases.models import Case, Event
from moothall.cases.perform import perform
from moothall.cases.procedures import load
from moothall.cases.refusals import CannotPerform, Refused
from moothall.people.models import Assistance, Council, Person
from moothall.people.roles import holders
from moothall.post.models import Mail
from moothall.worktime import LONDON

SHARED, INNER, SUBJECT, HELD = "shared", "inner", "subject", "held"
SEEN, ON_HOLD = "seen", "on hold"  # of any kind; why something is on hold
TOKEN = re.compile(r"zq[0-9a-f]{10}")
KNOWN = ("enquiry", "correspondence", "contact", "paper", "grievance")  # with rules in words


@dataclass(frozen=True)
class Thing:
    """A token hidden somewhere. `sort` is the rule that it falls under."""

    token: str
    council: int
    sort: str
    where: str  # text, name or bytes of a file, subject
    case: Case | None = None
    seq: int = 0
    readers: frozenset[int] = frozenset()  # named with the event, beside its circle
    granted: tuple[tuple[int, date], ...] = ()  # to whom alone, and until which day
    file: int = 0  # number of the attachment
    by: int = 0  # who said it, by number
    sure: bool = True  # it comes out wherever it is theirs; else it need not


@dataclass(frozen=True)
class Spot:
    """An event as far as it says who sees it: `visibility.visible` takes it for one."""

    case: int
    seq: int
    circle: str


@dataclass
class Garden:
    """One council, its people by what they are, and what has been planted."""

    council: Council
    at: datetime
    random: Random
    today: date
    things: list[Thing] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    refused: list[Event] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    events: dict[int, list[Spot]] = field(default_factory=dict)  # of each case, but for refusals
    spoken: dict[str, list[Spot]] = field(default_factory=dict)  # where a token was said
    people: list[Person] = field(default_factory=list)
    assistants: list[Assistance] = field(default_factory=list)  # who acts for whom
    desks: dict[date, dict[str, set[int]]] = field(default_factory=dict)  # `rules.py` keeps them
    newest: int = 0  # number of the last event that was listened to
    sent: Callable[[Garden, Event], None] = lambda garden, event: None  # looks at its mails

    def __post_init__(self) -> None:
        self.council.switched = dict.fromkeys(load(), True)  # also where its protocol is silent
        self.council.save()
        on = self.at.astimezone(LONDON).date()
        self.councillors = list(holders(self.council, "councillor", on=on))
        self.hub = list(holders(self.council, "hub", on=on))
        officers = holders(self.council, "officer", on=on)
        self.officers = [one for one in officers if one not in self.hub] or list(officers)

    def token(self) -> str:
        return f"zq{self.random.randrange(16**10):010x}"

    def some(self, people: list[Person], most: int = 1) -> list[Person]:
        return self.random.sample(people, min(len(people), self.random.randint(1, most)))

    # Acts ----------------------------------------------------------------------------------------

    def does(
        self,
        case: Case | None,
        act: str,
        by: Person,
        *,
        kind: str = "enquiry",
        sort: str = SHARED,
        readers: list[Person] | None = None,
        files: bool = False,
        opens: int = 0,
        answers: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Case | None:
        """The act, with a token in each answer that is `...`; None where it cannot be done.

        Fields of any name go into `answers`: one may be called `sort`.
        """
        given = {**(answers or {}), **more}
        tokens = {name: self.token() for name, value in given.items() if value is ...}
        sent = [(self.token(), self.token())] if files else []
        try:
            done = perform(
                case,
                act,
                by=by,
                at=self.at,
                fields=given | {name: f"Words {token}" for name, token in tokens.items()},
                kind=None if case else kind,
                council=None if case else self.council,
                files=[File(f"{name}.txt", f"bytes {content}".encode()) for name, content in sent],
            )
        except CannotPerform as why:
            if isinstance(why, Refused) and case is not None:
                self.refused.append(case.events.order_by("-seq")[0])
            return None
        case = case or self.begun(done.case)
        about = load()[case.kind].shows.get("subject")
        named = frozenset(one.pk for one in readers or ())
        for name, token in tokens.items():
            kept = SUBJECT if name == about else sort
            self.add(token, kept, name, case, done.event.seq, named, by=by.pk)
        attached = list(done.event.attachments.order_by("pk"))
        for (name, content), one in zip(sent, attached, strict=True):
            self.add(name, sort, "file name", case, done.event.seq, named, one.pk, by.pk)
            self.add(content, sort, "bytes", case, done.event.seq, named, one.pk, by.pk)
            spot = Spot(case.pk, done.event.seq, done.event.circle)
            self.spoken |= {name: [spot], content: [spot]}
        if opens:
            self.opened(case, opens, readers or [])
        self.listen()
        self.sent(self, done.event)
        self.at += timedelta(minutes=2)
        return case

    def begun(self, case: Case) -> Case:
        if case not in self.cases:
            self.cases.append(case)
        return case

    def listen(self) -> None:
        """Notes what was said since, and where; also in cases that began by themselves."""
        rows = Event.objects.filter(council=self.council, pk__gt=self.newest).order_by("pk")
        for event in rows.select_related("case__council").prefetch_related("said", "attachments"):
            self.newest = event.pk
            if event.act == "refused":
                continue
            spot = Spot(event.case_id, event.seq, event.circle)
            self.begun(event.case)
            self.events.setdefault(event.case_id, []).append(spot)
            told = [one for one in event.said.all() if not one.field.startswith("words.tells.")]
            for token in set(TOKEN.findall(str([one.value for one in told]))):
                self.spoken.setdefault(token, []).append(spot)

    def add(
        self,
        token: str,
        sort: str,
        where: str,
        case: Case | None = None,
        seq: int = 0,
        readers: frozenset[int] = frozenset(),
        file: int = 0,
        by: int = 0,
    ) -> None:
        sure = case is None or case.kind in KNOWN
        self.things.append(
            Thing(
                token, self.council.pk, sort, where, case, seq, readers, file=file, by=by, sure=sure
            )
        )

    def opened(self, case: Case, seq: int, people: list[Person]) -> None:
        """A copy lets these people read that one letter."""
        named = frozenset(one.pk for one in people)
        for place, thing in enumerate(self.things):
            if thing.case == case and thing.seq == seq:
                self.things[place] = replace(thing, readers=thing.readers | named)
