"""Signing in, in a browser: at a real OpenID provider, with a passkey, with an app."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import openid_world
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from openid_world import Provider, set_up
from playwright.sync_api import Page
from pytest_django import Settings

from moothall.cases.models import Outgoing
from moothall.pages.models import LinkedAccount, SignedIn, SignInRules
from moothall.people.models import Council, Person

from .conftest import PHONE, Enter, Visitor

# The provider stands on a library that calls itself old.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
ADA = "ada.example@councillors.southend.example"


@pytest.fixture
def here(southend: Council, settings: Settings, server: str) -> Council:
    """A council that is no demonstration, reached where the test's server is."""
    settings.BASE_URL = server
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    return southend


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    settings.OPENID_PLAIN = True
    with openid_world.provider() as found:
        yield found


def with_code(visitor: Visitor) -> Visitor:
    """Signs in with a code by e-mail."""
    visitor.open("sign-in/").fill(address=ADA).press("Send me a code")
    code = Outgoing.objects.filter(purpose="sign-in code").latest("pk").subject[:6]
    return visitor.fill(code=code).press("Sign in")


def at_provider(page: Page, sub: str) -> None:
    """What somebody does on the provider's own page."""
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def authenticator(visitor: Visitor) -> tuple[Any, str]:
    """A virtual authenticator in this browser, such as a phone with a fingerprint."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def test_the_first_time_a_code_too_then_the_councils_account_alone(
    here: Council, provider: Provider, enter: Enter
) -> None:
    set_up(here, provider.issuer, label="your Southend account")
    provider.say("ada", email="ada@elsewhere.example", name="Ada")
    visitor = enter(here, provider=provider.issuer, script=False).open("sign-in/")
    visitor.press("Sign in with your Southend account")
    at_provider(visitor.page, "ada")
    assert "We do not know whose account that is" in visitor.text()
    visitor.press("Send me a code")
    with_code(visitor)
    assert "ada@elsewhere.example" in visitor.text()
    visitor.press("Yes, it is mine")
    assert LinkedAccount.objects.get().person.slug == "ada-example"
    other = enter(here, provider=provider.issuer, script=False).open("cases/")
    other.press("Sign in with your Southend account")
    at_provider(other.page, "ada")
    assert other.page.url == f"{other.base}/southend/cases/"
    assert SignedIn.objects.filter(how="openid").count() == 1


def test_cancelling_at_the_provider_leads_back_to_a_page_of_ours(
    here: Council, provider: Provider, enter: Enter
) -> None:
    set_up(here, provider.issuer)
    visitor = enter(here, provider=provider.issuer, width=PHONE).open("sign-in/")
    visitor.accessible().fits().press("Sign in with your council account")
    visitor.page.get_by_role("button", name="Deny").click()
    assert "You did not sign in" in visitor.text()
    visitor.accessible().fits().press("Back to signing in")


def test_a_passkey_is_made_and_signs_in_alone(here: Council, enter: Enter) -> None:
    visitor = with_code(enter(here))
    authenticator(visitor)
    visitor.open("account/").follow("Make a passkey")
    visitor.accessible().fits().fill(name="My phone").press("Make a passkey")
    visitor.page.wait_for_url("**/account/recovery-codes/")
    assert len(re.findall(r"\d{4} \d{4}", visitor.text())) == 10
    visitor.accessible().fits()
    row = Authenticator.objects.get(type="webauthn")
    assert str(row) == "My phone"
    visitor.page.locator("header").get_by_role("button", name="Sign out").click()
    visitor.open("cases/").follow("Sign in with a passkey")
    visitor.accessible().press("Use my passkey")
    visitor.page.wait_for_url(f"{visitor.base}/southend/cases/")
    newest = SignedIn.objects.latest("pk")
    assert (newest.how, newest.second, newest.person.slug) == ("passkey", True, "ada-example")


def test_a_passkey_is_the_second_factor_after_a_code(here: Council, enter: Enter) -> None:
    SignInRules.objects.create(council=here, second_factor="everybody")
    visitor = with_code(enter(here, width=PHONE))
    authenticator(visitor)
    assert "Set up a second factor" in visitor.text()
    visitor.accessible().fits().follow("Make a passkey")
    visitor.press("Make a passkey")
    visitor.page.wait_for_url("**/account/recovery-codes/")
    visitor.page.locator("header").get_by_role("button", name="Sign out").click()
    with_code(visitor)
    assert "One more step" in visitor.text()
    visitor.accessible().fits().press("Use my passkey")
    visitor.press("Use my passkey")
    visitor.page.wait_for_url(f"{visitor.base}/southend/")
    assert SignedIn.objects.latest("pk").second


def test_somebody_elses_passkey_is_no_second_factor(here: Council, enter: Enter) -> None:
    visitor = with_code(enter(here))
    authenticator(visitor)
    visitor.open("account/passkey/").press("Make a passkey")
    visitor.page.wait_for_url("**/account/recovery-codes/")
    sam = Person.objects.get(council=here, slug="sam-stencil")
    ada = Person.objects.get(council=here, slug="ada-example")
    visitor.page.locator("header").get_by_role("button", name="Sign out").click()
    Person.objects.filter(pk=ada.pk).update(user=None)
    Person.objects.filter(pk=sam.pk).update(user=Authenticator.objects.first().user)  # type: ignore[union-attr]
    visitor.open("sign-in/passkey/").press("Use my passkey")
    visitor.page.wait_for_url(f"{visitor.base}/southend/")
    assert SignedIn.objects.latest("pk").person == sam, "whose it is, the database says"


def test_a_passkey_used_on_a_page_that_is_not_ours_is_not_taken(
    here: Council, enter: Enter, settings: Settings
) -> None:
    visitor = with_code(enter(here))
    authenticator(visitor)
    visitor.open("account/passkey/").press("Make a passkey")
    visitor.page.wait_for_url("**/account/recovery-codes/")
    visitor.page.locator("header").get_by_role("button", name="Sign out").click()
    visitor.open("sign-in/passkey/")
    settings.BASE_URL = "http://localhost:1"  # the same host, and yet another origin
    visitor.press("Use my passkey")
    visitor.page.wait_for_selector(".govuk-error-summary")
    assert "could not be used here" in visitor.text()


def test_without_a_passkey_in_the_browser_it_is_said(here: Council, enter: Enter) -> None:
    visitor = enter(here)
    session, number = authenticator(visitor)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    visitor.open("sign-in/passkey/").press("Use my passkey")
    said = visitor.page.get_by_role("alert").filter(has_text="gave no passkey")
    said.wait_for()
    visitor.accessible()


def test_without_a_script_the_page_says_so_and_leads_on(here: Council, enter: Enter) -> None:
    visitor = enter(here, script=False).open("sign-in/passkey/")
    assert "Passkeys need JavaScript" in visitor.text()
    visitor.follow("Sign in another way")
    assert visitor.page.url.endswith("/sign-in/")


def test_an_app_is_set_up_and_asked_for_on_a_phone_without_a_script(
    here: Council, enter: Enter
) -> None:
    visitor = with_code(enter(here, width=PHONE, script=False))
    visitor.open("account/").follow("Use an authenticator app")
    visitor.fits()
    secret = visitor.page.locator("main code").inner_text().replace(" ", "")
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    visitor.fill(code=code).press("Use this app")
    assert "Recovery codes" in visitor.text()
    visitor.page.locator("header").get_by_role("button", name="Sign out").click()
    with_code(visitor)
    later = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))
    visitor.fits().fill(code=later).press("Sign in")
    assert visitor.page.url == f"{visitor.base}/southend/"


def test_the_administrators_page(here: Council, enter: Enter) -> None:
    from moothall.config import cli

    cli.main(["people", "administrator", "nadia-mock", "--council", "southend"])
    for width in (PHONE, 1200):
        visitor = enter(here, "nadia-mock", width=width).open("settings/sign-in/")
        visitor.accessible().fits()
        visitor.fill(idle_minutes="1").press("Save")
        visitor.accessible().fits()
        assert "There is a problem" in visitor.text()


def test_the_pages_of_assistants(here: Council, enter: Enter) -> None:
    ada = enter(here, "ada-example", width=PHONE).open("account/assistants/")
    ada.accessible().fits().press("Let them act for me")
    ada.accessible().fits().fill(assistant="sam-stencil", sees_own="no").press(
        "Let them act for me"
    )
    assert "Sam Stencil" in ada.accessible().fits().text()
    sam = enter(here, "sam-stencil", width=PHONE).open("account/acting/").accessible().fits()
    sam.press("Councillor Ada Example").accessible().fits()
    assert "Sam Stencil for Councillor Ada Example" in sam.page.locator("header").inner_text()
