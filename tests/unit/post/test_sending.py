"""Trying again: how long it waits, when it gives up, and reports of what did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from emails import raw

from moothall.cases.models import Case, Outgoing
from moothall.people.models import Council
from moothall.post import bounces, sending
from moothall.post.carriers import ForNow, Never
from moothall.post.reading import read

pytestmark = pytest.mark.django_db
State = Outgoing.State


class Server:
    """Answers each mail as `says` tells, and remembers what it took."""

    def __init__(self, says: Callable[[Outgoing], Exception | None]) -> None:
        self.says = says
        self.took: list[str] = []

    def carry(self, mail: Outgoing) -> None:
        if error := self.says(mail):
            raise error
        self.took.append(mail.recipient)


@pytest.mark.parametrize(
    ("tries", "minutes"),
    [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (11, 1024), (12, 1440), (40, 1440)],
)
def test_each_wait_is_twice_the_one_before_up_to_a_day(tries: int, minutes: int) -> None:
    waits = {sending.waiting(tries) for _ in range(50)}
    wanted = timedelta(minutes=minutes)
    assert all(wanted * 0.9 <= wait <= wanted * 1.1 for wait in waits)
    assert len(waits) > 1  # not all at the same moment


@pytest.fixture
def mails(assigned: Case) -> list[Outgoing]:
    found = list(Outgoing.objects.filter(case=assigned).order_by("pk"))
    assert len({one.recipient for one in found}) > 1
    return found


def test_each_recipient_has_it_once(mails: list[Outgoing], now: datetime) -> None:
    server = Server(lambda _mail: None)
    for _ in range(3):
        sending.send_due(server, at=now + timedelta(days=1))
    assert server.took == [one.recipient for one in mails]
    assert set(Outgoing.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_refusal_for_good_is_tried_no_more_and_stops_no_other(
    mails: list[Outgoing], now: datetime
) -> None:
    first = mails[0].pk
    server = Server(lambda mail: Never("550 no such user") if mail.pk == first else None)
    for day in range(3):
        sending.send_due(server, at=now + timedelta(days=day))
    mails[0].refresh_from_db()
    assert (mails[0].state, mails[0].tries, mails[0].last_error) == (
        State.FAILED,
        1,
        "550 no such user",
    )
    assert server.took == [one.recipient for one in mails[1:]]


def test_after_the_last_try_it_is_given_up(mails: list[Outgoing], now: datetime) -> None:
    busy = Server(lambda _mail: ForNow("451 busy"))
    for _ in range(sending.MOST_TRIES + 3):
        sending.send_due(busy, at=now)
        now += sending.LONGEST_WAIT * 2
    for one in mails:
        one.refresh_from_db()
        assert (one.state, one.tries, one.last_error) == (
            State.FAILED,
            sending.MOST_TRIES,
            "Given up: 451 busy",
        )


def test_it_is_not_tried_before_its_time(mails: list[Outgoing], now: datetime) -> None:
    tried: list[int] = []
    busy = Server(lambda mail: tried.append(mail.pk) or ForNow("451 busy"))
    sending.send_due(busy, at=now)
    for second in (1, 30, 50):
        sending.send_due(busy, at=now + timedelta(seconds=second))
    assert tried == [one.pk for one in mails]
    sending.send_due(busy, at=now + timedelta(seconds=70))
    assert len(tried) == 2 * len(mails)


def test_the_name_of_a_mail_is_the_same_at_every_try(mails: list[Outgoing], now: datetime) -> None:
    """So that a mailbox that has it already can tell."""
    names: list[str] = []
    busy = Server(lambda mail: names.append(mail.message_id) or ForNow("busy"))
    for hour in range(3):
        sending.send_due(busy, at=now + timedelta(hours=hour))
    assert sorted(names) == sorted([one.message_id for one in mails] * 3)


# Reports ------------------------------------------------------------------------------------------


@pytest.fixture
def notice(mails: list[Outgoing]) -> Outgoing:
    mails[0].state, mails[0].message_id = State.SENT, "<notice-1@southend.example>"
    mails[0].save()
    return mails[0]


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("bounce", "sent it back: smtp; 550 5.1.1 User unknown."),
        ("bounce-exim", "The recipient's server sent it back."),
    ],
)
def test_a_report_of_failure_marks_the_mail(
    notice: Outgoing, southend: Council, report: str, says: str
) -> None:
    assert bounces.note(southend, read(raw(report))) == 1
    notice.refresh_from_db()
    assert notice.state == State.FAILED
    assert says in notice.last_error


@pytest.mark.parametrize("report", ["bounce-delayed", "read-receipt", "auto-exchange"])
def test_a_delay_or_a_receipt_is_no_failure(
    notice: Outgoing, southend: Council, report: str
) -> None:
    assert bounces.note(southend, read(raw(report))) == 0
    notice.refresh_from_db()
    assert notice.state == State.SENT


def test_a_report_says_nothing_of_other_councils_or_of_what_waits(
    notice: Outgoing, guildford: Council, southend: Council
) -> None:
    assert bounces.note(guildford, read(raw("bounce"))) == 0
    notice.state = State.QUEUED
    notice.save()
    assert bounces.note(southend, read(raw("bounce"))) == 0
