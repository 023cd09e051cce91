"""Signing in: by a code that is hard to guess and tells nothing, or by choosing who to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from moothall.cases.models import Outgoing
from moothall.pages import codes
from moothall.pages.models import SignInCode
from moothall.people.models import Council, Person

from .conftest import Browse, Browsing, parsed

ADA = "ada.example@councillors.southend.example"
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Stands still at START; `clock(timedelta(minutes=5))` moves it."""
    now = [START]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(by: timedelta) -> None:
        now[0] += by

    return move


@pytest.fixture
def visitor(southend: Council, clock: object, browse: Browse) -> Browsing:
    """Somebody at a council that is no demonstration."""
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    return browse(southend)


def ask_for_code(visitor: Browsing, address: str = ADA) -> str:
    """Asks for a code and reads it in the outbox; empty where none was sent."""
    before = set(Outgoing.objects.values_list("pk", flat=True))
    assert visitor.send("sign-in/", {"address": address}).status_code == 302
    mail = Outgoing.objects.exclude(pk__in=before).first()
    if mail is None:
        return ""
    assert mail.recipient == address.strip().lower()
    found = re.search(r"\b\d{6}\b", mail.body)
    assert found and found[0] in mail.subject
    return found[0]


def give(visitor: Browsing, code: str) -> int:
    return visitor.send("sign-in/code/", {"code": code}).status_code


def is_in(visitor: Browsing) -> bool:
    return visitor.open().status_code == 200


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_signs_in_once(visitor: Browsing) -> None:
    code = ask_for_code(visitor, f" {ADA.upper()} ")
    assert not is_in(visitor)
    browser = visitor.client.session[codes.BROWSER]
    answer = visitor.send("sign-in/code/", {"code": f" {code[:3]} {code[3:]} "})
    assert answer["Location"] == "/southend/"
    assert is_in(visitor)
    session = visitor.client.session
    session.update({"sign_in_address": ADA, codes.BROWSER: browser})  # the very same browser
    session.save()
    assert give(visitor, code) == 422


def test_only_a_digest_is_kept(visitor: Browsing) -> None:
    code = ask_for_code(visitor)
    row = SignInCode.objects.get()
    assert code not in row.digest
    assert len(row.digest) == 64


def test_five_tries_and_no_more(visitor: Browsing) -> None:
    code = ask_for_code(visitor)
    for _ in range(codes.MOST_TRIES):
        assert give(visitor, wrong(code)) == 422
    assert give(visitor, code) == 422
    assert not is_in(visitor)


def test_the_fifth_try_may_be_right(visitor: Browsing) -> None:
    code = ask_for_code(visitor)
    for _ in range(codes.MOST_TRIES - 1):
        give(visitor, wrong(code))
    assert give(visitor, code) == 302


@pytest.mark.parametrize(
    "after, status", [(timedelta(minutes=14), 302), (timedelta(minutes=15), 422)]
)
def test_a_code_ages(
    visitor: Browsing, clock: Callable[[timedelta], None], after: timedelta, status: int
) -> None:
    code = ask_for_code(visitor)
    clock(after)
    assert give(visitor, code) == status


def test_only_the_newest_code_counts(visitor: Browsing) -> None:
    first, second = ask_for_code(visitor), ask_for_code(visitor)
    if first != second:
        assert give(visitor, first) == 422
    assert give(visitor, second) == 302


def test_a_code_of_one_address_opens_no_other(visitor: Browsing) -> None:
    code = ask_for_code(visitor)
    other = Browsing(Client(), "southend")
    ask_for_code(other, "sam.stencil@southend.example")
    if give(other, code) == 302:
        pytest.fail("a code that was sent to Ada signs Sam in")


def test_five_codes_an_hour_and_it_is_said(
    visitor: Browsing, clock: Callable[[timedelta], None]
) -> None:
    assert all(ask_for_code(visitor) for _ in range(codes.MOST_CODES))
    assert ask_for_code(visitor) == ""
    assert "no further one was made" in visitor.read("sign-in/code/")
    clock(timedelta(hours=1))
    assert ask_for_code(visitor)
    assert "a code is on its way" in visitor.read("sign-in/code/")


def plain(answer: HttpResponse, address: str) -> str:
    return parsed(answer).text.replace(address, "ADDRESS")


