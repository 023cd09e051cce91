"""Who is let in, who is answered, and what a first message begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from emails import reply_to

from moothall.cases.models import Case, Event, Outgoing
from moothall.people.models import Council, Membership, Person
from moothall.post.models import Mail

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Receive = Callable[..., Mail]
ADA = "ada.example@councillors.southend.example"


def mails(purpose: str) -> list[Outgoing]:
    return list(Outgoing.objects.filter(purpose=purpose).order_by("pk"))


def test_a_councillor_begins_and_an_officer_does_not(
    southend: Council, person: Find, receive: Receive
) -> None:
    begun = receive(person(southend, "ada-example"))
    assert (begun.outcome, begun.why) == (
        "case",
        "Councillor Ada Example, known by address alone, since no receiving server is named in "
        "the settings.",
    )
    assert receive(person(southend, "sam-stencil")).outcome == "quarantined"
    assert Case.objects.count() == 1


def test_who_has_left_is_not_let_in_and_not_answered(
    southend: Council, person: Find, receive: Receive
) -> None:
    mail = receive(person(southend, "jonah-bygone"))
    assert mail.outcome == "quarantined"
    assert mail.why == "Councillor Jonah Bygone holds no post here any more."
    assert not Outgoing.objects.exists()


def test_who_leaves_is_not_let_into_their_own_case(
    assigned: Case, person: Find, receive: Receive, now: datetime
) -> None:
    ada = person(assigned.council, "ada-example")
    Membership.objects.filter(person=ada).update(end_date=now.date() - timedelta(days=1))
    assert receive(ada, to=reply_to(assigned)).outcome == "quarantined"


def test_a_case_that_is_not_theirs_is_not_revealed(
    assigned: Case, person: Find, receive: Receive
) -> None:
    """Neither the answer nor its absence tells a councillor whether the case is there."""
    before = Outgoing.objects.count(), Event.objects.count()
    bertram = person(assigned.council, "bertram-sample")
    real = receive(bertram, to=reply_to(assigned), subject=f"Re: [{assigned.reference}] x")
    none = receive(
        bertram, to="enquiries+SOU-ENQ-999@southend.example", subject="Re: [SOU-ENQ-999] x"
    )
    assert (real.outcome, real.why, real.case) == (none.outcome, none.why, none.case)
    assert (real.outcome, real.case) == ("quarantined", None)
    assert (Outgoing.objects.count(), Event.objects.count()) == before


def test_a_stranger_is_answered_once_a_day(
    southend: Council, receive: Receive, now: datetime
) -> None:
    came = [timedelta(0), timedelta(hours=1), timedelta(hours=23), timedelta(hours=24)]
    for after in came:
        mail = receive("rita@residents.example", council=southend, at=now + after)
        assert mail.outcome == "quarantined"
    answers = mails("stranger")
    assert [one.next_try_at - now for one in answers] == [timedelta(0), timedelta(hours=24)]
    assert {one.recipient for one in answers} == {"rita@residents.example"}
    assert answers[0].in_reply_to == Mail.objects.order_by("pk")[0].message_id
    receive("another@residents.example", council=southend)
    assert len(mails("stranger")) == 3


@pytest.mark.parametrize(
    "named",
    [
        {"auto_submitted": "auto-replied"},
        {"envelope_from": "<>"},
        {"precedence": "bulk"},
        {"subject": "Automatic reply: away"},
        {"return_path": "<>"},
    ],
)
def test_no_machine_is_ever_answered(
    southend: Council, assigned: Case, person: Find, receive: Receive, named: dict[str, str]
) -> None:
    before = Outgoing.objects.count(), Event.objects.count()
    for who in ("rita@residents.example", person(southend, "sam-stencil")):
        mail = receive(who, council=southend, to=reply_to(assigned), **named)
        assert mail.outcome == "ignored"
        assert mail.why
    assert (Outgoing.objects.count(), Event.objects.count()) == before


def test_nobody_is_answered_whom_the_server_did_not_confirm(
    southend: Council, receive: Receive
) -> None:
    """The address may be somebody else's, who would have mail from us for nothing."""
    southend.receiving_server = "mx.southend.example"
    southend.save()
    assert receive("rita@residents.example", council=southend).outcome == "quarantined"
    assert not Outgoing.objects.exists()


def test_a_subject_too_long_for_its_field_stands_in_the_text(
    southend: Council, person: Find, receive: Receive
) -> None:
    subject = "The drain is blocked again and again " * 12
    mail = receive(person(southend, "ada-example"), subject=subject, text="See above.")
    assert mail.outcome == "case"
    assert mail.case is not None
    assert len(mail.case.subject) <= 300
    assert mail.case.subject.endswith("…")
    assert mail.case.sheet["details"] == f"{subject.strip()}\n\nSee above."


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("In Pierhead.", "pierhead"),
        ("in PIERHEAD or at the pier", "pierhead"),
        ("Pierheads, garrisons", None),
        ("Pierhead and Garrison", None),
    ],
)
def test_the_ward_is_taken_where_one_alone_is_named(
    southend: Council, person: Find, receive: Receive, text: str, ward: str | None
) -> None:
    case = receive(person(southend, "ada-example"), text=text).case
    assert case is not None
    assert (case.area.slug if case.area else None) == ward


def test_a_councillor_who_has_left_is_not_put_on_the_list(
    southend: Council, person: Find, receive: Receive
) -> None:
    mail = receive(
        person(southend, "ada-example"),
        cc="bertram.sample@councillors.southend.example, "
        "jonah.bygone@councillors.southend.example, sam.stencil@southend.example",
    )
    assert mail.case is not None
    listed = mail.case.parties.filter(slot="listed").values_list("person__slug", flat=True)
    assert list(listed) == ["bertram-sample"]


def test_an_act_in_trouble_leaves_nothing_behind(
    southend: Council, person: Find, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_given: object, **_named: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("moothall.post.acting.perform", stumble)
    mail = receive(person(southend, "ada-example"))
    assert mail.outcome == "quarantined"
    assert mail.why == "It could not be handled (KeyError: 'a mistake of ours')."
    assert not Event.objects.exists()
    assert not Outgoing.objects.exists()
