"""What is kept about a person, handed out or made anonymous: one's own, and for somebody else."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse

from moothall.cases.personal import Mention
from moothall.cases.visibility import named_to
from moothall.pages import personal
from moothall.pages.export import gather
from moothall.pages.export_files import file_name, zipped
from moothall.pages.holds import changing
from moothall.pages.visit import Visit
from moothall.people.models import Person

OWN = "by themselves"  # why it was handed out


def my_data(visit: Visit) -> HttpResponse:
    """Everything that is kept about whoever is signed in, as a download.

    Of an assistant it is their own: never that of the councillor for whom they act.
    """
    if visit.request.method == "POST":
        return _download(visit, visit.self, by=visit.self, why=OWN)
    return visit.render("my_data.html")


def personal_data(visit: Visit, slug: str) -> HttpResponse:
    """For the monitoring officer: the same of anybody, with a reason; and making them anonymous."""
    person = Person.objects.filter(council=visit.council, slug=slug).first()
    if person is None:
        raise Http404
    errors: dict[str, str] = {}
    posted = visit.request.POST
    if visit.request.method == "POST" and posted.get("choice") == "anonymise":
        if posted.get("sure") == "yes":
            return _anonymise(visit, person)
        errors["sure"] = "Confirm that it is for good"
    elif visit.request.method == "POST":
        why = " ".join(posted.get("why", "").split())
        if why:
            return _download(visit, person, by=visit.by, why=why[:300])
        errors["why"] = "Say for what you need it, such as a request of theirs and its date"
    return visit.render(
        "personal_data.html",
        status=422 if errors else 200,
        person=person,
        against=personal.stands_against(changing(visit), person),
        errors=errors,
        posted=posted,
    )


def _anonymise(visit: Visit, person: Person) -> HttpResponse:
    try:
        done = personal.anonymise(changing(visit), person)
    except personal.CannotAnonymise as cannot:
        return visit.render(
            "personal_data.html",
            status=422,
            person=person,
            against=list(cannot.reasons),
            errors={"anonymise": "Something stands against it"},
            posted={},
        )
    return visit.render("anonymised.html", done=done, mentions=_nameable(visit, done.mentions))


def _nameable(visit: Visit, mentions: Sequence[Mention]) -> list[Mention]:
    """Those in no case, or in one that may be named to the visitor."""
    rows = named_to(visit.by, on=visit.on).filter(reference__in={one.reference for one in mentions})
    known = {"", *rows.values_list("reference", flat=True)}
    return [one for one in mentions if one.reference in known]


def _download(visit: Visit, person: Person, *, by: Person, why: str) -> HttpResponse:
    """The export, written down in the log before it leaves."""
    export = gather(person, viewer=by, on=visit.on)
    changing(visit).note_export(person, why=why)
    response = HttpResponse(zipped(export, at=visit.at), content_type="application/zip")
    name = file_name(export, at=visit.at)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
