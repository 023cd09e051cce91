"""The second factor when signing in, and the pages on which one is set up or taken away."""

from __future__ import annotations

import qrcode
from allauth.mfa.totp.internal import auth as totp
from django.http import Http404, HttpResponse

from moothall.pages import account, accounts, entering, factors, sessions
from moothall.pages.mfa import Adapter
from moothall.pages.visit import Visit
from moothall.people.models import Person

NEW_APP = "new_app"  # in the session, until a code has shown that the app has it
SHOW = "show_recovery_codes"


def second(visit: Visit) -> HttpResponse:
    """Whoever has passed the first factor gives the second, or sets one up where it is required."""
    halfway = entering.halfway(visit)
    if halfway is None:
        return visit.go("sign-in")
    if not factors.has_any(halfway.person):
        return visit.render("second_factor_wanted.html")
    error = ""
    if visit.request.method == "POST":
        if factors.is_right(visit, halfway.person, str(visit.request.POST.get("code", ""))):
            return entering.enter(visit, halfway, second=True)
        error = (
            "That code is not right, has been used, or too many were tried. Enter the next one "
            "that your app shows, or wait an hour."
        )
    return visit.render(
        "sign_in_second.html",
        status=422 if error else 200,
        error=error,
        kinds=factors.kinds_of(halfway.person),
    )


def app(visit: Visit) -> HttpResponse:
    """Sets up an authenticator app: show the secret, then ask for a code that proves it."""
    if visit.person is not None and not account.is_recent(visit):
        return account.again(visit)
    session, error = visit.request.session, ""
    secret = session.get(NEW_APP) or totp.generate_totp_secret()
    session[NEW_APP] = secret
    if visit.request.method == "POST":
        given = "".join(str(visit.request.POST.get("code", "")).split())
        if given.isascii() and given.isdecimal() and totp.validate_totp_code(secret, given):
            session.pop(NEW_APP)
            factors.add_app(factors.user_for(visit, visit.self), secret)
            return added(visit, "An authenticator app was added to your sign-in.")
        error = "That code is not right. Enter the six digits that the app shows now."
    address = _address(visit.self, secret)
    return visit.render(
        "authenticator_app.html",
        status=422 if error else 200,
        error=error,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=address,
        **_squares(address),
    )


def added(visit: Visit, words: str) -> HttpResponse:
    """After a factor was set up: signed in with it, and the recovery codes to keep.

    Whoever else is signed in as this person came in without it, and is out.
    """
    person = visit.self
    accounts.tell(visit, person, words)
    sessions.end_all(person, at=visit.at, but=visit.signed)
    halfway = entering.halfway(visit) if visit.person is None else None
    if halfway is not None:
        response = entering.enter(
            visit,
            entering.Halfway(person, halfway.how, visit.address("recovery-codes")),
            second=True,
        )
        visit.request.session[SHOW] = True
        return response
    if visit.signed is not None and not visit.signed.second:
        visit.signed.second = True
        visit.signed.save(update_fields=["second"])
    visit.request.session[SHOW] = True
    return visit.go("recovery-codes")


def recovery_codes(visit: Visit) -> HttpResponse:
    """Shows recovery codes once; makes new ones on demand."""
    person = visit.self
    if not factors.has_any(person):
        return visit.go("account")
    if visit.request.method == "POST":
        if not account.is_recent(visit):
            return account.again(visit)
        factors.recovery_codes(factors.user_for(visit, person), anew=True)
        accounts.tell(visit, person, "New recovery codes were made; the former ones are void.")
        visit.request.session[SHOW] = True
        return visit.go("recovery-codes")
    shown = visit.request.session.pop(SHOW, False)
    codes = factors.recovery_codes(factors.user_for(visit, person), anew=False) if shown else ()
    return visit.render("recovery_codes.html", codes=codes)


def remove(visit: Visit, number: int) -> HttpResponse:
    """Takes a second factor away, after asking."""
    if not account.is_recent(visit):
        return account.again(visit)
    found = next((one for one in factors.listed(visit.self) if one.pk == number), None)
    if found is None:
        raise Http404
    if visit.request.method != "POST":
        return visit.render("second_factor_remove.html", factor=found)
    factors.remove(visit.self, number)
    accounts.tell(visit, visit.self, f"“{found}” was taken away from your sign-in.")
    return account.done(visit, f"“{found}” is no longer used.")


def _address(person: Person, secret: str) -> str:
    """What the picture says to the app (otpauth:)."""
    label = f"{person.name}, {person.council.name}"
    return Adapter().address_for(label, secret)


def _squares(text: str) -> dict[str, object]:
    """The picture of a text for a camera, as the path of its dark squares and its width."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"squares": path, "width": len(rows)}
