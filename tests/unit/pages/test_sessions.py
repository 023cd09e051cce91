"""Sessions: how long they last, and that their owner, and nobody else, ends them from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from moothall.pages import sessions
from moothall.pages.models import SignedIn, SignInRules
from moothall.people.models import Council

from .conftest import Browse, Browsing, parsed

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    now = [START]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(by: timedelta) -> None:
        now[0] += by

    return move


def is_in(visitor: Browsing) -> bool:
    return visitor.open().status_code == 200


def rows(council: Council) -> list[SignedIn]:
    return list(SignedIn.objects.filter(council=council).order_by("pk"))


def test_it_ends_when_nobody_has_been_there_for_two_hours(
    southend: Council, clock: Callable[[timedelta], None], browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    for _ in range(4):
        clock(timedelta(minutes=119))
        assert is_in(ada)
    clock(timedelta(minutes=121))
    assert not is_in(ada)
    assert not is_in(ada), "and does not begin again"


def test_it_ends_after_twelve_hours_in_any_case(
    southend: Council, clock: Callable[[timedelta], None], browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    for _ in range(11):
        clock(timedelta(hours=1))
        assert is_in(ada)
    clock(timedelta(hours=1))
    assert not is_in(ada)


def test_a_council_says_how_long(
    southend: Council, clock: Callable[[timedelta], None], browse: Browse
) -> None:
    SignInRules.objects.create(council=southend, idle_minutes=10, longest_hours=1)
    ada = browse(southend, "ada-example")
    clock(timedelta(minutes=9))
    assert is_in(ada)
    clock(timedelta(minutes=11))
    assert not is_in(ada)


def test_the_page_lists_them_and_ends_one(southend: Council, browse: Browse) -> None:
    here, there = browse(southend, "ada-example"), browse(southend, "ada-example")
    page = here.read("account/")
    assert page.count("last seen") == 2
    assert "(here)" in page
    here.send("account/sessions/", {"which": str(rows(southend)[1].pk)})
    assert is_in(here)
    assert not is_in(there)
    assert "You are signed out there" in here.read("account/")


def test_all_others_and_all(southend: Council, browse: Browse) -> None:
    here, there, home = (browse(southend, "ada-example") for _ in range(3))
    here.send("account/sessions/", {"which": "others"})
    assert [is_in(one) for one in (here, there, home)] == [True, False, False]
    again = browse(southend, "ada-example")
    here.send("account/sessions/", {"which": "all"})
    assert [is_in(one) for one in (here, again)] == [False, False]


@pytest.mark.parametrize("which", ["", "x", "-1", "9" * 40, "1e3"])
def test_nobody_ends_a_session_of_somebody_else(
    southend: Council, browse: Browse, which: str
) -> None:
    ada, sam = browse(southend, "ada-example"), browse(southend, "sam-stencil")
    number = rows(southend)[0].pk
    assert sam.send("account/sessions/", {"which": str(number)}).status_code == 404
    assert sam.send("account/sessions/", {"which": which}).status_code == 404
    assert is_in(ada)


def test_signing_out_ends_the_row_whatever_cookie_is_kept(southend: Council) -> None:
    client = Client()
    client.post("/southend/sign-in/", {"person": "ada-example"})
    kept = dict(client.session.items())
    client.post("/southend/sign-out/")
    session = client.session
    session.update(kept)
    session.save()
    assert client.get("/southend/").status_code == 302


def test_signing_in_again_ends_what_was_there(southend: Council) -> None:
    client = Client()
    for slug in ("ada-example", "sam-stencil"):
        client.post("/southend/sign-in/", {"person": slug})
    first, second = rows(southend)
    assert first.ended_at is not None
    assert second.ended_at is None


def test_a_session_of_one_council_opens_no_other(southend: Council, wiltshire: Council) -> None:
    client = Client()
    client.post("/southend/sign-in/", {"person": "ada-example"})
    session = client.session
    session[sessions.SESSION] = {"wiltshire": session[sessions.SESSION]["southend"]}
    session.save()
    assert client.get("/wiltshire/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "sign-in/",
        "sign-in/code/",
        "sign-in/second/",
        "sign-in/passkey/",
        "sign-out/",
        "account/link/",
        "account/unlink/",
        "account/app/",
        "account/passkey/",
        "account/recovery-codes/",
        "account/factors/1/",
        "account/acting/",
        "account/assistants/",
        "settings/sign-in/",
        "settings/sign-in/person/",
    ],
)
def test_every_form_of_signing_in_needs_its_token(
    southend: Council, browse: Browse, address: str
) -> None:
    ada = browse(southend, "ada-example", csrf=True)
    answer = ada.send(address, {"which": "all", "person": "ada-example", "who": "self"})
    assert answer.status_code == 403
    assert "the page had been open for too long" in parsed(answer).text.lower()


def test_ending_sessions_needs_the_forms_token(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example", csrf=True)
    assert ada.send("account/sessions/", {"which": "all"}).status_code == 403
    assert is_in(ada)


def test_the_key_changes_halfway_too(southend: Council) -> None:
    """Fixation: a key that an attacker planted must be worth nothing after the first factor."""
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    SignInRules.objects.create(council=southend, second_factor="everybody")
    client = Client()
    client.post("/southend/sign-in/", {"address": "ada.example@councillors.southend.example"})
    planted = client.session.session_key
    from moothall.cases.models import Outgoing

    code = Outgoing.objects.latest("pk").subject[:6]
    answer = client.post("/southend/sign-in/code/", {"code": code})
    assert answer["Location"] == "/southend/sign-in/second/"
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = str(planted)
    assert attacker.get("/southend/sign-in/second/").status_code == 302
    assert "Set up a second factor" in parsed(client.get("/southend/sign-in/second/")).text  # type: ignore[arg-type]
