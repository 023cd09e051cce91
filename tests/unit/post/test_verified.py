"""`moothall verify` misses no message: one that is gone or was altered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from moothall.cases.verify import verify
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.receive import receive_file
from moothall.post.store import path_of

pytestmark = pytest.mark.django_db
RAW = (
    b"From: ada.example@councillors.southend.example\r\nTo: enquiries@southend.example\r\n"
    b"Subject: A light\r\nMessage-ID: <light@postmen.example>\r\n\r\nWords\r\n"
)


def wrong(council: Council) -> list[str]:
    return [str(one) for one in verify(council).wrong]


@pytest.fixture
def mail(southend: Council, at: Callable[[str], datetime]) -> Mail:
    return receive_file(southend, RAW, at=at("2026-12-01T10:00"))


def test_all_is_well(southend: Council, mail: Mail) -> None:
    assert wrong(southend) == []


def test_a_message_that_is_gone(southend: Council, mail: Mail) -> None:
    path_of(mail.sha256).unlink()
    (said,) = wrong(southend)
    assert mail.case is not None
    assert said.startswith(f"southend {mail.case.reference}: the message <light@postmen.example>")
    assert said.endswith(".eml is missing")


def test_a_message_that_was_altered(southend: Council, mail: Mail) -> None:
    path_of(mail.sha256).write_bytes(RAW + b"More words\r\n")
    (said,) = wrong(southend)
    assert said.endswith(".eml is not what was kept")
