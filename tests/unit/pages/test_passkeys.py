"""Passkeys as far as they can be tried without a browser; with one: tests/browser."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from moothall.cases.models import Outgoing
from moothall.pages.models import SignInRules
from moothall.people.models import Council

from .conftest import Browsing

ADA = "ada.example@councillors.southend.example"


@pytest.fixture(autouse=True)
def council(southend: Council) -> Council:
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    return southend


def first(visitor: Browsing, address: str = ADA) -> HttpResponse:
    """The first factor: a code by e-mail."""
    visitor.send("sign-in/", {"address": address})
    code = Outgoing.objects.filter(purpose="sign-in code").latest("pk").subject[:6]
    return visitor.send("sign-in/code/", {"code": code})


def somebody() -> Browsing:
    return Browsing(Client(), "southend")


def is_in(visitor: Browsing) -> bool:
    return visitor.open().status_code == 200


# Passkeys, as far as they can be tried without a browser ------------------------------------------


@pytest.mark.parametrize(
    "sent",
    ["", "x", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "1" * 30_000],
)
def test_what_is_no_passkey_lets_nobody_in(sent: str) -> None:
    visitor = somebody()
    visitor.open("sign-in/passkey/")
    answer = visitor.send("sign-in/passkey/", {"credential": sent})
    assert answer.status_code == 422
    assert not is_in(visitor)


@pytest.mark.parametrize("sent", ["", "{}", '{"id": "a", "rawId": "a", "type": "public-key"}'])
def test_what_is_no_new_passkey_is_not_kept(sent: str) -> None:
    visitor = somebody()
    first(visitor)
    visitor.open("account/passkey/")
    assert visitor.send("account/passkey/", {"credential": sent}).status_code == 422
    assert not Authenticator.objects.exists()


def test_where_only_the_councils_account_counts_no_passkey_goes_round_it(council: Council) -> None:
    SignInRules.objects.create(
        council=council, by_code=False, issuer="https://provider.example", client_id="us"
    )
    visitor = somebody()
    assert visitor.open("sign-in/passkey/").status_code == 302
    page = visitor.read("sign-in/")
    assert "Send me a code" not in page
    assert "passkey" not in page
    visitor.send("sign-in/", {"address": ADA})
    assert not Outgoing.objects.exists()


def test_only_the_page_for_passkeys_runs_a_script(southend: Council) -> None:
    visitor = somebody()
    assert "script-src 'self'" in visitor.open("sign-in/passkey/")["Content-Security-Policy"]
    assert "script-src" not in visitor.open("sign-in/")["Content-Security-Policy"]
    assert "Passkeys need JavaScript" in visitor.read("sign-in/passkey/")
