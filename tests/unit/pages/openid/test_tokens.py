"""Tokens that are not what they say are not believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from moothall.pages import openid, openid_provider


def _finish(monkeypatch: pytest.MonkeyPatch, token: Callable[[str], str]) -> str:
    """What comes of a token, made from the nonce; the reason, or the subject."""
    found = openid_provider.Provider(ISSUER, "https://a.example", "https://t.example", "", False)
    monkeypatch.setattr(openid_provider, "provider", lambda _issuer: found)
    keys = jwt.PyJWKSet.from_dict({"keys": [{**_public(), "kid": "1"}]})
    monkeypatch.setattr(openid_provider, "_key_set", lambda _provider, fresh: keys)
    client = openid.Client(ISSUER, "us", "", "https://us.example/back/")
    now = datetime.now(UTC)
    _, attempt = openid.begin(client, at=now, target="", invitation="")
    monkeypatch.setattr(openid_provider, "exchange", lambda *_, **__: token(attempt.nonce))
    try:
        claims = openid.finish(client, attempt, {"state": attempt.state, "code": "1"}, at=now)
    except openid_provider.Trouble as trouble:
        return trouble.reason
    return str(claims["sub"])


ISSUER = "https://provider.example"


def _private() -> object:
    global _KEY
    _KEY = _KEY or generate_private_key(65537, 2048)
    return _KEY


_KEY: object = None


def _public() -> dict[str, object]:
    algorithm = jwt.algorithms.RSAAlgorithm
    return dict(algorithm.to_jwk(_private().public_key(), as_dict=True))  # type: ignore[attr-defined]


def _token(nonce: str, *, key: object = None, algorithm: str = "RS256", **changed: object) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": "us",
        "sub": "ada",
        "nonce": nonce,
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    claims = {name: one for name, one in {**claims, **changed}.items() if one is not None}
    signed = None if algorithm == "none" else key or _private()
    return jwt.encode(claims, signed, algorithm, headers={"kid": "1"})  # type: ignore[arg-type]


def test_a_good_token_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _finish(monkeypatch, _token) == "ada"


OLD = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"nonce": "another"}, "unverifiable"),
        ({"nonce": None}, "unverifiable"),
        ({"aud": "somebody else"}, "unverifiable"),
        ({"aud": ["us", "them"]}, "unverifiable"),
        ({"aud": ["us", "them"], "azp": "them"}, "unverifiable"),
        ({"iss": "https://elsewhere.example"}, "unverifiable"),
        ({"sub": None}, "unverifiable"),
        ({"exp": None}, "unverifiable"),
        ({"exp": OLD}, "clock"),
        ({"iat": OLD}, "clock"),
        ({"nbf": datetime(2099, 1, 1, tzinfo=UTC)}, "clock"),
        ({"algorithm": "none"}, "unverifiable"),
        ({"algorithm": "HS256", "key": "k" * 64}, "unverifiable"),
    ],
    ids=lambda one: str(one)[:50],
)
def test_a_token_that_is_not_for_us_now_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], reason: str
) -> None:
    assert _finish(monkeypatch, lambda nonce: _token(**{"nonce": nonce, **changed})) == reason  # type: ignore[arg-type]


def test_a_token_signed_by_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    other = generate_private_key(65537, 2048)
    assert _finish(monkeypatch, lambda nonce: _token(nonce, key=other)) == "unverifiable"


def test_what_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _finish(monkeypatch, lambda _nonce: "rubbish") == "unverifiable"
