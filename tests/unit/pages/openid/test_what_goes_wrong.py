"""Every way in which it comes to nothing has a page, and lets nobody in."""

from __future__ import annotations

from datetime import datetime, timedelta

import openid_world
import pytest
from django.test import Client
from openid_world import Provider, Traveller, set_up
from pytest_django import Settings

from moothall.pages import openid_provider
from moothall.pages.models import SignInRules
from moothall.people.models import Council

from ..conftest import Browsing, parsed
from .conftest import ada, is_in, link, title

# The provider stands on a library that calls itself old.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


def test_cancelled(traveller: Traveller) -> None:
    answer = traveller.go(None)
    assert answer.status_code == 403
    assert title(answer) == "You did not sign in"


@pytest.mark.parametrize("changed", [{"state": "x"}, {"state": ""}, {"state": "é"}])
def test_an_answer_to_somebody_elses_question(
    southend: Council, traveller: Traveller, provider: Provider, changed: dict[str, str]
) -> None:
    link(southend, provider.issuer)
    answer = traveller.come_back(provider.visit(traveller.leave(), "ada"), **changed)
    assert answer.status_code == 400
    assert title(answer) == "That took too long"
    assert not is_in(traveller)


def test_an_answer_counts_once(southend: Council, traveller: Traveller, provider: Provider) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    assert traveller.come_back(address).status_code == 302
    assert traveller.come_back(address).status_code == 400


def test_an_answer_in_another_browser(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    other = Traveller(Browsing(Client(), "southend"), provider)
    other.leave()
    assert other.come_back(address).status_code == 400


def test_a_provider_that_names_another_issuer(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    address = provider.visit(traveller.leave(), "ada")
    answer = traveller.come_back(address, iss="https://elsewhere.example")
    assert title(answer) == "That answer could not be believed"


def test_a_provider_that_is_down(traveller: Traveller, rules: SignInRules) -> None:
    rules.issuer = "http://localhost:9"
    rules.save()
    for _ in range(2):
        answer = traveller.browsing.open("sign-in/openid/")
        assert answer.status_code == 503
        assert "Try again in a few minutes" in parsed(answer).text


def test_a_provider_that_is_not_who_it_should_be(traveller: Traveller, rules: SignInRules) -> None:
    rules.issuer += "/"
    rules.save()
    assert traveller.browsing.open("sign-in/openid/").status_code == 502


def test_plain_http_is_for_trials_on_this_machine_only(
    traveller: Traveller, settings: Settings
) -> None:
    settings.OPENID_PLAIN = False
    assert traveller.browsing.open("sign-in/openid/").status_code == 502
    settings.OPENID_PLAIN = True
    assert not openid_provider.is_safe("http://provider.southend.example")
    assert not openid_provider.is_safe("file:///etc/passwd")
    assert not openid_provider.is_safe("https://user:secret@provider.example")
    assert openid_provider.is_safe("https://provider.southend.example")


def test_clocks_that_do_not_agree(southend: Council, settings: Settings) -> None:
    settings.OPENID_PLAIN = True
    with openid_world.provider(lasts=timedelta(minutes=-5)) as slow:
        set_up(southend, slow.issuer)
        link(southend, slow.issuer)
        traveller = Traveller(Browsing(Client(), "southend"), slow)
        answer = traveller.go()
    assert answer.status_code == 502
    assert title(answer) == "The clocks do not agree"


def test_somebody_who_holds_no_post(
    southend: Council, traveller: Traveller, provider: Provider
) -> None:
    link(southend, provider.issuer)
    ada(southend).memberships.update(end_date=datetime(2026, 1, 1).date())
    answer = traveller.go()
    assert title(answer) == "You hold no post here"
    assert not is_in(traveller)


def test_an_error_of_the_provider_is_told_and_writes_no_line_of_its_own_into_the_log(
    traveller: Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    traveller.leave()
    answer = traveller.browsing.open("sign-in/openid/back/?error=x%0AERROR+forged+line")
    assert answer.status_code == 502
    said = [one.getMessage() for one in caplog.records if one.name == "moothall.sign_in"]
    assert len(said) == 1
    assert "\n" not in said[0]
