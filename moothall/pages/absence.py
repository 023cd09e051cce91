"""My absence: from when, until when, and who covers."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, QueryDict

from moothall.pages.forms import day_posted
from moothall.pages.visit import Visit
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.directory import directory_of
from moothall.people.models import Absence, Person
from moothall.people.roles import holders
from moothall.protocol import judge
from moothall.protocol.judgement import Fact, Ground
from moothall.worktime.words import plain_date

LONG = 2  # working days: an absence that is worth a rule


def absence(visit: Visit) -> HttpResponse:
    """Records an absence of the person signed in; open cases go to the cover from its first day."""
    errors: dict[str, str] = {}
    posted = visit.request.POST
    if visit.request.method == "POST":
        errors = _record(visit, posted)
        if not errors:
            visit.request.session["done"] = {"absence": True}
            return visit.go("absence")
    officers = holders(visit.council, "officer", on=visit.on)
    done = visit.request.session.pop("done", {}) if visit.request.method != "POST" else {}
    rows = Absence.objects.filter(person=visit.by, end_date__gte=visit.on).order_by("start_date")
    return visit.render(
        "absence.html",
        status=422 if errors else 200,
        rows=[
            (one, _reply(visit, one)) for one in rows.select_related("cover").order_by("start_date")
        ],
        grounds=_grounds(visit),
        errors=errors,
        posted=posted,
        recorded=bool(done.get("absence")),
        officers=sorted((o for o in officers if o != visit.by), key=lambda p: p.sort_name),
    )


def _reply(visit: Visit, absence: Absence) -> str:
    """Words for an automatic reply, which name somebody else to ask."""
    if absence.cover is None:
        return ""
    address = directory_of(visit.council.pk).emails.get(absence.cover.pk, "")
    whom = f"{absence.cover.name} ({address})" if address else absence.cover.name
    return f"I am away until {plain_date(absence.end_date)}. Please ask {whom} in the meantime."


def _grounds(visit: Visit) -> list[Ground]:
    """What the protocol says of cover and of automatic replies, each clause once."""
    facts: dict[str, Fact] = {"actor": visit.roles, "absence.working_days": LONG}
    acts = ("absence.cover", "absence.auto_reply")
    judged = [judge(visit.protocol, act, facts, at=visit.on) for act in acts]
    return [ground for one in judged for ground in one.grounds]


def _record(visit: Visit, posted: QueryDict) -> dict[str, str]:
    errors: dict[str, str] = {}
    days: dict[str, date] = {}
    for name, label in (("start", "first day"), ("end", "last day")):
        try:
            found = day_posted(posted, name)
        except ValueError:
            found = None
        if found is None:
            errors[name] = f"Enter the {label} as a real date, such as 27 3 2027"
        else:
            days[name] = found
    cover = Person.objects.filter(council=visit.council, slug=posted.get("cover", "")).first()
    if cover is None:
        errors["cover"] = "Choose who covers for you"
    if not errors:
        try:
            record_absence(
                visit.by, start=days["start"], end=days["end"], cover=cover, changing=visit.changing
            )
        except BadAbsence as bad:
            errors["start"] = str(bad)
    return errors
