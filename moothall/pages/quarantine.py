"""Quarantine: mail that needs a person. Nothing in it is ever shown as HTML or sent on."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.cases.refusals import CannotPerform
from moothall.pages.act import visible_case
from moothall.pages.visit import Visit
from moothall.people.models import Person
from moothall.people.roles import holders
from moothall.post import release
from moothall.post.models import Mail
from moothall.post.reading import read
from moothall.post.store import raw_of

MOST_ROWS = 100
_ASKED = {"enquiry": "person", "note": "reference", "ignore": "why"}  # choice -> its question


def quarantine(visit: Visit) -> HttpResponse:
    """What is waiting, newest first."""
    rows = release.quarantined_for(visit.by, on=visit.on)
    found = list(rows.order_by("-received_at", "-pk")[: MOST_ROWS + 1])
    done = visit.request.session.pop("done", {})
    return visit.render(
        "quarantine.html",
        mails=found[:MOST_ROWS],
        more=len(found) > MOST_ROWS,
        most=MOST_ROWS,
        set_aside=done.get("set_aside", ""),
    )


def quarantined(visit: Visit, number: int) -> HttpResponse:
    """One message, and what can be done with it."""
    mail = Mail.objects.filter(council=visit.council, pk=number).select_related("council").first()
    if mail is None or not _is_theirs(visit, mail):
        raise Http404
    error, about = "", ""
    if visit.request.method == "POST":
        choice = str(visit.request.POST.get("choice", ""))
        try:
            return _decide(visit, mail, choice)
        except (CannotPerform, release.NotReleased) as why:
            error, about = why.why, _ASKED.get(choice, "choice")
    councillors = holders(visit.council, "councillor", on=visit.on)
    return visit.render(
        "quarantined.html",
        status=422 if error else 200,
        mail=mail,
        message=read(raw_of(mail)),
        error=error,
        about=about,
        councillors=sorted(councillors, key=lambda person: person.sort_name),
    )


def _is_theirs(visit: Visit, mail: Mail) -> bool:
    if mail.outcome == Mail.Outcome.PENDING:
        return True
    return release.quarantined_for(visit.by, on=visit.on).filter(pk=mail.pk).exists()


def _decide(visit: Visit, mail: Mail, choice: str) -> HttpResponse:
    """Does what was chosen. Raises CannotPerform, NotReleased."""
    posted = visit.request.POST
    if choice == "enquiry":
        person = Person.objects.filter(council=visit.council, slug=posted.get("person", "")).first()
        if person is None:
            raise release.NotReleased("Choose the councillor whose enquiry it is.")
        done = release.as_enquiry(mail, person=person, by=visit.by, at=visit.at)
        return visit.go("case", done.reference)
    if choice == "note":
        try:
            case = visible_case(visit, posted.get("reference", "").strip())
        except Http404:
            raise release.NotReleased("There is no such reference that you may see.") from None
        done = release.as_note(mail, case=case, by=visit.by, at=visit.at)
        return visit.go("case", done.reference)
    if choice == "ignore":
        release.set_aside(mail, why=posted.get("why", ""), by=visit.by, at=visit.at)
        visit.request.session["done"] = {"set_aside": mail.subject or "The message"}
        return visit.go("quarantine")
    raise release.NotReleased("Choose what to do with it.")
