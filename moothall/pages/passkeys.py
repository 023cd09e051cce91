"""Passkeys: made, and used to sign in. The only pages that run a script: browsers want one.

The script is `static/passkey.js`; what a passkey proves is checked by `allauth.mfa` and fido2.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from moothall.pages import account, entering, factors, sessions
from moothall.pages.mfa import own_origin
from moothall.pages.models import SignedIn
from moothall.pages.second_factor import added
from moothall.pages.security import SCRIPTED
from moothall.pages.sign_in import next_of
from moothall.pages.visit import Visit
from moothall.people.models import Person

MOST = 20_000  # characters of what a browser sends
FAULT = "That passkey could not be used here. Try again, or sign in another way."


def sign_in(visit: Visit) -> HttpResponse:
    """Signs in with a passkey: alone, or as the second factor of whoever has passed the first."""
    halfway = entering.halfway(visit)
    if halfway is not None and factors.PASSKEY not in factors.kinds_of(halfway.person):
        return visit.go("sign-in-second")
    if halfway is None and not sessions.rules_of(visit.council).by_code:
        return visit.go("sign-in")  # only the council's account: it must say that they may still
    error = ""
    if visit.request.method == "POST":
        person = _recognised(visit, halfway.person if halfway else None)
        if person is not None:
            done = halfway or entering.Halfway(person, SignedIn.How.PASSKEY, next_of(visit))
            return entering.enter(visit, done, second=True)
        error = FAULT
    user = factors.user_for(visit, halfway.person) if halfway else None
    options = webauthn.begin_authentication(user)
    return _page(visit, "use", options, error=error, halfway=halfway is not None)


def new(visit: Visit) -> HttpResponse:
    """Makes a passkey of the visitor's own."""
    if visit.person is not None and not account.is_recent(visit):
        return account.again(visit)
    user, error = factors.user_for(visit, visit.self), ""
    if visit.request.method == "POST":
        name = " ".join(str(visit.request.POST.get("name", "")).split())[:60] or "Passkey"
        if _registered(visit, user, name):
            return added(visit, f"The passkey “{name}” was added to your sign-in.")
        error = "No passkey was made. Try again."
    options = webauthn.begin_registration(user, passwordless=True)
    return _page(visit, "new", options, error=error, halfway=False)


def _page(
    visit: Visit, what: str, options: dict[str, Any], *, error: str, halfway: bool
) -> HttpResponse:
    response = visit.render(
        f"passkey_{what}.html",
        status=422 if error else 200,
        options=json.dumps(options, default=dict),
        error=error,
        halfway=halfway,
        next=next_of(visit),
    )
    response.headers["Content-Security-Policy"] = SCRIPTED
    return response


def _sent(visit: Visit) -> dict[str, Any] | None:
    """What the browser sent, if it is of a passkey used on a page of ours."""
    text = str(visit.request.POST.get("credential", ""))
    try:
        sent = json.loads(text) if len(text) <= MOST else None
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


def _recognised(visit: Visit, expected: Person | None) -> Person | None:
    """Whose passkey it is; of this council, and the one who is expected where somebody is."""
    sent = _sent(visit)
    if sent is None:
        return None
    try:
        response = webauthn.parse_authentication_response(sent)
        if response.response.client_data.origin != own_origin():
            return None
        if not response.response.authenticator_data.is_user_verified():
            return None
        user = webauthn.extract_user_from_response(sent)
        authenticator = webauthn.complete_authentication(user, sent)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    people = Person.objects.filter(user_id=user.pk, council=visit.council)
    person = people.select_related("council").first()
    if person is None or (expected is not None and person.pk != expected.pk):
        return None
    authenticator.record_usage()
    return person


def _registered(visit: Visit, user: Any, name: str) -> bool:
    sent = _sent(visit)
    if sent is None:
        return False
    try:
        response = webauthn.parse_registration_response(sent)
        if response.response.client_data.origin != own_origin():
            return False
        if not webauthn.complete_registration(sent).is_user_verified():
            return False
        webauthn.WebAuthn.add(user, name, sent)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return True
