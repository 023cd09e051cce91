"""Signing in, of the person who is signed in: sessions, the linked account, second factors.

Everything here is the visitor's own; nobody manages these for somebody else.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from moothall.pages import accounts, factors, sessions
from moothall.pages.models import LinkedAccount, SignedIn
from moothall.pages.visit import Visit
from moothall.people.assistance import councillors_of

RECENT = timedelta(minutes=15)  # since signing in: then sign-in itself may be changed


def account(visit: Visit) -> HttpResponse:
    """Where I am signed in, and how I can."""
    person = visit.self
    said = visit.request.session.pop("account_done", "")
    return visit.render(
        "account.html",
        sessions=sessions.live_of(person, at=visit.at),
        linked=LinkedAccount.objects.filter(person=person).first(),
        factors=factors.listed(person),
        rules=sessions.rules_of(visit.council),
        waiting=accounts.waiting(visit),
        assists=councillors_of(person, on=visit.on),
        is_councillor="councillor" in visit.roles and visit.by.through is None,
        done=said,
    )


def end_sessions(visit: Visit) -> HttpResponse:
    """Ends one session of the visitor's, or all but this one, or all."""
    if visit.request.method != "POST":
        return visit.go("account")
    which = str(visit.request.POST.get("which", ""))
    if which == "all":
        sessions.end_all(visit.self, at=visit.at)
        sessions.end(visit.request, visit.council, at=visit.at)
        return visit.go("sign-in")
    if which == "others":
        sessions.end_all(visit.self, at=visit.at, but=visit.signed)
    elif not which.isdecimal() or not sessions.end_one(visit.self, int(which[:18]), at=visit.at):
        raise Http404
    return done(visit, "You are signed out there.")


def link(visit: Visit) -> HttpResponse:
    """Confirms that the account that waits in this browser is the visitor's own."""
    kept = accounts.waiting(visit)
    if kept is None:
        return visit.go("account")
    if visit.request.method != "POST":
        return visit.render("account_link.html", called=kept["called"])
    accounts.forget_waiting(visit)
    proved = visit.signed is not None and visit.signed.how != SignedIn.How.OPENID
    if visit.request.POST.get("mine") != "yes" or not proved:
        return done(visit, "Nothing was linked.")
    row = accounts.link(
        visit, visit.self, issuer=kept["issuer"], subject=kept["subject"], confirmed_by="code"
    )
    return done(visit, "From now on you can sign in with it." if row else "Nothing was linked.")


def unlink(visit: Visit) -> HttpResponse:
    """The council's account can no longer be used for this person."""
    if not is_recent(visit):
        return again(visit)
    if visit.request.method != "POST":
        return visit.go("account")
    accounts.unlink(visit, visit.self)
    return done(visit, "Your council account is no longer linked.")


def is_recent(visit: Visit) -> bool:
    """Whether the visitor proved who they are a short while ago."""
    return visit.signed is not None and visit.at - visit.signed.begun_at < RECENT


def again(visit: Visit) -> HttpResponse:
    """To signing in once more, and back here: an unattended browser must not change sign-in."""
    query = urlencode({"next": visit.address("account")})
    return HttpResponseRedirect(f"{reverse('sign-in', args=(visit.council.slug,))}?{query}")


def done(visit: Visit, words: str) -> HttpResponse:
    """Back to the page, which says what was done."""
    visit.request.session["account_done"] = words
    return visit.go("account")