@pytest.mark.parametrize(
    "unknown",
    ["nobody@elsewhere.example", "jonah.bygone@councillors.southend.example"],
    ids=["a stranger", "a former councillor"],
)
def test_an_unknown_address_is_answered_the_same(visitor: Browsing, unknown: str) -> None:
    stranger = Browsing(Client(), "southend")
    for number in range(codes.MOST_CODES + 2):
        asked = [
            visitor.send("sign-in/", {"address": ADA}),
            stranger.send("sign-in/", {"address": unknown}),
        ]
        assert asked[0].status_code == asked[1].status_code == 302
        assert asked[0]["Location"] == asked[1]["Location"]
        known, not_known = visitor.open("sign-in/code/"), stranger.open("sign-in/code/")
        assert plain(known, ADA) == plain(not_known, unknown), number
    for code in ("000000", ""):
        wrong_known = visitor.send("sign-in/code/", {"code": code})
        wrong_other = stranger.send("sign-in/code/", {"code": code})
        assert wrong_known.status_code == wrong_other.status_code
        assert plain(wrong_known, ADA) == plain(wrong_other, unknown)
    assert not Outgoing.objects.filter(recipient=unknown).exists()
    assert Outgoing.objects.filter(recipient=ADA).count() == codes.MOST_CODES


def test_old_codes_are_forgotten(visitor: Browsing, clock: Callable[[timedelta], None]) -> None:
    ask_for_code(visitor, "nobody@elsewhere.example")
    clock(timedelta(days=1, minutes=1))
    ask_for_code(visitor)
    assert [row.address for row in SignInCode.objects.all()] == [ADA]


@pytest.mark.parametrize("address", ["", "ada", "a@" + "b" * 300])
def test_what_is_no_address_is_said(visitor: Browsing, address: str) -> None:
    answer = visitor.send("sign-in/", {"address": address})
    assert answer.status_code == 422
    assert "Enter an e-mail address" in parsed(answer).text
    assert not SignInCode.objects.exists()


def test_a_code_page_without_an_address_asks_for_one(visitor: Browsing) -> None:
    assert visitor.open("sign-in/code/")["Location"] == "/southend/sign-in/"


def test_nobody_is_chosen_where_it_is_no_demonstration(visitor: Browsing) -> None:
    assert visitor.send("sign-in/", {"person": "ada-example"}).status_code == 422
    assert not is_in(visitor)
    assert "Ada Example" not in visitor.read("sign-in/")


def test_whoever_left_before_the_code_came_is_not_let_in(
    visitor: Browsing, southend: Council
) -> None:
    code = ask_for_code(visitor)
    ada = Person.objects.get(council=southend, slug="ada-example")
    ada.memberships.update(end_date=date(2026, 11, 1))
    give(visitor, code)
    assert not is_in(visitor)


# Sessions -----------------------------------------------------------------------------------------


def test_signing_in_changes_the_session_key(southend: Council) -> None:
    client = Client()
    client.get("/southend/")
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    client.post("/southend/sign-in/", {"person": "ada-example"})
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert attacker.get("/southend/").status_code == 302


def test_signing_out_ends_the_session(southend: Council) -> None:
    client = Client()
    client.post("/southend/sign-in/", {"person": "ada-example"})
    key = client.session.session_key
    client.post("/southend/sign-out/")
    for again in (client, Client()):
        again.cookies[settings.SESSION_COOKIE_NAME] = key
        assert again.get("/southend/").status_code == 302


def test_signing_out_of_one_council_leaves_the_other(southend: Council, wiltshire: Council) -> None:
    client = Client()
    client.post("/southend/sign-in/", {"person": "ada-example"})
    client.post("/wiltshire/sign-in/", {"person": "abel-allegory"})
    client.post("/southend/sign-out/")
    assert client.get("/southend/").status_code == 302
    assert client.get("/wiltshire/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "/wiltshire/",
        "/southend.elsewhere.example/",
        "javascript:alert(1)",
        "southend/",
    ],
)
def test_afterwards_only_a_page_of_this_council(southend: Council, target: str) -> None:
    answer = Client().post("/southend/sign-in/", {"person": "ada-example", "next": target})
    assert answer.status_code == 302
    assert answer["Location"] == "/southend/"


def test_no_header_is_smuggled_in(southend: Council) -> None:
    target = "/southend/\r\nX-Evil: 1"
    answer = Client().post("/southend/sign-in/", {"person": "ada-example", "next": target})
    assert "X-Evil" not in answer
    assert "\n" not in answer["Location"]


def test_afterwards_the_page_that_was_wanted(southend: Council) -> None:
    client = Client()
    asked = client.get("/southend/cases/?text=gull")["Location"]
    page = parsed(client.get(asked))  # type: ignore[arg-type]
    wanted = next(one["value"] for one in page.all("input") if one.get("name") == "next")
    answer = client.post("/southend/sign-in/", {"person": "ada-example", "next": wanted})
    assert answer["Location"] == "/southend/cases/?text=gull"


def test_choosing_nobody_is_said(southend: Council) -> None:
    for slug in ("", "no-such", "jonah-bygone", "abel-allegory"):
        answer = Client().post("/southend/sign-in/", {"person": slug})
        assert answer.status_code == 422, slug
        assert "Choose who you want to be" in parsed(answer).text  # type: ignore[arg-type]
