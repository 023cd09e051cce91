"""A provider that runs while this folder is tested, and somebody who signs in with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import openid_world
import pytest
from django.http import HttpResponse
from django.test import Client
from openid_world import Provider, Traveller, set_up
from pytest_django import Settings

from moothall.pages.models import LinkedAccount, SignInRules
from moothall.people.models import Council, Person

from ..conftest import Browsing, parsed


@pytest.fixture(scope="package")
def running() -> Iterator[Provider]:
    with openid_world.provider() as found:
        yield found


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    openid_world.forget()
    settings.OPENID_PLAIN = True
    running.say("ada", email="anybody@elsewhere.example", name="Ada")
    return running


@pytest.fixture
def rules(southend: Council, provider: Provider) -> SignInRules:
    return set_up(southend, provider.issuer)


@pytest.fixture
def traveller(southend: Council, rules: SignInRules, provider: Provider) -> Traveller:
    return Traveller(Browsing(Client(), "southend"), provider)


def ada(council: Council) -> Person:
    return Person.objects.get(council=council, slug="ada-example")


def link(council: Council, issuer: str, subject: str = "ada") -> LinkedAccount:
    return LinkedAccount.objects.create(
        council=council,
        person=ada(council),
        issuer=issuer,
        subject=subject,
        linked_at=datetime.now(UTC),
        confirmed_by="code",
    )


def is_in(traveller: Traveller) -> bool:
    return traveller.browsing.open().status_code == 200


def title(answer: HttpResponse) -> str:
    text = parsed(answer).text
    return text[: text.index(" – ")]
