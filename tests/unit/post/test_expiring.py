"""Messages: erased with their case or by months of their own; never before somebody saw them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from emails import letter

from moothall.cases import holds
from moothall.cases.models import Case, Outgoing
from moothall.cases.perform import perform
from moothall.cases.verify import verify
from moothall.people.changing import Changing
from moothall.people.models import Council, Person
from moothall.post.expiring import expire, expire_all, forget_sessions, in_words
from moothall.post.models import Mail, PoliteAnswer
from moothall.post.receive import receive_file
from moothall.post.store import path_of

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Moment = Callable[[str], datetime]
ADA = "ada.example@councillors.southend.example"


@pytest.fixture
def later(at: Moment) -> datetime:
    return at("2028-01-10T03:00")


@pytest.fixture
def begun(southend: Council, person: Find, now: datetime) -> Mail:
    """A message that began a case, which has ended since."""
    raw = letter(ADA, to=southend.address, message_id="<1@postmen.example>")
    mail = receive_file(southend, raw, at=now)
    hub = person(southend, "hattie-hub")
    given = {"given_to": person(southend, "sam-stencil")}
    case = perform(mail.case, "assign", by=hub, at=now, fields=given).case
    case = perform(case, "answer", by=given["given_to"], at=now, fields={"answer": "So"}).case
    perform(case, "close", by=hub, at=now)
    Outgoing.objects.update(state=Outgoing.State.SENT)
    return mail


@pytest.fixture
def ignored(southend: Council, now: datetime) -> Mail:
    """A message from which nothing came."""
    raw = letter(ADA, to=southend.address, message_id="<2@postmen.example>", auto_submitted="yes")
    mail = receive_file(southend, raw, at=now)
    assert mail.outcome == Mail.Outcome.IGNORED
    return mail


def keeping(council: Council, **months: int) -> Council:
    council.retention = months
    council.save()
    return council


def emptied(mail: Mail) -> bool:
    mail.refresh_from_db()
    words = (mail.sender, mail.subject, mail.envelope_from, mail.envelope_to, mail.message_id)
    return not any(words) and not path_of(mail.sha256).exists()


def test_a_message_goes_with_its_case(southend: Council, begun: Mail, later: datetime) -> None:
    keeping(southend, enquiry=12)
    assert expire_all(at=later) == 1
    assert emptied(begun)
    assert begun.why == "Erased on 10 January 2028."
    assert verify(southend).clean


def test_a_message_of_a_case_does_not_go_by_itself(
    southend: Council, begun: Mail, later: datetime
) -> None:
    expire(keeping(southend, mail=1), at=later)
    assert not emptied(begun)


def test_a_message_of_no_case_goes_by_its_own_months(
    southend: Council, ignored: Mail, later: datetime
) -> None:
    expire_all(at=later)
    assert not emptied(ignored)
    keeping(southend, mail=24)
    expire_all(at=later)
    assert not emptied(ignored)
    keeping(southend, mail=12)
    assert expire_all(at=later) == 1
    assert emptied(ignored)
    assert expire_all(at=later) == 0
    assert verify(southend).clean


def test_what_awaits_a_person_is_kept(southend: Council, now: datetime, later: datetime) -> None:
    raw = letter("percy@passer-by.example", to=southend.address)
    mail = receive_file(southend, raw, at=now)
    assert mail.outcome == Mail.Outcome.QUARANTINED
    expire(keeping(southend, mail=1), at=later)
    assert not emptied(mail)


def test_a_held_persons_messages_are_kept(
    southend: Council, ignored: Mail, person: Find, now: datetime, later: datetime
) -> None:
    Mail.objects.filter(pk=ignored.pk).update(person=person(southend, "ada-example"))
    changing = Changing(southend, None, now, "test")
    hold = holds.place(changing, person=person(southend, "ada-example"), reason="Court")
    assert expire(keeping(southend, mail=1), at=later).messages == 0
    holds.lift(changing, hold, why="Over")
    assert expire(southend, at=later).messages == 1


def test_the_same_message_again_is_known_and_brings_nothing_back(
    southend: Council, ignored: Mail, now: datetime, later: datetime
) -> None:
    raw = path_of(ignored.sha256).read_bytes()
    keeping(southend, mail=1)
    expire_all(at=later)
    assert receive_file(southend, raw, at=later).pk == ignored.pk
    assert emptied(ignored)


def test_the_bytes_stay_while_another_council_has_the_same(
    southend: Council, wantage: Council, ignored: Mail, now: datetime, later: datetime
) -> None:
    raw = path_of(ignored.sha256).read_bytes()
    theirs = receive_file(wantage, raw, at=now)
    keeping(southend, mail=1)
    expire_all(at=later)
    assert path_of(theirs.sha256).read_bytes() == raw
    assert verify(wantage).clean


def test_a_message_that_only_claims_to_be_erased_is_noticed(southend: Council, begun: Mail) -> None:
    Mail.objects.filter(pk=begun.pk).update(erased_at=begun.received_at)
    (wrong,) = verify(southend).wrong
    assert wrong.what == f"the message {begun.pk} is gone, and no event erased it"


def test_sent_mails_of_no_case_go_too(southend: Council, now: datetime, later: datetime) -> None:
    receive_file(southend, letter("percy@passer-by.example", to=southend.address), at=now)
    (sent,) = Outgoing.objects.filter(purpose="stranger")
    keeping(southend, mail=1)
    assert expire(southend, at=later).mails == 0  # it has not left
    Outgoing.objects.update(state=Outgoing.State.SENT)
    assert expire(southend, at=later).mails == 1
    sent.refresh_from_db()
    assert (sent.recipient, sent.body, sent.subject) == ("", "", "")


def test_who_was_answered_is_forgotten_after_a_day(southend: Council, now: datetime) -> None:
    receive_file(southend, letter("percy@passer-by.example", to=southend.address), at=now)
    expire_all(at=now + timedelta(hours=23))
    assert PoliteAnswer.objects.count() == 1
    expire_all(at=now + timedelta(hours=25))
    assert PoliteAnswer.objects.count() == 0


def test_sessions_that_are_over_are_forgotten(now: datetime) -> None:
    """Regression: nothing ever cleared the table of browsers' sessions."""
    for key, over in (("a" * 32, now - timedelta(seconds=1)), ("b" * 32, now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=over)
    assert forget_sessions(at=now) == 1
    assert [one.pk for one in Session.objects.all()] == ["b" * 32]


def test_a_case_that_was_touched_meanwhile_is_left(
    southend: Council, begun: Mail, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and erasing somebody puts the case on hold."""
    keeping(southend, enquiry=12)
    case = Case.objects.get()
    changing = Changing(southend, None, later, "test")
    placed: list[object] = []

    def give_way() -> None:
        placed.append(holds.place(changing, case=case, reason="Court"))

    monkeypatch.setattr("moothall.post.expiring.turns.give_way", give_way)
    assert expire(southend, at=later).erased == []
    assert len(placed) == 1


@pytest.mark.parametrize(
    "months, words",
    [(1, "1 month"), (6, "6 months"), (12, "1 year"), (18, "18 months"), (72, "6 years")],
)
def test_months_in_words(months: int, words: str) -> None:
    assert in_words(months) == words
