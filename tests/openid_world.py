"""A real OpenID provider beside the tests, and somebody who goes there and comes back."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.http import HttpResponse

with warnings.catch_warnings(record=True):  # of a library that it stands on
    from oidc_provider_mock import User, run_server_in_thread

from moothall.pages import openid_provider, openid_secret
from moothall.pages.models import SignInRules
from moothall.people.models import Council

CLIENT = "moothall-southend"
TENANT = "11111111-2222-3333-4444-555555555555"
ADA_OID = "aaaaaaaa-0000-0000-0000-000000000001"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass
class Provider:
    """The provider, and what it says of people."""

    issuer: str
    port: int

    def say(self, sub: str, **claims: Any) -> None:
        """From now on it says this of whoever has that subject."""
        data = json.dumps(claims).encode()
        headers = {"Content-Type": "application/json"}
        address = f"{self.issuer}/users/{sub}"
        with build_opener().open(Request(address, data, headers, method="PUT")):
            pass

    def visit(self, address: str, sub: str | None) -> str:
        """Signs in there as `sub` (none: cancels); where the browser is sent then."""
        form = {"sub": sub} if sub else {"action": "deny"}
        try:
            with build_opener(_Stay).open(Request(address, urlencode(form).encode())) as answer:
                raise AssertionError(answer.read())
        except HTTPError as sent:
            with sent:
                assert sent.code in (302, 303), sent.read()
                return sent.headers["Location"]


@contextmanager
def provider(*, lasts: timedelta = timedelta(hours=1)) -> Iterator[Provider]:
    forget()
    with run_server_in_thread(
        require_nonce=True, access_token_max_age=lasts, user_claims=[User(sub="ada")]
    ) as server:
        yield Provider(f"http://localhost:{server.server_port}", server.server_port)
    forget()


def forget() -> None:
    for kept in (openid_provider._providers, openid_provider._keys, openid_provider._silent):
        kept.clear()


@dataclass
class Traveller:
    """Somebody at a browser of a council that uses a provider."""

    browsing: Any  # of tests/unit/pages/conftest.py
    provider: Provider
    answers: dict[str, str] = field(default_factory=dict)

    def leave(self, query: str = "") -> str:
        """The provider's address that the pages send them to."""
        answer = self.browsing.open(f"sign-in/openid/{query}")
        assert answer.status_code == 302, answer.content
        return str(answer["Location"])

    def come_back(self, address: str, **changed: str) -> HttpResponse:
        """With what the provider gave them, or something else instead."""
        given = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        self.answers = {**given, **changed}
        return self.browsing.open(f"sign-in/openid/back/?{urlencode(self.answers)}")

    def go(self, sub: str | None = "ada", query: str = "") -> HttpResponse:
        """There and back."""
        return self.come_back(self.provider.visit(self.leave(query), sub))


def set_up(council: Council, issuer: str, **values: Any) -> SignInRules:
    """Gives the council a provider."""
    Council.objects.filter(pk=council.pk).update(demonstration=False)
    council.refresh_from_db()
    place = openid_secret.place_of(council)
    place.parent.mkdir(exist_ok=True)
    place.write_text("the secret\n")
    rules, _ = SignInRules.objects.update_or_create(
        council=council, defaults={"issuer": issuer, "client_id": CLIENT, **values}
    )
    return rules
