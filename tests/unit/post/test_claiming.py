"""A mail is claimed just before it leaves, by one worker only, and none stops the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from moothall.cases.models import Outgoing
from moothall.people.models import Council
from moothall.post import sending
from moothall.post.carriers import ForNow

pytestmark = pytest.mark.django_db
Moment = Callable[[str], datetime]
State = Outgoing.State


class Carrier:
    """Remembers what it carried; `meanwhile` happens while it does."""

    def __init__(self, meanwhile: Callable[[Outgoing], None] = lambda _mail: None) -> None:
        self.carried: list[str] = []
        self.meanwhile = meanwhile

    def carry(self, mail: Outgoing) -> None:
        self.meanwhile(mail)
        self.carried.append(mail.once)


def queue(council: Council, *names: str, at: datetime) -> None:
    for name in names:
        Outgoing.objects.create(
            council=council,
            purpose="notice",
            once=name,
            recipient="ada.example@councillors.southend.example",
            subject="Subject",
            body="Body",
            message_id=f"<{name}@southend.example>",
            next_try_at=at,
        )


def states() -> dict[str, str]:
    return dict(Outgoing.objects.order_by("pk").values_list("once", "state"))


def test_nothing_is_claimed_before_its_turn(southend: Council, at: Moment) -> None:
    """Whoever is killed while sending the first leaves the second to be sent at once."""
    now = at("2026-12-01T10:00")
    queue(southend, "one", "two", at=now)
    seen: list[dict[str, str]] = []
    sending.send_due(Carrier(lambda _mail: seen.append(states())), at=now)
    assert seen == [
        {"one": State.SENDING, "two": State.QUEUED},
        {"one": State.SENT, "two": State.SENDING},
    ]


def test_two_workers_never_send_the_same(southend: Council, at: Moment) -> None:
    """The second looks while the first is at work, and both have the same list before them."""
    now = at("2026-12-01T10:00")
    queue(southend, "one", "two", "three", at=now)
    other = Carrier()
    first = Carrier(lambda _mail: _one_more(other, now))
    sending.send_due(first, at=now)
    assert sorted(first.carried + other.carried) == ["one", "three", "two"]
    assert other.carried


def _one_more(carrier: Carrier, now: datetime) -> None:
    sending.send_due(carrier, at=now, limit=1)


def test_a_slow_server_does_not_make_a_mail_look_abandoned(
    southend: Council, at: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each claim bears its own time: after an hour with the first mail the second is still ours."""
    now = at("2026-12-01T10:00")
    queue(southend, "one", "two", at=now)
    passed = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: passed[0])
    other = Carrier()

    def slowly(mail: Outgoing) -> None:
        if mail.once == "two":
            sending.send_due(other, at=now + timedelta(hours=1, minutes=5))
        passed[0] += 3600

    sending.send_due(Carrier(slowly), at=now)
    assert other.carried == []
    assert states() == {"one": State.SENT, "two": State.SENT}


def test_what_a_dead_worker_claimed_is_sent_when_its_time_is_over(
    southend: Council, at: Moment
) -> None:
    now = at("2026-12-01T10:00")
    queue(southend, "one", at=now)
    (mail,) = sending.due(at=now, limit=1)
    assert sending.claim(mail, at=now)
    carrier = Carrier()
    assert sending.send_due(carrier, at=now + sending.RECLAIM) == 0
    assert sending.send_due(carrier, at=now + sending.RECLAIM + timedelta(seconds=1)) == 1
    assert carrier.carried == ["one"]


def test_a_mail_that_cannot_be_written_is_given_up_and_stops_no_other(
    southend: Council, at: Moment
) -> None:
    now = at("2026-12-01T10:00")
    queue(southend, "bad", "good", at=now)

    def stumble(mail: Outgoing) -> None:
        if mail.once == "bad":
            raise ValueError("a header with a line break")

    assert sending.send_due(Carrier(stumble), at=now) == 1
    assert states() == {"bad": State.QUEUED, "good": State.SENT}
    for _ in range(sending.MOST_TRIES):
        now += sending.LONGEST_WAIT * 2
        sending.send_due(Carrier(stumble), at=now)
    bad = Outgoing.objects.get(once="bad")
    assert (bad.state, bad.tries) == (State.FAILED, sending.MOST_TRIES)
    assert "line break" in bad.last_error


def test_it_stops_between_two_mails(southend: Council, at: Moment) -> None:
    now = at("2026-12-01T10:00")
    queue(southend, "one", "two", at=now)
    carrier = Carrier()
    sending.send_due(carrier, at=now, stopping=lambda: bool(carrier.carried))
    assert states() == {"one": State.SENT, "two": State.QUEUED}


def test_what_may_go_later_waits_its_time(southend: Council, at: Moment) -> None:
    now = at("2026-12-01T10:00")
    queue(southend, "one", at=now)

    def busy(_mail: Outgoing) -> None:
        raise ForNow("busy")

    assert sending.send_due(Carrier(busy), at=now) == 0
    mail = Outgoing.objects.get()
    assert mail.state == State.QUEUED
    assert timedelta(seconds=50) < mail.next_try_at - now < timedelta(seconds=70)
