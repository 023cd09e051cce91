"""A reader's mailbox and choices, and a council in which nobody's hours are all hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from enquiries import moment, someone

from moothall.cases import digesting, timing
from moothall.cases.models import Outgoing
from moothall.people import hours
from moothall.people.changing import Changing
from moothall.people.models import Council, Person
from moothall.post.carriers import ForNow
from moothall.post.sending import send_due

NIGHT, MORNING = "2026-11-19T22:30", "2026-11-20T08:00"  # a Thursday, and the Friday


class Mailbox:
    """Takes every mail, and remembers when; or says that it cannot."""

    def __init__(self) -> None:
        self.took: list[tuple[datetime, Outgoing]] = []
        self.now = moment(NIGHT)
        self.broken = False

    def carry(self, mail: Outgoing) -> None:
        if self.broken:
            raise ForNow("down")
        self.took.append((self.now, mail))

    def round(self, at: datetime) -> None:
        """What the worker does in a round."""
        self.now = at
        digesting.gather_due(at=at)
        send_due(self, at=at, limit=1000)

    def of(self, slug: str) -> list[Outgoing]:
        return [mail for _, mail in self.took if mail.person and mail.person.slug == slug]


def prefers(council: Council, slug: str, *, at: str = "2026-11-19T09:00", **values: Any) -> Person:
    person = someone(council, slug)
    hours.choose(Changing(council, person, moment(at), "test"), person, **values)
    timing.reschedule(person, at=moment(at))
    return person


def as_a_real_one(council: Council) -> Council:
    """No demonstration: there any hour is usual."""
    Council.objects.filter(pk=council.pk).update(demonstration=False)
    council.refresh_from_db()
    return council
