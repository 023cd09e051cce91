"""Signing in with the council's account, at a real provider: who gets in."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from openid_world import Provider, Traveller, set_up
from pytest_django import Settings

from moothall.cases.models import Outgoing
from moothall.pages import openid_provider
from moothall.pages.models import LinkedAccount, SignedIn
from moothall.people.models import Change, Council

from ..conftest import Browsing, parsed
from .conftest import ada, is_in, link

# The provider stands on a library that calls itself old.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
ADA = "ada.example@councillors.southend.example"


def test_a_linked_account_signs_in(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    answer = traveller.go(query="?next=/southend/cases/")
    assert answer["Location"] == "/southend/cases/"
    assert is_in(traveller)
    row = SignedIn.objects.get(person=ada(southend))
    assert row.how == "openid"


def test_what_is_asked_of_the_provider(traveller: Traveller, settings: Settings) -> None:
    settings.BASE_URL = "https://moothall.southend.example"
    asked = {name: one[0] for name, one in parse_qs(urlsplit(traveller.leave()).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert (
        asked["redirect_uri"] == "https://moothall.southend.example/southend/sign-in/openid/back/"
    )


def test_the_code_is_worth_nothing_without_the_verifier(
    traveller: Traveller, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, str] = {}
    monkeypatch.setattr(
        openid_provider, "exchange", lambda _provider, **named: sent.update(named) or "rubbish"
    )
    address = traveller.leave()
    traveller.come_back(provider.visit(address, "ada"))
    hashed = base64.urlsafe_b64encode(hashlib.sha256(sent["verifier"].encode()).digest())
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    assert challenge == hashed.decode().rstrip("=")
    assert len(sent["verifier"]) >= 43


def test_an_unknown_account_is_let_in_by_no_e_mail_address(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    provider.say("mallory", email=ADA, email_verified=True, name="Ada Example")
    answer = traveller.go("mallory")
    assert answer.status_code == 403
    assert "We do not know whose account that is" in parsed(answer).text
    assert not is_in(traveller)
    assert not LinkedAccount.objects.exists()


def test_a_code_and_a_yes_link_the_account_once_and_for_all(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    traveller.go()
    browsing = traveller.browsing
    assert "show once that it is yours" in browsing.read("sign-in/")
    browsing.send("sign-in/", {"address": ADA})
    code = Outgoing.objects.latest("pk").subject[:6]
    answer = browsing.send("sign-in/code/", {"code": code})
    assert answer["Location"] == "/southend/account/link/"
    assert "anybody@elsewhere.example" in browsing.read("account/link/")
    browsing.send("account/link/", {"mine": "yes"})
    assert LinkedAccount.objects.get().person == ada(southend)
    assert "can now be used" in Outgoing.objects.latest("pk").body
    assert Change.objects.latest("pk").table == "linkedaccount"
    other = Traveller(Browsing(Client(), "southend"), provider)
    assert other.go().status_code == 302
    assert is_in(other)


def test_an_account_that_somebody_left_in_the_browser_is_not_linked_without_asking(
    southend: Council, traveller: Traveller
) -> None:
    traveller.go()
    traveller.browsing.send("sign-in/", {"address": ADA})
    code = Outgoing.objects.latest("pk").subject[:6]
    traveller.browsing.send("sign-in/code/", {"code": code})
    assert not LinkedAccount.objects.exists()
    traveller.browsing.send("account/link/", {"mine": "no"})
    assert not LinkedAccount.objects.exists()
    traveller.browsing.send("account/link/", {"mine": "yes"})
    assert not LinkedAccount.objects.exists()


def test_an_account_belongs_to_one_person(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    row = link(southend, provider.issuer)
    traveller.go()
    session = traveller.browsing.client.session
    assert "account_waiting" not in session
    assert LinkedAccount.objects.get() == row


def test_whoever_is_signed_in_with_a_code_links_from_their_own_page_and_takes_it_back(
    southend: Council, traveller: Traveller
) -> None:
    browsing = traveller.browsing
    browsing.send("sign-in/", {"address": ADA})
    browsing.send("sign-in/code/", {"code": Outgoing.objects.latest("pk").subject[:6]})
    assert "to sign in" in browsing.read("account/")
    assert traveller.go()["Location"] == "/southend/account/link/"
    browsing.send("account/link/", {"mine": "yes"})
    assert "Linked since" in browsing.read("account/")
    browsing.send("account/unlink/")
    assert not LinkedAccount.objects.exists()
    assert "no longer be used" in Outgoing.objects.latest("pk").body
    other = Traveller(Browsing(Client(), "southend"), traveller.provider)
    assert other.go().status_code == 403


def test_an_account_of_one_council_opens_no_other(
    southend: Council, wiltshire: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    set_up(wiltshire, provider.issuer)
    other = Traveller(Browsing(Client(), "wiltshire"), provider)
    assert other.go().status_code == 403
    address = provider.visit(traveller.leave(), "ada").replace("/southend/", "/wiltshire/")
    assert other.come_back(address).status_code == 400
