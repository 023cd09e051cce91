"""Fills a council with business of every kind and hides a token in whatever people write.

Who, what and when is chosen by the seed; acts that a council's protocol forbids are left out. Who
may read which token is for `rules.py` to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from emails import letter

from moothall.cases.files import File
from moothall.cases.models import Case, Event
from moothall.cases.perform import perform
from moothall.cases.refusals import CannotPerform, Refused
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.directory import forget
from moothall.people.models import Council, Membership, Organization, Person
from moothall.people.roles import groups_of, holders
from moothall.post.models import Mail
from moothall.post.receive import receive_file
from moothall.worktime import LONDON

SHARED, INNER, SUBJECT, HELD = "shared", "inner", "subject", "held"
LEVELS = ("me", "ward", "group", "ward_group", "councillors", "public")
ENQUIRIES, LETTERS = 6, 2


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
    sent: Callable[[Garden, Event], None] = lambda garden, event: None  # looks at its mails

    def __post_init__(self) -> None:
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
        **given: Any,
    ) -> Case | None:
        """The act, with a token in each answer that is `...`; None where it cannot be done."""
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
        named = frozenset(one.pk for one in readers or ())
        for name, token in tokens.items():
            kept = SUBJECT if name in ("subject", "matter") else sort
            self.add(token, kept, name, case, done.event.seq, named)
        attached = list(done.event.attachments.order_by("pk"))
        for (name, content), one in zip(sent, attached, strict=True):
            self.add(name, sort, "file name", case, done.event.seq, named, one.pk)
            self.add(content, sort, "bytes", case, done.event.seq, named, one.pk)
        if opens:
            self.opened(case, opens, readers or [])
        self.sent(self, done.event)
        self.at += timedelta(minutes=2)
        return case

    def begun(self, case: Case) -> Case:
        self.cases.append(case)
        return case

    def add(
        self,
        token: str,
        sort: str,
        where: str,
        case: Case | None = None,
        seq: int = 0,
        readers: frozenset[int] = frozenset(),
        file: int = 0,
    ) -> None:
        self.things.append(
            Thing(token, self.council.pk, sort, where, case, seq, readers, file=file)
        )

    # Business ------------------------------------------------------------------------------------

    def plant(self) -> None:
        for number in range(ENQUIRIES):
            self.enquiry(LEVELS[number % len(LEVELS)])
        for _ in range(LETTERS):
            self.letters()
        self.draft()
        self.permission()
        self.mail()
        self.world_changes()

    def enquiry(self, level: str) -> None:
        asker = self.random.choice(self.councillors)
        listed = self.some([one for one in self.councillors if one != asker], 2)
        more = {"circulation": listed} if self.random.random() < 0.4 else {}
        case = self.does(
            None, "submit", asker, files=True, subject=..., details=..., place=..., privacy=level,
            **more,
        ) or self.does(None, "submit", asker, subject=..., details=..., privacy=level)  # fmt: skip
        if case is None:
            return
        hub, officer = self.random.choice(self.hub), self.random.choice(self.officers)
        self.does(case, "note", hub, sort=INNER, message=..., files=True)
        self.does(case, "assign", hub, given_to=officer, message=...)
        helpers = self.some([one for one in self.officers if one != officer], 2)
        self.does(case, "ask_services", hub, sort=INNER, services=helpers, message=...)
        self.does(case, "contribute", helpers[0], sort=INNER, part=..., files=True)
        self.does(case, "note", officer, sort=INNER, message=...)
        self.does(case, "agree_date", hub, agreed_date=(self.at + timedelta(days=500)).date())
        other = self.random.choice(self.councillors)
        self.does(
            case, "send_separately", hub, sort=INNER, readers=[other], addressee=other,
            message=..., files=True,
        )  # fmt: skip
        if self.random.random() < 0.5:
            self.does(case, "reassign", hub, given_to=self.random.choice(self.officers), why=...)
        if self.random.random() < 0.6:
            self.ends(case, hub)

    def ends(self, case: Case, hub: Person) -> None:
        for entry in case.entries.filter(list="parts", state="wanted"):
            self.does(case, "excuse", hub, sort=INNER, entry=entry.key, why=...)
        copied = self.some(self.councillors)
        self.does(
            case, "answer", hub, readers=copied, copies=copied, answer=..., reason=...,
            action_taken=..., files=True,
        ) or self.does(case, "answer", hub, answer=..., reason=..., action_taken=...)  # fmt: skip
        if self.random.random() < 0.5:
            self.does(case, "close", hub)

    def letters(self) -> None:
        writer, officer = self.random.choice(self.councillors), self.random.choice(self.officers)
        listed = self.some(self.councillors, 2)
        case = self.does(
            None, "send", writer, kind="correspondence", to_officer=officer, circulation=listed,
            subject=..., message=..., files=True,
        ) or self.does(
            None, "write", officer, kind="correspondence", to_councillor=writer, subject=...,
            message=...,
        )  # fmt: skip
        if case is None:
            return
        replied = case.version + 1
        self.does(case, "reply", officer, message=...)
        self.does(case, "reply", writer, message=...)
        copied = self.some(self.councillors)
        self.does(
            case,
            "copy",
            writer,
            readers=copied,
            opens=replied,
            letter=replied,
            copies=copied,
            why=...,
        )
        other = self.random.choice(self.councillors)
        self.does(
            case, "send_separately", officer, sort=INNER, readers=[other], addressee=other,
            message=...,
        )  # fmt: skip

    def opened(self, case: Case, seq: int, people: list[Person]) -> None:
        """A copy lets these people read that one letter."""
        named = frozenset(one.pk for one in people)
        for place, thing in enumerate(self.things):
            if thing.case == case and thing.seq == seq:
                self.things[place] = replace(thing, readers=thing.readers | named)

    def draft(self) -> None:
        officer = self.random.choice(self.officers)
        case = self.does(
            None, "draft_letter", officer, kind="correspondence", sort=INNER, subject=...,
            letter_text=...,
        )  # fmt: skip
        if case is not None:
            approvers = self.some([one for one in self.officers if one != officer])
            self.does(case, "seek_approval", officer, sort=INNER, approvers=approvers)

    def permission(self) -> None:
        for by in [*self.hub, *self.officers]:
            if self.does(
                None, "confirm", by, kind="contact", matter=..., may_be_asked=self.officers[0]
            ):
                return

    def mail(self) -> None:
        """A stranger writes, and somebody answers a case that is not theirs."""
        for sender, to in (
            ("stranger@elsewhere.example", self.council.address),
            ("other@elsewhere.example", self.council.address),
        ):
            subject, text = self.token(), self.token()
            raw = letter(sender, to=to, subject=subject, text=f"Words {text}")
            found = receive_file(self.council, raw, at=self.at)
            assert found.outcome == Mail.Outcome.QUARANTINED
            self.mails.append(found)
            self.add(subject, HELD, "subject")
            self.add(text, HELD, "text")

    # The world -----------------------------------------------------------------------------------

    def world_changes(self) -> None:
        """Somebody crosses the floor, somebody leaves, somebody is away and covered."""
        today = self.today
        yesterday = today - timedelta(days=1)
        grouped = [one for one in self.councillors if groups_of(one, on=today)]
        if grouped:
            who = self.random.choice(grouped)
            group = Organization.Classification.GROUP
            held = Membership.objects.filter(person=who, organization__classification=group)
            groups = Organization.objects.filter(council=self.council, classification=group)
            other = groups.exclude(pk__in=held.values("organization")).first()
            held.update(end_date=yesterday)
            if other is not None:
                Membership.objects.create(
                    council=self.council, person=who, organization=other, start_date=today
                )
        for people in (self.councillors, self.officers):
            if len(people) < 3:
                continue  # a parish has no officers to spare
            leaver, away, cover = self.random.sample(people, 3)
            Membership.objects.filter(person=leaver).update(end_date=yesterday)
            forget(self.council.pk)
            record_absence(
                away, start=today, end=today + timedelta(days=5), cover=cover,
                changing=Changing(self.council, None, self.at, "test"),
            )  # fmt: skip
        forget(self.council.pk)
