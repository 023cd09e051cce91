"""A members' enquiry under each of the four protocols, told in short: `asked(council).does(…)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moothall.cases.clock_view import ClockView
from moothall.cases.models import Case, Clock
from moothall.cases.perform import Done, perform
from moothall.cases.view import CaseView, view
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

# In each council: who asks, who routes, who answers.
CAST = {
    "southend": ("ada-example", "hattie-hub", "sam-stencil"),
    "wiltshire": ("abel-allegory", "ruth-register", "thea-treatise"),
    "guildford": ("anton-abacus", "querida-quill", "olive-orrery"),
    "wantage": ("alma-acorn", "lydia-larch", "morris-maple"),
}


def moment(text: str) -> datetime:
    """`2026-11-20T10:00` in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def someone(council: Council, slug: str) -> Person:
    return Person.objects.select_related("council").get(council=council, slug=slug)


@dataclass
class Enquiry:
    """One enquiry and the moment; `by` is a person or a part: councillor, hub, officer."""

    council: Council
    case: Case
    at: datetime

    def who(self, by: Person | str | None) -> Person | None:
        parts = dict(zip(("councillor", "hub", "officer"), CAST[self.council.slug], strict=True))
        return someone(self.council, parts.get(by, by)) if isinstance(by, str) else by

    def does(
        self,
        act: str,
        *,
        by: Person | str | None,
        at: str = "",
        seen: int | None = None,
        **given: Any,
    ) -> Done:
        self.at = moment(at) if at else self.at
        return perform(self.case, act, by=self.who(by), at=self.at, fields=given, seen=seen)

    def clock(self, act: str) -> Clock:
        """The newest clock of an act."""
        found = Clock.objects.filter(case=self.case, act=f"enquiry.{act}").order_by("number").last()
        assert found is not None, f"there is no clock for {act}"
        return found

    def seen(self, *, by: Person | str | None = None) -> CaseView:
        found = view(self.case, person=self.who(by), on=self.at.date())
        assert found is not None
        return found

    def shown(self, act: str) -> ClockView:
        return [one for one in self.seen().clocks if one.act == f"enquiry.{act}"][-1]


def asked(council: Council, *, at: str = "2026-11-20T10:00", **given: Any) -> Enquiry:
    """An enquiry that has just come in."""
    fields = {"subject": "Street light", "details": "It is dark", **given}
    by = someone(council, CAST[council.slug][0])
    done = perform(
        None, "submit", by=by, at=moment(at), fields=fields, kind="enquiry", council=council
    )
    return Enquiry(council, done.case, moment(at))


def assigned(council: Council, *, at: str = "2026-11-20T10:00", **given: Any) -> Enquiry:
    """One that is with the officer who answers it."""
    enquiry = asked(council, at=at, **given)
    if not enquiry.case.parties.filter(slot="handler").exists():
        enquiry.does("assign", by="hub", given_to=enquiry.who("officer"))
    enquiry.case.refresh_from_db()
    return enquiry
