"""Signing in: by choosing a person in a demonstration, otherwise by a code sent to an address.

The answer is the same whether an address is known or not. See ADR 0005.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from moothall.pages import accounts, codes, entering, sessions
from moothall.pages.models import SignedIn
from moothall.pages.visit import Visit
from moothall.people.models import Person
from moothall.people.roles import roles_of

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
    rules = sessions.rules_of(visit.council)
    address, error, status = "", "", 200
    if visit.request.method == "POST" and rules.by_code:
        address = str(visit.request.POST.get("address", "")).strip().lower()
        if "@" in address and len(address) <= 254:
            visit.request.session["sign_in_sent"] = codes.ask(visit, address)
            visit.request.session[ASKED] = address
            visit.request.session["sign_in_next"] = next_of(visit)
            return visit.go("sign-in-code")
        error, status = "Enter an e-mail address, such as name@yourcouncil.gov.uk", 422
    return visit.render(
        "sign_in.html",
        status=status,
        address=address,
        error=error,
        next=next_of(visit),
        rules=rules,
        waiting=accounts.waiting(visit),
    )


def code(visit: Visit) -> HttpResponse:
    """Enter the code."""
    address = str(visit.request.session.get(ASKED, ""))
    if not address or visit.council.demonstration or not sessions.rules_of(visit.council).by_code:
        return visit.go("sign-in")
    error = ""
    if visit.request.method == "POST":
        given = "".join(str(visit.request.POST.get("code", "")).split())
        person = codes.person_with(visit, address, given)
        if person is not None:
            target = str(visit.request.session.pop("sign_in_next", ""))
            visit.request.session.pop(ASKED, None)
            return entering.passed(visit, person, how=SignedIn.How.CODE, target=target)
        error = "That code is not right or no longer valid. Check it, or ask for a new one."
    return visit.render(
        "sign_in_code.html",
        status=422 if error else 200,
        address=address,
        error=error,
        sent=bool(visit.request.session.get("sign_in_sent")),
    )


def sign_out(visit: Visit) -> HttpResponse:
    """Ends the session at this council; only by a form, so that no link can do it."""
    if visit.request.method == "POST":
        sessions.end(visit.request, visit.council, at=visit.at)
        return visit.go("sign-in")
    return visit.render("sign_out.html")


def _choose(visit: Visit) -> HttpResponse:
    error = ""
    if visit.request.method == "POST":
        slug = str(visit.request.POST.get("person", ""))
        person = Person.objects.filter(council=visit.council, slug=slug).first()
        if person is not None and roles_of(person, on=visit.on):
            done = entering.Halfway(person, SignedIn.How.CHOSEN, next_of(visit))
            return entering.enter(visit, done, second=False)
        error = "Choose who you want to be"
    return visit.render(
        "sign_in_demonstration.html",
        status=422 if error else 200,
        groups=_groups(visit),
        error=error,
        next=next_of(visit),
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


def next_of(visit: Visit) -> str:
    """Where to go afterwards: a page of this council on this host, or nothing."""
    target = str(visit.request.POST.get("next") or visit.request.GET.get("next") or "")
    own = target.startswith(f"/{visit.council.slug}/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own and safe else ""
