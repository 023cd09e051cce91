"""OpenID Connect: asks a provider who somebody is, and believes only what it can check.

Authorisation code with PKCE, state and nonce. Whose account it is, and what they may, is decided
elsewhere (`accounts.py`, `groups.py`). Source: OpenID Connect Core 1.0, RFC 7636, RFC 9207.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import jwt

from moothall.pages import openid_provider
from moothall.pages.openid_provider import Provider, Trouble

SCOPES = "openid profile email"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")  # never a shared secret
LIFE = timedelta(minutes=15)  # from leaving for the provider to coming back
SKEW = timedelta(minutes=2)  # between the provider's clock and ours
FRESH = timedelta(minutes=10)  # how long ago the provider may have written its answer


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to a council's provider; `back` is the address it sends people back to."""

    issuer: str
    client_id: str
    secret: str
    back: str
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What must be remembered while somebody is at the provider. Kept in the session, used once."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    at: str
    target: str = ""
    invitation: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def begin(client: Client, *, at: datetime, target: str, invitation: str) -> tuple[str, Attempt]:
    """The provider's address to go to, and what to remember. Raises Trouble."""
    provider = openid_provider.provider(client.issuer)
    attempt = Attempt(
        issuer=client.issuer,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        at=at.isoformat(),
        target=target,
        invitation=invitation,
    )
    hashed = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.back,
        "scope": SCOPES,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(hashed).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in provider.authorize else "?"
    return f"{provider.authorize}{joint}{urlencode(asked)}", attempt


def finish(
    client: Client, attempt: Attempt | None, answer: Mapping[str, str], *, at: datetime
) -> Mapping[str, Any]:
    """The claims about whoever came back. Raises Trouble with what went wrong."""
    if attempt is None or at - datetime.fromisoformat(attempt.at) >= LIFE:
        raise Trouble("expired")
    if error := answer.get("error", ""):  # nobody gets in by it, whoever sent it
        raise Trouble("cancelled" if error == "access_denied" else "refused", repr(error[:60]))
    if not hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode()):
        raise Trouble("expired")
    if attempt.issuer != client.issuer or answer.get("iss", client.issuer) != client.issuer:
        raise Trouble("unverifiable")
    provider = openid_provider.provider(client.issuer)
    token = openid_provider.exchange(
        provider,
        code=answer.get("code", ""),
        verifier=attempt.verifier,
        client_id=client.client_id,
        secret=client.secret,
        back=client.back,
    )
    claims = _claims(provider, client, token)
    if not hmac.compare_digest(attempt.nonce.encode(), str(claims.get("nonce", "")).encode()):
        raise Trouble("unverifiable", "nonce")
    if abs(at.timestamp() - float(claims["iat"])) > FRESH.total_seconds():
        raise Trouble("clock")
    if client.tenant and str(claims.get("tid", "")).lower() != client.tenant.lower():
        raise Trouble("tenant")
    return claims


def subject_of(claims: Mapping[str, Any], *, tenant: str) -> str:
    """What stays the same about an account: `sub`; where a tenant is pinned, `tid/oid`.

    Entra gives every application another `sub`, and lets anybody change an e-mail address.
    Raises Trouble where it is missing.
    """
    found = f"{claims.get('tid', '')}/{claims.get('oid', '')}" if tenant else claims.get("sub", "")
    if not found or str(found).endswith("/"):
        raise Trouble("unverifiable", "subject")
    return str(found)[:300]


def _claims(provider: Provider, client: Client, token: str) -> Mapping[str, Any]:
    try:
        key = openid_provider.key_for(provider, token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=client.client_id,
            issuer=provider.issuer,
            leeway=SKEW,
            options={"require": ["exp", "iat", "iss", "sub", "aud"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as wrong:
        raise Trouble("clock", str(wrong)) from wrong
    except jwt.PyJWTError as wrong:
        raise Trouble("unverifiable", str(wrong)) from wrong
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client.client_id:
        raise Trouble("unverifiable", "azp")
    return claims
