"""What we ask a provider over the network: how it is set up, its keys, a code's answer.

Nothing is followed, nothing large is read, nothing without encryption is asked, and a provider
that does not answer is left alone for some seconds: pages wait for nobody.
"""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

TIMEOUT = 5  # seconds
MOST = 1024 * 1024  # bytes
KEPT = 3600.0  # seconds that a provider's set-up and keys are kept
LEFT_ALONE = 10.0  # seconds after it did not answer
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Trouble(Exception):
    """Signing in with the council's account came to nothing; `reason` names the page that says so.

    `detail` is for the log and holds nothing secret.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it describes itself."""

    issuer: str
    authorize: str
    token: str
    keys_at: str
    posts_secret: bool


_providers: dict[str, tuple[float, Provider]] = {}
_keys: dict[str, tuple[float, jwt.PyJWKSet]] = {}
_silent: dict[str, float] = {}  # host -> when it did not answer


def provider(issuer: str) -> Provider:
    """How the provider describes itself, kept for an hour. Raises Trouble."""
    kept = _providers.get(issuer)
    if kept and time.monotonic() - kept[0] < KEPT:
        return kept[1]
    said = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise Trouble("misconfigured", "the provider calls itself something else")
    methods = said.get("token_endpoint_auth_methods_supported") or ()
    try:
        found = Provider(
            issuer=issuer,
            authorize=_safe(said["authorization_endpoint"]),
            token=_safe(said["token_endpoint"]),
            keys_at=_safe(said["jwks_uri"]),
            posts_secret="client_secret_post" in methods,
        )
    except KeyError as missing:
        raise Trouble("misconfigured", f"the provider names no {missing}") from missing
    _providers[issuer] = (time.monotonic(), found)
    return found


def exchange(
    provider: Provider, *, code: str, verifier: str, client_id: str, secret: str, back: str
) -> str:
    """The identity token that a code stands for. Raises Trouble."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
        "client_id": client_id,
    }
    headers = {}
    if secret and provider.posts_secret:
        asked["client_secret"] = secret
    elif secret:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    token = _asked(provider.token, data=urlencode(asked).encode(), headers=headers).get("id_token")
    if not isinstance(token, str):
        raise Trouble("unverifiable", "no identity token")
    return token


def key_for(provider: Provider, token: str) -> jwt.PyJWK:
    """The provider's key that a token says it is signed with; new keys are fetched once.

    Raises Trouble, and PyJWTError for what is no token.
    """
    named = jwt.get_unverified_header(token).get("kid")
    for fresh in (False, True):
        usable = [key for key in _key_set(provider, fresh=fresh).keys if _signs(key)]
        fitting = [key for key in usable if key.key_id == named] if named else usable
        if len(fitting) == 1:
            return fitting[0]
    raise Trouble("unverifiable", "unknown key")


def _signs(key: jwt.PyJWK) -> bool:
    return key.public_key_use in (None, "sig")


def _key_set(provider: Provider, *, fresh: bool) -> jwt.PyJWKSet:
    kept = _keys.get(provider.keys_at)
    if kept and not fresh and time.monotonic() - kept[0] < KEPT:
        return kept[1]
    try:
        found = jwt.PyJWKSet.from_dict(dict(_asked(provider.keys_at)))
    except jwt.PyJWKSetError as wrong:
        raise Trouble("misconfigured", str(wrong)) from wrong
    _keys[provider.keys_at] = (time.monotonic(), found)
    return found


def is_safe(address: str) -> bool:
    """Whether it may be asked: by https, or on this machine where MOOTHALL_OPENID_PLAIN says so."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.username or parts.password or not parts.hostname:
        return False
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK and settings.OPENID_PLAIN
    return parts.scheme == "https" or plain


def _safe(address: object) -> str:
    if not isinstance(address, str) or not is_safe(address):
        raise Trouble("misconfigured", "an address that is not https")
    return address


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What a provider says, it says where it was asked."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _asked(
    address: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    host = urlsplit(_safe(address)).netloc
    silent = _silent.get(host)
    if silent is not None and time.monotonic() - silent < LEFT_ALONE:
        raise Trouble("down", "it did not answer some seconds ago")
    request = urllib.request.Request(  # noqa: S310 -- checked by _safe
        address, data=data, headers={"Accept": "application/json", **(headers or {})}
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            said = json.loads(answer.read(MOST))  # cut short, it is no JSON any more
    except urllib.error.HTTPError as wrong:
        raise _trouble_of(wrong) from wrong
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, OSError):
            _silent[host] = time.monotonic()
        raise Trouble("down", type(wrong).__name__) from wrong
    if not isinstance(said, dict):
        raise Trouble("down", "not an object")
    return said


def _trouble_of(wrong: urllib.error.HTTPError) -> Trouble:
    """What the provider meant: its own fault, an old code, or that we are set up wrongly."""
    with wrong:
        if wrong.code >= 500:
            return Trouble("down", str(wrong.code))
        try:
            said = json.loads(wrong.read(MOST))
        except (OSError, ValueError):
            said = {}
    error = str(said.get("error", wrong.code)) if isinstance(said, dict) else str(wrong.code)
    return Trouble("expired" if error == "invalid_grant" else "misconfigured", error)
