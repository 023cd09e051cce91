"""My absence: from when, until when, and who covers."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, QueryDict

from moothall.pages.forms import day_posted
from moothall.pages.visit import Visit
from moothall.people.cover import BadAbsence, record_absence
from moothall.people.models import Absence, Person
from moothall.people.roles import holders


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
    rows = Absence.objects.filter(person=visit.by, end_date__gte=visit.on)
    return visit.render(
        "absence.html",
        status=422 if errors else 200,
        rows=list(rows.select_related("cover").order_by("start_date")),
        errors=errors,
        posted=posted,
        recorded=bool(done.get("absence")),
        officers=sorted((o for o in officers if o != visit.by), key=lambda p: p.sort_name),
    )


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
