"""Limits of signing in: nobody guesses, nobody floods a mailbox, and nobody shuts another one out.

Each test of a fault that there once was says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from moothall.cases.models import Outgoing
from moothall.pages import codes
from moothall.pages.origin import address_of, device
from moothall.people.models import Council

from .conftest import Browsing

ADA = "ada.example@councillors.southend.example"
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    now = [START]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(by: timedelta) -> None:
        now[0] += by

    return move


@pytest.fixture(autouse=True)
def council(southend: Council, clock: object) -> Council:
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    return southend


def somebody(address: str = "192.0.2.1") -> Browsing:
    return Browsing(Client(REMOTE_ADDR=address), "southend")


def ask(visitor: Browsing, address: str = ADA) -> str:
    """The code that was sent, or nothing."""
    before = Outgoing.objects.count()
    visitor.send("sign-in/", {"address": address})
    if Outgoing.objects.count() == before:
        return ""
    found = re.search(r"\b\d{6}\b", Outgoing.objects.latest("pk").subject)
    assert found
    return found[0]


def give(visitor: Browsing, code: str) -> int:
    return visitor.send("sign-in/code/", {"code": code}).status_code


def test_a_stranger_cannot_spend_somebodys_tries() -> None:
    """Once, tries were counted for an address: five guesses by anybody and Ada's code was dead."""
    ada, mallory = somebody(), somebody("198.51.100.7")
    code = ask(ada)
    session = mallory.client.session
    session["sign_in_address"] = ADA
    session.save()
    for _ in range(codes.MOST_TRIES + 1):
        give(mallory, "000000")
    ask(mallory)  # and a newer code, for the other browser only
    assert give(ada, code) == 302


def test_a_code_is_worth_nothing_in_another_browser() -> None:
    ada, mallory = somebody(), somebody()
    code = ask(ada)
    ask(mallory)
    assert give(mallory, code) == 422


def test_a_stranger_cannot_use_up_somebodys_codes(clock: Callable[[timedelta], None]) -> None:
    """Once, five codes an hour were all there were for an address, whoever asked for them."""
    ada = somebody()
    assert give(ada, ask(ada)) == 302
    ada.send("sign-out/")
    for number in range(40):
        ask(somebody(f"198.51.100.{number}"))
    assert ask(somebody("203.0.113.1")) == "", "the mailbox is not flooded"
    assert give(ada, ask(ada)) == 302, "a browser that Ada has used has its own"


def test_a_mailbox_gets_ten_an_hour_and_thirty_a_day(
    clock: Callable[[timedelta], None],
) -> None:
    sent = 0
    for hour in range(20):
        for number in range(12):
            sent += bool(ask(somebody(f"198.51.{hour}.{number}")))
        assert sent <= 10 * (hour + 1)
        clock(timedelta(hours=1))
    assert sent == 30


def test_a_borrowed_cookie_gives_no_allowance_for_others() -> None:
    ada = somebody()
    give(ada, ask(ada))
    ada.send("sign-out/")
    for number in range(40):
        ask(somebody(f"198.51.100.{number}"), "sam.stencil@southend.example")
    assert ask(ada, "sam.stencil@southend.example") == ""


def test_one_place_makes_no_more_than_a_hundred_wrong_tries_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codes, "MOST_WRONG_FROM_ORIGIN", 7)
    for number in range(3):
        visitor = somebody()
        ask(visitor, f"nobody{number}@southend.example")
        for _ in range(3):
            give(visitor, "000000")
    ada = somebody()
    code = ask(ada)
    assert give(ada, code) == 422
    elsewhere = somebody("203.0.113.9")
    assert give(elsewhere, ask(elsewhere)) == 302


def _statements(visitor: Browsing, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        visitor.send("sign-in/", {"address": address})
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in asked]


def test_the_same_work_is_done_for_an_unknown_address() -> None:
    """Once, only a known address cost the writing of a mail, which could be measured."""
    _statements(somebody(), ADA)
    known = _statements(somebody(), ADA)
    unknown = _statements(somebody(), "nobody@elsewhere.example")
    ends = ("RELEASE", "ROLLBA")
    plain = [[one for one in each if not one.startswith(ends)] for each in (known, unknown)]
    assert plain[0] == plain[1]
    assert any("cases_outgoing" in one for one in unknown)
    assert not Outgoing.objects.filter(recipient="nobody@elsewhere.example").exists()


# Where it comes from ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "proxies, forwarded, found",
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.9.9.9, 203.0.113.5", "203.0.113.5"),
        (2, "10.9.9.9, 203.0.113.5, 192.0.2.8", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (1, "rubbish", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_only_our_own_proxies_are_believed(
    rf: object, settings: Settings, proxies: int, forwarded: str, found: str
) -> None:
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)  # type: ignore[attr-defined]
    assert address_of(request) == found


@pytest.mark.parametrize(
    "agent, words",
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130 Safari/537.36 Edg/130",
            "Edge on Windows",
        ),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_device_in_words(rf: object, agent: str, words: str) -> None:
    assert device(rf.get("/", HTTP_USER_AGENT=agent)) == words  # type: ignore[attr-defined]
