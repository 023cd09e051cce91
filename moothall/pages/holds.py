"""Legal holds: what is on hold now and was before, placing one, lifting one."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.cases import holds as kept
from moothall.cases.models import Case
from moothall.cases.visibility import cases_for
from moothall.pages.visit import Visit
from moothall.people.changing import Changing
from moothall.people.models import Person

PAGE = "page"  # by which way a change came


def holds(visit: Visit) -> HttpResponse:
    """The holds of the council that the visitor may know of, and a form for another one."""
    errors: dict[str, str] = {}
    posted = visit.request.POST
    if visit.request.method == "POST":
        errors = _place(visit, posted.get("what", "").strip(), posted.get("reason", ""))
        if not errors:
            visit.request.session["done"] = {"held": True}
            return visit.go("holds")
    done = visit.request.session.pop("done", {}) if visit.request.method != "POST" else {}
    rows = kept.holds_for(visit.by, on=visit.on).select_related("case", "person", "by")
    return visit.render(
        "holds.html",
        status=422 if errors else 200,
        standing=list(rows.filter(lifted_at=None).order_by("pk")),
        lifted=list(rows.filter(lifted_at__isnull=False).order_by("-lifted_at")),
        people=Person.objects.filter(council=visit.council),
        errors=errors,
        posted=posted,
        done=done,
    )


def _place(visit: Visit, what: str, reason: str) -> dict[str, str]:
    """Places a hold on a reference or a person; errors by field."""
    person = Person.objects.filter(council=visit.council, slug=what).first()
    case = None if person else _case(visit, what)
    if person is None and case is None:
        return {"what": "Enter a reference that you may see, or choose a person"}
    try:
        kept.place(changing(visit), case=case, person=person, reason=reason)
    except kept.BadHold as bad:
        return {"what" if "already" in str(bad) else "reason": str(bad)}
    return {}


def _case(visit: Visit, reference: str) -> Case | None:
    return cases_for(visit.by, on=visit.on).filter(reference=reference.upper()).first()


def hold(visit: Visit, number: int) -> HttpResponse:
    """One hold: why it stands, and lifting it."""
    rows = kept.holds_for(visit.by, on=visit.on).select_related("case", "person")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    error = ""
    if visit.request.method == "POST":
        try:
            kept.lift(changing(visit), found, why=visit.request.POST.get("why", ""))
        except kept.BadHold as bad:
            error = str(bad)
        else:
            visit.request.session["done"] = {"lifted": True}
            return visit.go("holds")
    return visit.render("hold.html", status=422 if error else 200, hold=found, error=error)


def changing(visit: Visit) -> Changing:
    """A change of people or settings by whoever is signed in."""
    return Changing(visit.council, visit.by, visit.at, PAGE)
