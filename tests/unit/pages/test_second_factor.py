"""Second factors: set up, asked for, counted once, and never a way round the first."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from moothall.cases.models import Outgoing
from moothall.pages import factors
from moothall.pages.models import FactorTry, SignedIn, SignInRules
from moothall.people.models import Change, Council

from .conftest import Browse, Browsing, parsed

ADA = "ada.example@councillors.southend.example"


@pytest.fixture(autouse=True)
def council(southend: Council) -> Council:
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    return southend


def app_code(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + later))


def first(visitor: Browsing, address: str = ADA) -> HttpResponse:
    """The first factor: a code by e-mail."""
    visitor.send("sign-in/", {"address": address})
    code = Outgoing.objects.filter(purpose="sign-in code").latest("pk").subject[:6]
    return visitor.send("sign-in/code/", {"code": code})


def add_app(visitor: Browsing) -> str:
    """Sets up an app; its secret."""
    found = re.search(r"Key: ([A-Z2-7 ]+?) Open", visitor.read("account/app/"))
    assert found
    assert visitor.send("account/app/", {"code": app_code(found[1])}).status_code == 302
    return found[1]


def somebody() -> Browsing:
    return Browsing(Client(), "southend")


def is_in(visitor: Browsing) -> bool:
    return visitor.open().status_code == 200


@pytest.fixture
def ada() -> tuple[Browsing, str]:
    """Ada, signed in, and the secret of her app."""
    visitor = somebody()
    first(visitor)
    return visitor, add_app(visitor)


def test_with_an_app_a_mailbox_alone_lets_nobody_in(ada: tuple[Browsing, str]) -> None:
    visitor = somebody()
    assert first(visitor)["Location"] == "/southend/sign-in/second/"
    assert not is_in(visitor)
    for address in ("account/app/", "account/passkey/", "account/recovery-codes/", "account/"):
        assert visitor.open(address).status_code == 302, address
    answer = visitor.send("sign-in/second/", {"code": app_code(ada[1], later=1)})
    assert answer["Location"] == "/southend/"
    assert is_in(visitor)
    assert SignedIn.objects.latest("pk").second


def test_the_page_that_was_wanted_is_not_forgotten_on_the_way(ada: tuple[Browsing, str]) -> None:
    visitor = somebody()
    visitor.send("sign-in/", {"address": ADA, "next": "/southend/people/"})
    code = Outgoing.objects.filter(purpose="sign-in code").latest("pk").subject[:6]
    visitor.send("sign-in/code/", {"code": code})
    answer = visitor.send("sign-in/second/", {"code": app_code(ada[1], later=1)})
    assert answer["Location"] == "/southend/people/"


def test_a_code_of_the_app_counts_once(ada: tuple[Browsing, str]) -> None:
    """Replay: allauth remembers used codes in the cache of one process; there are several."""
    code = app_code(ada[1], later=1)
    one, other = somebody(), somebody()
    first(one), first(other)
    assert one.send("sign-in/second/", {"code": code}).status_code == 302
    assert other.send("sign-in/second/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 422
    assert not is_in(other)


def test_ten_wrong_codes_an_hour(ada: tuple[Browsing, str]) -> None:
    visitor = somebody()
    first(visitor)
    for _ in range(factors.MOST_WRONG):
        assert visitor.send("sign-in/second/", {"code": "1"}).status_code == 422
    assert visitor.send("sign-in/second/", {"code": app_code(ada[1])}).status_code == 422
    assert "ten wrong codes" in Outgoing.objects.latest("pk").body
    FactorTry.objects.update(at=datetime.now(UTC) - timedelta(hours=2))
    assert visitor.send("sign-in/second/", {"code": app_code(ada[1])}).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "9" * 500, "-1"])
def test_what_is_no_code(ada: tuple[Browsing, str], code: str) -> None:
    visitor = somebody()
    first(visitor)
    answer = visitor.send("sign-in/second/", {"code": code})
    assert answer.status_code == 422
    assert "That code is not right" in parsed(answer).text


def test_halfway_lasts_a_quarter_of_an_hour(
    ada: tuple[Browsing, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = somebody()
    first(visitor)
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = visitor.send("sign-in/second/", {"code": app_code(ada[1], later=1)})
    assert answer["Location"] == "/southend/sign-in/"


def test_recovery_codes_are_shown_once_and_each_counts_once(ada: tuple[Browsing, str]) -> None:
    visitor, _ = ada
    codes = re.findall(r"\b\d{4} \d{4}\b", visitor.read("account/recovery-codes/"))
    assert len(codes) == 10
    assert not re.findall(r"\b\d{4} \d{4}\b", visitor.read("account/recovery-codes/"))
    for expected in (302, 422):
        again = somebody()
        first(again)
        FactorTry.objects.update(at=datetime.now(UTC) - timedelta(minutes=10))
        assert again.send("sign-in/second/", {"code": codes[0]}).status_code == expected
    visitor.send("account/recovery-codes/")
    again = somebody()
    first(again)
    assert again.send("sign-in/second/", {"code": codes[1]}).status_code == 422


def test_a_new_factor_ends_what_was_begun_without_it() -> None:
    """Somebody who had got in by the mailbox would have stayed in beside the new factor."""
    ada, mallory = somebody(), somebody()
    first(mallory)
    first(ada)
    add_app(ada)
    assert is_in(ada)
    assert not is_in(mallory)


def test_secrets_are_not_in_the_database_in_clear(ada: tuple[Browsing, str]) -> None:
    codes = re.findall(r"\b\d{4} \d{4}\b", ada[0].read("account/recovery-codes/"))
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert ada[1].replace(" ", "") not in rows
    assert Authenticator.objects.count() == 2
    assert not any(code.replace(" ", "") in rows for code in codes)


def test_a_change_is_told_by_mail_and_written_down(ada: tuple[Browsing, str]) -> None:
    assert "An authenticator app was added" in Outgoing.objects.latest("pk").body
    assert Change.objects.latest("pk").table == "person"


def test_taking_the_last_away_takes_the_recovery_codes_too(ada: tuple[Browsing, str]) -> None:
    visitor, _ = ada
    number = Authenticator.objects.get(type="totp").pk
    page = visitor.read(f"account/factors/{number}/")
    assert "Take “TOTP Authenticator” away?" in page
    visitor.send(f"account/factors/{number}/")
    assert not Authenticator.objects.exists()
    assert first(somebody())["Location"] == "/southend/"


def test_nobody_takes_away_a_factor_of_somebody_else(ada: tuple[Browsing, str]) -> None:
    sam = somebody()
    first(sam, "sam.stencil@southend.example")
    number = Authenticator.objects.get(type="totp").pk
    assert sam.send(f"account/factors/{number}/").status_code == 404
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_unattended_browser_changes_no_sign_in(
    ada: tuple[Browsing, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, _ = ada
    later = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    number = Authenticator.objects.get(type="totp").pk
    for address in ("account/app/", "account/passkey/", f"account/factors/{number}/"):
        assert visitor.send(address)["Location"].startswith("/southend/sign-in/"), address
    assert visitor.send("account/recovery-codes/")["Location"].startswith("/southend/sign-in/")
    assert Authenticator.objects.filter(type="totp").exists()


# Required by the council --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second, address, wanted",
    [
        ("administrators", ADA, False),
        ("administrators", "nadia.mock@southend.example", True),
        ("officers", ADA, False),
        ("officers", "sam.stencil@southend.example", True),
        ("officers", "nadia.mock@southend.example", True),
        ("everybody", ADA, True),
        ("nobody", "nadia.mock@southend.example", False),
    ],
)
def test_of_whom_it_is_wanted(council: Council, second: str, address: str, wanted: bool) -> None:
    from moothall.config import cli

    cli.main(["people", "administrator", "nadia-mock", "--council", "southend"])
    SignInRules.objects.create(council=council, second_factor=second)
    visitor = somebody()
    answer = first(visitor, address)
    assert (answer["Location"] == "/southend/sign-in/second/") is wanted
    assert is_in(visitor) is not wanted


def test_whoever_has_none_sets_one_up_before_they_are_in(council: Council) -> None:
    SignInRules.objects.create(council=council, second_factor="everybody")
    visitor = somebody()
    first(visitor)
    assert "Set up a second factor" in visitor.read("sign-in/second/")
    assert visitor.open("account/").status_code == 302
    add_app(visitor)
    assert is_in(visitor)
    assert SignedIn.objects.get().second


def test_a_rule_that_is_new_ends_sessions_without_a_second_factor(council: Council) -> None:
    visitor = somebody()
    first(visitor)
    assert is_in(visitor)
    SignInRules.objects.create(council=council, second_factor="everybody")
    assert not is_in(visitor)


def test_an_administrator_takes_lost_factors_away_and_the_person_is_told(
    council: Council, ada: tuple[Browsing, str], browse: Browse
) -> None:
    from moothall.config import cli

    cli.main(["people", "administrator", "nadia-mock", "--council", "southend"])
    nadia = browse(council, "nadia-mock")
    nadia.send("settings/sign-in/person/", {"person": "ada-example", "what": "reset"})
    assert "has no second factor any more" in nadia.read("settings/sign-in/")
    assert not Authenticator.objects.exists()
    assert not is_in(ada[0])
    assert "Nadia Mock took away your second factors" in Outgoing.objects.latest("pk").body
    assert str(Change.objects.latest("pk").by) == "Nadia Mock"
