"""Fills a council with business of every kind and hides a token in whatever people write.

Who, what and when is chosen by the seed; acts that a council's protocol forbids are left out. Who
may read which token is for `rules.py` to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from emails import letter

from leaks.garden import HELD, INNER, Garden
from moothall.cases.models import Case
from moothall.people.assistance import assistants_of, choose
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.directory import forget
from moothall.people.models import Membership, Organization, Person
from moothall.people.roles import groups_of, roles_of
from moothall.post.models import Mail
from moothall.post.receive import receive_file
from moothall.worktime import LONDON

LEVELS = ("me", "ward", "group", "ward_group", "councillors", "public")
ENQUIRIES, LETTERS = 5, 2


class Planted(Garden):
    """A garden with enquiries, letters, a permission, and mail of strangers."""

    def plant(self) -> None:
        for level in self.random.sample(LEVELS, ENQUIRIES):
            self.enquiry(level)
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

    def assists(self, at: datetime) -> None:
        """An officer acts for a councillor, with or without sight of what is for them alone."""
        on = at.astimezone(LONDON).date()
        here = [one for one in self.councillors if roles_of(one, on=on)]
        officers = [one for one in self.officers if roles_of(one, on=on)]
        councillor, sees_own = self.random.choice(here), self.random.random() < 0.5
        changing = Changing(self.council, councillor, at, "test")
        choose(changing, councillor, self.random.choice(officers), sees_own=sees_own)
        self.assistants = assistants_of(councillor, on=on)
        self.people = list(self.council.people.select_related("council"))

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
