"""Assistants: whom a councillor lets act for them, and for whom somebody acts just now.

What an assistant may see and do is in `people/assistance.py`, `cases/visibility.py` and `perform`.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.middleware.csrf import rotate_token

from moothall.pages import accounts
from moothall.pages.sessions import ACTING
from moothall.pages.visit import Visit
from moothall.people import assistance
from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import Person
from moothall.people.roles import holders

THROUGH = "page"


def act_for(visit: Visit) -> HttpResponse:
    """Whom the visitor works for from here on: themselves, or a councillor who chose them."""
    mine = assistance.councillors_of(visit.self, on=visit.on)
    error = ""
    if visit.request.method == "POST":
        who = str(visit.request.POST.get("who", ""))
        chosen = next((one for one in mine if str(one.pk) == who), None)
        if chosen or who == "self":
            _choose(visit, chosen.pk if chosen else None)
            return visit.go("home")
        error = "Choose for whom you act"
    if visit.acting_ended:
        _choose(visit, None)
    return visit.render(
        "act_for.html",
        status=422 if error else 200,
        error=error,
        mine=mine,
        ended=visit.acting_ended,
    )


def _choose(visit: Visit, number: int | None) -> None:
    """Forms that were opened before, for somebody else, are no longer taken."""
    kept = dict(visit.request.session.get(ACTING, {}))
    kept.pop(visit.council.slug, None)
    if number is not None:
        kept[visit.council.slug] = number
    visit.request.session[ACTING] = kept
    rotate_token(visit.request)


def assistants(visit: Visit) -> HttpResponse:
    """The councillor's own assistants: choose one, or end it."""
    error, posted = "", visit.request.POST
    if visit.request.method == "POST":
        error = _end(visit, posted["end"]) if "end" in posted else _add(visit)
        if not error:
            return visit.go("assistants")
    officers = holders(visit.council, "officer", on=visit.on)
    return visit.render(
        "assistants.html",
        status=422 if error else 200,
        error=error,
        mine=assistance.assistants_of(visit.by, on=visit.on),
        officers=officers,
        posted=posted,
    )


def _add(visit: Visit) -> str:
    posted = visit.request.POST
    assistant = directory_of(visit.council.pk).slugs.get(posted.get("assistant", ""))
    if assistant is None:
        return "Choose who acts for you"
    if posted.get("sees_own") not in ("yes", "no"):
        return "Choose whether they see what is for you alone"
    try:
        assistance.choose(
            Changing(visit.council, visit.by, visit.at, THROUGH),
            visit.by,
            assistant,
            sees_own=posted["sees_own"] == "yes",
        )
    except assistance.BadAssistance as bad:
        return str(bad)
    _tell(
        visit, assistant, f"{assistant.name} may act for {assistance.titled(visit.by)} from today."
    )
    return ""


def _end(visit: Visit, number: str) -> str:
    mine = assistance.assistants_of(visit.by, on=visit.on)
    found = next((one for one in mine if str(one.pk) == number), None)
    if found is None:
        return "That has ended already"
    assistance.end(Changing(visit.council, visit.by, visit.at, THROUGH), found)
    words = f"{found.assistant.name} no longer acts for {assistance.titled(visit.by)}."
    _tell(visit, found.assistant, words)
    return ""


def _tell(visit: Visit, assistant: Person, words: str) -> None:
    for person in (assistant, visit.by):
        accounts.tell(visit, person, words)
