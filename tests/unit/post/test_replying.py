"""What a reply does to a case, and what ends a loop of two programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from emails import reply_to

from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.perform import perform
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.models import Council, Person
from moothall.post import acting
from moothall.post.models import Mail
from moothall.post.writing import MOST_HELD

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Receive = Callable[..., Mail]
ADA = "ada.example@councillors.southend.example"


def mails(purpose: str) -> list[Outgoing]:
    return list(Outgoing.objects.filter(purpose=purpose).order_by("pk"))


def test_the_officer_answers_by_replying(assigned: Case, person: Find, receive: Receive) -> None:
    mail = receive(person(assigned.council, "sam-stencil"), to=reply_to(assigned), text="Mended.")
    assert (mail.outcome, mail.event.act) == ("reply", "answer")  # type: ignore[union-attr]
    assigned.refresh_from_db()
    assert assigned.state == "answered"
    last = Outgoing.objects.order_by("pk").last()
    assert last is not None
    assert last.recipient == ADA
    assert "Mended." in last.body


def test_a_reply_does_what_the_kind_of_business_says(
    southend: Council, person: Find, receive: Receive, now: datetime
) -> None:
    """A question on the protocol is answered from the monitoring officer's mailbox, and asked
    again from the councillor's."""
    ada, nadia = person(southend, "ada-example"), person(southend, "nadia-mock")
    fields = {"subject": "Letters", "question": "Who signs them?"}
    case = perform(
        None, "ask", kind="interpretation", council=southend, by=ada, at=now, fields=fields
    ).case
    answered = receive(nadia, to=reply_to(case), text="Whoever wrote them.")
    assert answered.event.act == "answer"  # type: ignore[union-attr]
    again = receive(ada, to=reply_to(case), text="Even the mayor's?")
    assert again.event.act == "ask_again"  # type: ignore[union-attr]
    case.refresh_from_db()
    assert (case.state, case.sheet.get("subject")) == ("asked", "Letters")


def test_whoever_covers_for_the_officer_answers(
    assigned: Case, southend: Council, person: Find, receive: Receive, now: datetime
) -> None:
    sam, vera = person(southend, "sam-stencil"), person(southend, "vera-variable")
    by_sam = Changing(council=southend, by=sam, at=now, through="page")
    record_absence(sam, start=now.date(), end=now.date(), cover=vera, changing=by_sam)
    assert receive(vera, to=reply_to(assigned), text="Mended.").event.act == "answer"  # type: ignore[union-attr]


def test_an_absence_of_one_working_day_is_a_number_of_days(
    assigned: Case, southend: Council, person: Find, at: Callable[[str], datetime]
) -> None:
    """One day is 1, which Python takes for True: the officer's reply could not be judged."""
    sam, monday = person(southend, "sam-stencil"), at("2026-12-07T10:00")
    by_sam = Changing(council=southend, by=sam, at=monday, through="page")
    record_absence(sam, start=monday.date(), end=monday.date(), cover=None, changing=by_sam)
    fields = {"alternative": "vera-variable", "message": "Back tomorrow."}
    done = perform(assigned, "acknowledge", by=sam, at=monday, fields=fields)
    assert done.event.body["facts"]["absence.working_days"] == 1
    assert done.event.body["facts"]["absence.working_days"] is not True


def test_who_answers_by_a_post_answers(wantage: Council, person: Find, receive: Receive) -> None:
    """In a parish the enquiry goes to the post of the Clerk, whoever holds it."""
    case = receive(person(wantage, "celia-cedar")).case
    assert case is not None
    assert case.parties.get(slot="handler").post is not None
    reply = receive(person(wantage, "lydia-larch"), to=reply_to(case), text="Mended.")
    assert reply.event.act == "answer"  # type: ignore[union-attr]


def test_who_is_not_asked_adds_a_note_and_is_told_so(
    assigned: Case, person: Find, receive: Receive
) -> None:
    """The hub may answer, yet a reply of theirs could as well be for the officer: it goes to no
    councillor unless they say so."""
    hattie = person(assigned.council, "hattie-hub")
    before = Outgoing.objects.count()
    mail = receive(hattie, to=reply_to(assigned), subject="Re: x", text="Sam, please hurry.")
    assert mail.event.act == "note"  # type: ignore[union-attr]
    (told,) = Outgoing.objects.order_by("pk")[before:]
    assert (told.purpose, told.person) == ("noted", hattie)
    assert "nobody has been told" in " ".join(told.body.split())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing beside the text that it quotes"),
        ("> It is out.\n", "nothing beside the text that it quotes"),
    ],
)
def test_a_reply_without_a_word_answers_nothing(
    assigned: Case, person: Find, receive: Receive, text: str, why: str
) -> None:
    mail = receive(person(assigned.council, "sam-stencil"), to=reply_to(assigned), text=text)
    assert (mail.outcome, mail.case) == ("quarantined", assigned)
    assert why in mail.why
    assigned.refresh_from_db()
    assert assigned.state == "assigned"
    assert len(mails("held")) == 1


def test_a_late_answer_is_held_until_it_is_explained(
    assigned: Case, person: Find, receive: Receive, at: Callable[[str], datetime]
) -> None:
    sam = person(assigned.council, "sam-stencil")
    mail = receive(sam, to=reply_to(assigned), text="Mended.", at=at("2026-12-10T10:00"))
    assert mail.outcome == "quarantined"
    assert "Why is the answer late?" in mail.why
    (held,) = mails("held")
    assert f"/cases/{assigned.reference}/do/answer/?mail={mail.pk}" in held.body


def test_who_has_nothing_to_answer_is_told(
    assigned: Case, person: Find, receive: Receive, now: datetime
) -> None:
    ada = person(assigned.council, "ada-example")
    perform(assigned, "withdraw", by=ada, at=now)
    mail = receive(ada, to=reply_to(assigned))
    assert mail.outcome == "quarantined"
    (held,) = mails("held")
    assert "has nothing to answer in it now" in held.body
    assert f"/southend/cases/{assigned.reference}/\n" in held.body
    assert "?mail=" not in held.body


def test_a_word_as_long_as_no_field_is_held(assigned: Case, person: Find, receive: Receive) -> None:
    text = "word " * 30_000
    mail = receive(person(assigned.council, "sam-stencil"), to=reply_to(assigned), text=text)
    assert mail.outcome == "quarantined"
    assert "100,000 characters or fewer" in mail.why


def test_two_programs_that_answer_each_other_are_stopped(
    assigned: Case,
    person: Find,
    receive: Receive,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An answering machine that says in no way that it is one."""
    monkeypatch.setattr(acting, "MOST_AN_HOUR", 5)
    hattie = person(assigned.council, "hattie-hub")
    for second in range(8):
        at = now + timedelta(seconds=second)
        last = receive(hattie, to=reply_to(assigned), text="I have your message.", at=at)
    assert last.outcome == "quarantined"
    assert "answer each other" in last.why
    assert Event.objects.filter(case=assigned, act="note").count() == 5
    assert len(mails("noted")) == 5
    later = receive(
        hattie, to=reply_to(assigned), text="Now I am back.", at=now + timedelta(hours=2)
    )
    assert later.outcome == "reply"


def test_what_is_held_is_told_only_so_often(
    southend: Council, person: Find, receive: Receive
) -> None:
    ada = person(southend, "ada-example")
    for _ in range(MOST_HELD + 3):
        assert receive(ada, subject="", text="").outcome == "quarantined"
    assert len(mails("held")) == MOST_HELD
