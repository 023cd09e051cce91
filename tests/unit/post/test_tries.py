"""Trouble of the database or the disk: a message is tried again, then given to a person, and keeps
no other message waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DataError, OperationalError

from moothall.people.models import Council
from moothall.post import handle as handling
from moothall.post.models import Mail
from moothall.post.receive import handle_pending
from moothall.post.store import keep, path_of

pytestmark = pytest.mark.django_db
Moment = Callable[[str], datetime]


def message(number: int) -> bytes:
    return (
        "From: ada.example@councillors.southend.example\r\nTo: enquiries@southend.example\r\n"
        f"Subject: Matter {number}\r\nMessage-ID: <{number}@postmen.example>\r\n\r\nWords\r\n"
    ).encode()


@pytest.fixture
def kept(southend: Council, at: Moment) -> list[Mail]:
    now = at("2026-12-01T10:00")
    return [keep(southend, message(number), at=now)[0] for number in (1, 2)]


def outcomes() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("trouble", [DataError("x"), OperationalError("locked"), OSError("full")])
def test_trouble_with_one_message_is_given_up_at_last_and_the_next_is_handled(
    kept: list[Mail], at: Moment, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    real = handling._act

    def stumble(mail: Mail, *given: object) -> object:
        if mail.pk == kept[0].pk:
            raise trouble
        return real(mail, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(handling, "_act", stumble)
    now = at("2026-12-01T10:00")
    assert handle_pending(at=now) == 1
    assert outcomes() == ["pending", "case"]
    for _ in range(handling.MOST_TRIES):
        handle_pending(at=now)
    assert outcomes() == ["quarantined", "case"]
    given_up = Mail.objects.get(pk=kept[0].pk)
    assert type(trouble).__name__ in given_up.why
    assert given_up.tries == handling.MOST_TRIES + 1


def test_trouble_that_passes_loses_nothing(
    kept: list[Mail], at: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_given: object) -> object:
        raise OperationalError("database is locked")

    now = at("2026-12-01T10:00")
    with monkeypatch.context() as patch:
        patch.setattr(handling, "_act", stumble)
        assert handle_pending(at=now) == 0
    assert handle_pending(at=now) == 2
    assert outcomes() == ["case", "case"]


def test_it_stops_between_two_messages(kept: list[Mail], at: Moment) -> None:
    def stopping() -> bool:
        return "case" in outcomes()

    assert handle_pending(at=at("2026-12-01T10:00"), stopping=stopping) == 1
    assert outcomes() == ["case", "pending"]


def test_the_same_message_by_another_way_has_a_row_of_its_own_and_starts_nothing(
    kept: list[Mail], southend: Council, at: Moment
) -> None:
    """Its bytes differ (other Received lines), its Message-ID does not."""
    handle_pending(at=at("2026-12-01T10:00"))
    again = b"Received: from elsewhere.example\r\n" + message(1)
    mail, new = keep(southend, again, at=at("2026-12-01T10:05"))
    assert new
    handle_pending(at=at("2026-12-01T10:05"))
    assert outcomes() == ["case", "case", "ignored"]
    folder = path_of(mail.sha256).parent.parent
    assert len([one for one in folder.rglob("*") if one.is_file()]) == 3
