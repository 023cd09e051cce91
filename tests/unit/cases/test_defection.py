"""A councillor changes group: the old group's cases are gone that day, and nothing of the old
group follows to the new one (docs/explanation/who-sees-what.md)."""

from __future__ import annotations

from datetime import date

from enquiries import Enquiry, asked, moment, someone

from moothall.cases.perform import perform
from moothall.cases.rehoming import rehome_all
from moothall.cases.verify import verify
from moothall.cases.visibility import may_see
from moothall.people.changing import Changing
from moothall.people.models import Council, Organization
from moothall.people.turnover.defection import plan_group

DAY, BEFORE = date(2026, 12, 1), date(2026, 11, 30)


def defects(council: Council, who: str, to: str = "meadow-group") -> None:
    group = Organization.objects.get(council=council, slug=to)
    plan = plan_group(someone(council, who), group, on=DAY)
    at = moment("2026-11-30T12:00")
    plan.apply(Changing(council=council, by=None, at=at, through="page"))


def sees(enquiry: Enquiry, who: str, on: date = DAY) -> bool:
    return may_see(someone(enquiry.council, who), enquiry.case, on=on)


def shared(council: Council) -> Enquiry:
    """Ada of the Harbour Group has shared it with her group."""
    return asked(council, privacy="group")


def test_a_defector_loses_the_old_group_s_cases_on_the_day(southend: Council) -> None:
    enquiry = shared(southend)
    defects(southend, "dev-instance")
    assert sees(enquiry, "dev-instance", BEFORE)
    assert not sees(enquiry, "dev-instance")
    assert sees(enquiry, "hamid-prototype")


def test_a_party_keeps_their_own_matter(southend: Council) -> None:
    enquiry = shared(southend)
    defects(southend, "ada-example")
    assert sees(enquiry, "ada-example")


def test_an_old_matter_does_not_follow_to_the_new_group(southend: Council) -> None:
    enquiry = shared(southend)
    defects(southend, "ada-example")
    assert not sees(enquiry, "bertram-sample")
    enquiry.does("assign", by="hub", at="2026-12-01T09:00", given_to=enquiry.who("officer"))
    enquiry.does("note", by="officer", at="2026-12-01T10:00", message="Looked at")
    rehome_all(southend, at=moment("2026-12-02T07:00"))
    assert not sees(enquiry, "bertram-sample")
    assert sees(enquiry, "hamid-prototype"), "what was shared with a group stays with it"
    assert verify(southend).clean


def test_a_new_matter_is_the_new_group_s(southend: Council) -> None:
    defects(southend, "ada-example")
    enquiry = asked(southend, at="2026-12-01T10:00", privacy="group")
    assert sees(enquiry, "bertram-sample")
    assert not sees(enquiry, "hamid-prototype")


def test_a_matter_shared_while_in_no_group_is_nobody_else_s_afterwards(southend: Council) -> None:
    clara = someone(southend, "clara-specimen")
    fields = {"subject": "Bins", "details": "They are full", "privacy": "group"}
    at = moment("2026-11-20T10:00")
    done = perform(None, "submit", by=clara, at=at, fields=fields, kind="enquiry", council=southend)
    defects(southend, "clara-specimen")
    enquiry = Enquiry(southend, done.case, at)
    enquiry.does("note", by="hub", at="2026-12-01T10:00", message="Looked at")
    assert not sees(enquiry, "bertram-sample")
    assert sees(enquiry, "clara-specimen")
