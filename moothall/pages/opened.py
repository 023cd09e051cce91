"""Opening a case that is not one's own, with a reason, and reading it for a day (break-glass).

What it takes and what follows is `cases.break_glass`'s matter.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.cases import break_glass, readings
from moothall.cases.models import Case
from moothall.cases.refusals import CannotPerform, Incomplete
from moothall.cases.view import opened as view_opened
from moothall.pages.files import download
from moothall.pages.visit import Visit


def opened(visit: Visit) -> HttpResponse:
    """The form that asks which case and why; below, what is open now."""
    posted = visit.request.POST
    errors: list[tuple[str, str]] = []
    if visit.request.method == "POST":
        try:
            return _open(visit, posted.get("reference", "").strip(), posted.get("reason", ""))
        except Incomplete as wanting:
            errors = list(wanting.problems.items())
        except CannotPerform as why:
            errors = [("reference", why.why)]
    return visit.render(
        "opened.html",
        status=422 if errors else 200,
        errors=errors,
        open_now=break_glass.opened_by(visit.by, at=visit.at),
    )


def _open(visit: Visit, reference: str, reason: str) -> HttpResponse:
    """Raises CannotPerform. Where there is no such case, a reason is wanted first all the same."""
    found = _found(visit, reference)
    if found is None:
        problems = {"reference": "There is no case with this reference."}
        raise Incomplete(problems)
    break_glass.open_case(found, by=visit.by, reason=reason, at=visit.at)
    return visit.go("opened-case", found.reference)


def case(visit: Visit, reference: str) -> HttpResponse:
    """Everything of an opened case; nothing can be done in it."""
    row = _open_now(visit, reference)
    readings.note(row, person=visit.by, at=visit.at, through=readings.OPENED)
    return visit.render("opened_case.html", seen=view_opened(row, on=visit.on))


def file(visit: Visit, reference: str, number: int) -> HttpResponse:
    """A file of an opened case."""
    row = _open_now(visit, reference)
    seen = view_opened(row, on=visit.on)
    found = next((one for one in seen.attachments if one.pk == number), None)
    if found is None:
        raise Http404
    readings.note(row, person=visit.by, at=visit.at, through=readings.OPENED, file=found)
    return download(visit, found)


def _found(visit: Visit, reference: str) -> Case | None:
    rows = Case.objects.filter(council=visit.council, reference=reference.upper())
    return rows.select_related("council").first()


def _open_now(visit: Visit, reference: str) -> Case:
    """Raises Http404, the same for a case that is not there and one that is not open."""
    found = _found(visit, reference)
    if found is None or not break_glass.is_open(visit.by, found, at=visit.at):
        raise Http404
    return found
