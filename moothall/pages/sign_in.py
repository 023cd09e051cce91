"""Signing in: by choosing a person in a demonstration, otherwise by a code sent to an address.

The answer is the same whether an address is known or not. See ADR 0005.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from moothall.cases import outbox
from moothall.pages import visit as visits
from moothall.pages.models import SignInCode
from moothall.pages.visit import Visit
from moothall.people.models import Person
from moothall.people.roles import person_by_address, roles_of

LIFE = timedelta(minutes=15)
KEPT = timedelta(days=1)  # then a code is forgotten
MOST_TRIES = 5
MOST_CODES = 5  # for one address in an hour
ASKED = "sign_in_address"
GROUPS = (
    ("Councillors", {"councillor"}),
    ("Members’ support and the Clerk", {"hub", "clerk"}),
    (
        "Statutory and chief officers",
        {"monitoring_officer", "chief_officer", "chief_finance_officer"},
    ),
    ("Officers", {"officer"}),
    ("Administrators", {"administrator"}),
)


def sign_in(visit: Visit) -> HttpResponse:
    """Choose a person (demonstration), or ask for a code."""
    if visit.council.demonstration:
        return _choose(visit)
    if visit.request.method != "POST":
        return visit.render("sign_in.html", address="", error="", next=_next(visit))
    address = str(visit.request.POST.get("address", "")).strip().lower()
    if "@" not in address or len(address) > 254:
        error = "Enter an e-mail address, such as name@yourcouncil.gov.uk"
        return visit.render(
            "sign_in.html", status=422, address=address, error=error, next=_next(visit)
        )
    visit.request.session["sign_in_sent"] = _send_code(visit, address)
    visit.request.session[ASKED] = address
    visit.request.session["sign_in_next"] = _next(visit)
    return visit.go("sign-in-code")


def code(visit: Visit) -> HttpResponse:
    """Enter the code."""
    address = str(visit.request.session.get(ASKED, ""))
    if not address or visit.council.demonstration:
        return visit.go("sign-in")
    error = ""
    if visit.request.method == "POST":
        given = "".join(str(visit.request.POST.get("code", "")).split())
        person = _person_with(visit, address, given)
        if person is not None:
            target = str(visit.request.session.pop("sign_in_next", "")) or visit.address("home")
            visit.request.session.pop(ASKED, None)
            visits.sign_in(visit.request, person)
            return HttpResponseRedirect(target)
        error = "That code is not right or no longer valid. Check it, or ask for a new one."
    return visit.render(
        "sign_in_code.html",
        status=422 if error else 200,
        address=address,
        error=error,
        sent=bool(visit.request.session.get("sign_in_sent")),
        most=MOST_CODES,
    )


def sign_out(visit: Visit) -> HttpResponse:
    """Ends the session at this council; only by a form, so that no link can do it."""
    if visit.request.method == "POST":
        visits.sign_out(visit.request, visit.council)
        return visit.go("sign-in")
    return visit.render("sign_out.html")


def _choose(visit: Visit) -> HttpResponse:
    error = ""
    if visit.request.method == "POST":
        slug = str(visit.request.POST.get("person", ""))
        person = Person.objects.filter(council=visit.council, slug=slug).first()
        if person is not None and roles_of(person, on=visit.on):
            visits.sign_in(visit.request, person)
            return HttpResponseRedirect(_next(visit) or visit.address("home"))
        error = "Choose who you want to be"
    return visit.render(
        "sign_in_demonstration.html",
        status=422 if error else 200,
        groups=_groups(visit),
        error=error,
        next=_next(visit),
    )


def _groups(visit: Visit) -> list[tuple[str, list[tuple[Person, str]]]]:
    """Everybody who holds a post today, under the first group they belong to."""
    found: dict[str, list[tuple[Person, str]]] = {title: [] for title, _ in GROUPS}
    people = Person.objects.filter(council=visit.council).prefetch_related("memberships__post")
    for person in people:
        roles = roles_of(person, on=visit.on)
        kinds = roles.union(*(visit.protocol.kinds_of(role) for role in roles))
        title = next((title for title, members in GROUPS if members & kinds), None)
        if title:
            posts = [m.post.label for m in person.memberships.all() if m.post]
            found[title].append((person, ", ".join(dict.fromkeys(posts))))
    return [(title, people) for title, people in found.items() if people]


def _next(visit: Visit) -> str:
    """Where to go afterwards: a page of this council on this host, or nothing."""
    target = str(visit.request.POST.get("next") or visit.request.GET.get("next") or "")
    own = target.startswith(f"/{visit.council.slug}/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own and safe else ""


def _digest(visit: Visit, address: str, given: str) -> str:
    key = settings.SECRET_KEY.encode()
    text = f"{visit.council.pk}\n{address}\n{given}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _send_code(visit: Visit, address: str) -> bool:
    """Sends a code if the address is known. False where too many were asked for it lately.

    Both are counted for unknown addresses too, so that neither tells which are known.
    """
    SignInCode.objects.filter(council=visit.council, made_at__lt=visit.at - KEPT).delete()
    recent = SignInCode.objects.filter(
        council=visit.council, address=address, made_at__gt=visit.at - timedelta(hours=1)
    )
    if recent.count() >= MOST_CODES:
        return False
    person = person_by_address(visit.council, address)
    if person is not None and not roles_of(person, on=visit.on):
        person = None
    made = f"{secrets.randbelow(1_000_000):06}"
    row = SignInCode.objects.create(
        council=visit.council,
        person=person,
        address=address,
        digest=_digest(visit, address, made),
        made_at=visit.at,
    )
    if person is not None:
        _mail(visit, row, made)
    return True


def _mail(visit: Visit, row: SignInCode, made: str) -> None:
    outbox.letter(
        visit.council,
        purpose="sign-in code",
        once=f"code:{row.pk}",
        recipient=row.address,
        subject=f"{made} is your code for {visit.council.name}",
        body=f"Your code is {made}. It is valid for 15 minutes.\n\n"
        "If you did not ask for it, you need do nothing: nobody can sign in without it.\n",
        at=visit.at,
        person=row.person,
    ).save()


def _person_with(visit: Visit, address: str, given: str) -> Person | None:
    """Whoever the newest code was sent to, if this is it. Each code allows five tries."""
    newest = (
        SignInCode.objects.filter(
            council=visit.council, address=address, used=False, made_at__gt=visit.at - LIFE
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    if newest is None:
        return None
    counted = SignInCode.objects.filter(pk=newest.pk, tries__lt=MOST_TRIES, used=False)
    if not counted.update(tries=F("tries") + 1):
        return None
    if not hmac.compare_digest(newest.digest, _digest(visit, address, given)):
        return None
    claimed = SignInCode.objects.filter(pk=newest.pk, used=False).update(used=True)
    return newest.person if claimed else None
