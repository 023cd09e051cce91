"""Codes for signing in: made, sent and checked. See ADR 0005.

Nothing here tells whether an address is known, neither by words nor by what is done: for an
unknown one the same is written, and taken back. Nobody can use up somebody else's tries or codes.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpResponse

from moothall.cases import outbox
from moothall.pages.models import SignInCode
from moothall.pages.origin import address_of, digest
from moothall.pages.visit import Visit
from moothall.people.models import Person
from moothall.people.roles import person_by_address, roles_of

LIFE = timedelta(minutes=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)  # a code is kept for a day
MOST_TRIES = 5  # of one code
MOST_CODES = 5  # an hour: from one place for one address, or in one browser used before
MOST_FOR_ADDRESS = (10, 30)  # an hour and a day, from wherever
MOST_FROM_ORIGIN = 300  # an hour: a town hall may be one network address
MOST_WRONG_FROM_ORIGIN = 100  # tries an hour
BROWSER = "sign_in_browser"  # in the session: the code is valid in this browser only
KNOWN = "moothall_known"  # cookie of a browser in which a person has signed in before
KNOWN_FOR = timedelta(days=180)


def ask(visit: Visit, address: str) -> bool:
    """Sends a code if the address is known. False where too many were asked for lately.

    All are counted for unknown addresses too.
    """
    SignInCode.objects.filter(council=visit.council, made_at__lt=visit.at - DAY).delete()
    person = person_by_address(visit.council, address)
    if person is not None and not roles_of(person, on=visit.on):
        person = None
    origin = digest("origin", address_of(visit.request))
    known = _known(visit, person) if person else ""
    if not _may_ask(visit, address, origin=origin, known=known):
        return False
    made = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        row = SignInCode.objects.create(
            council=visit.council,
            person=person,
            address=address,
            digest=_code_digest(visit, address, made),
            made_at=visit.at,
            browser=_browser(visit),
            origin=origin,
            known=known,
        )
        with transaction.atomic():  # for a stranger the same is done, and then taken back
            _mail(visit, row, made)
            transaction.set_rollback(person is None)
    return True


def person_with(visit: Visit, address: str, given: str) -> Person | None:
    """Whoever the newest code was sent to, if this is it; only in the browser that asked for it."""
    if _wrong_from_here(visit) >= MOST_WRONG_FROM_ORIGIN:
        return None
    newest = (
        SignInCode.objects.filter(
            council=visit.council,
            address=address,
            browser=_browser(visit),
            used=False,
            made_at__gt=visit.at - LIFE,
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    if newest is None:
        return None
    counted = SignInCode.objects.filter(pk=newest.pk, tries__lt=MOST_TRIES, used=False)
    if not counted.update(tries=F("tries") + 1):
        return None
    if not hmac.compare_digest(newest.digest, _code_digest(visit, address, given)):
        return None
    claimed = SignInCode.objects.filter(pk=newest.pk, used=False).update(used=True)
    return newest.person if claimed else None


def remember(visit: Visit, person: Person, response: HttpResponse) -> None:
    """Gives the browser its own allowance of codes for this person, whatever others ask for."""
    value = _known_value(visit, person) or f"{person.pk}:{secrets.token_hex(16)}"
    response.set_cookie(
        KNOWN,
        signing.TimestampSigner(salt=KNOWN).sign(value),
        max_age=KNOWN_FOR,
        path=visit.address("sign-in"),
        secure=visit.request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _known_value(visit: Visit, person: Person) -> str:
    signer = signing.TimestampSigner(salt=KNOWN)
    try:
        value = signer.unsign(visit.request.COOKIES.get(KNOWN, ""), max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return value if value.startswith(f"{person.pk}:") else ""


def _known(visit: Visit, person: Person) -> str:
    value = _known_value(visit, person)
    return digest("known", value) if value else ""


def _may_ask(visit: Visit, address: str, *, origin: str, known: str) -> bool:
    rows = SignInCode.objects.filter(council=visit.council)
    if known:
        return _count(rows.filter(known=known), since=visit.at - HOUR) < MOST_CODES
    if _count(rows.filter(origin=origin), since=visit.at - HOUR) >= MOST_FROM_ORIGIN:
        return False
    strange = rows.filter(address=address, known="")
    hour, day = MOST_FOR_ADDRESS
    return (
        _count(strange.filter(origin=origin), since=visit.at - HOUR) < MOST_CODES
        and _count(strange, since=visit.at - HOUR) < hour
        and _count(strange, since=visit.at - DAY) < day
    )


def _count(rows: QuerySet[SignInCode], *, since: datetime) -> int:
    return rows.filter(made_at__gt=since).count()


def _wrong_from_here(visit: Visit) -> int:
    origin = digest("origin", address_of(visit.request))
    rows = SignInCode.objects.filter(origin=origin, made_at__gt=visit.at - HOUR)
    found = rows.aggregate(tries=Sum("tries"), right=Count("pk", filter=Q(used=True)))
    return (found["tries"] or 0) - int(found["right"])


def _browser(visit: Visit) -> str:
    session = visit.request.session
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(24)
    return digest("browser", session[BROWSER])


def _code_digest(visit: Visit, address: str, given: str) -> str:
    return digest("code", visit.council.pk, address, given)


def _mail(visit: Visit, row: SignInCode, made: str) -> None:
    outbox.letter(
        visit.council,
        purpose="sign-in code",
        once=f"code:{row.pk}",
        recipient=row.address,
        subject=f"{made} is your code for {visit.council.name}",
        body=f"Your code is {made}. It is valid for 15 minutes, in the browser where you asked "
        "for it.\n\nIf you did not ask for it, you need do nothing: nobody can sign in without "
        "it. Never tell it to anybody.\n",
        at=visit.at,
        person=row.person,
    ).save()
