"""Import and export of the council's people: choose, look at the difference, confirm, done.

Between looking and confirming, what was read is kept in the session, without a home address; what
is confirmed is exactly the difference that was shown. The work is done in `people/importing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpResponse

from moothall.pages.visit import Visit
from moothall.people.confirming import ChangedMeanwhile
from moothall.people.exporting import FORMATS, export
from moothall.people.importing.applying import apply_plan
from moothall.people.importing.difference import Difference, compare
from moothall.people.importing.opening import is_address, open_source, within_limit
from moothall.people.importing.plan import ImportRefused, Plan, Source, put_away, taken_out
from moothall.people.importing.reading import SOURCES, read_plan

SESSION = "import"
_SUFFIXES = {"popolo": "json", "csv": "csv"}
_TYPES = {"popolo": "application/json", "csv": "text/csv; charset=utf-8"}
_FILE = "Choose a file, or give the address of the list"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and from where: an address is read again before it is confirmed."""

    source: Source
    place: str
    plan: Plan


def import_people(visit: Visit) -> HttpResponse:
    """Which list, from where."""
    errors: dict[str, str] = {}
    posted = visit.request.POST
    if visit.request.method == "POST":
        try:
            read, errors = _read(visit)
        except ImportRefused as refused:
            read, errors = None, {"address" if posted.get("address") else "file": str(refused)}
        if read is not None:
            _keep(visit, read)
            return visit.go("import-check")
    done = {} if visit.request.method == "POST" else visit.request.session.pop("done", {})
    return visit.render(
        "import_people.html",
        status=422 if errors else 200,
        errors=errors,
        posted=posted,
        done=done.get("import"),
    )


def _read(visit: Visit) -> tuple[Read | None, dict[str, str]]:
    """What was sent, read, or what is wrong with the form. Raises ImportRefused."""
    errors: dict[str, str] = {}
    posted = visit.request.POST
    source, address = posted.get("source", ""), posted.get("address", "").strip()
    file = visit.request.FILES.get("file")
    if source not in SOURCES:
        errors["source"] = "Choose what wrote the list"
    if file is None and not address:
        errors["file"] = _FILE
    elif file is not None and address:
        errors["address"] = "Choose a file or give an address, not both"
    elif address and not is_address(address):
        errors["address"] = "The address must begin with http:// or https://"
    if errors:
        return None, errors
    found = cast(Source, source)
    if file is not None:
        answers = [within_limit(file.read(), where="The file")]
    else:
        answers = open_source(address, source=found)
    return Read(found, address, read_plan(found, answers)), {}


def _keep(visit: Visit, read: Read) -> None:
    kept = {"place": read.place, "plan": put_away(read.plan)}
    visit.request.session[SESSION] = {visit.council.slug: kept}


def _kept(visit: Visit) -> Read | None:
    kept: dict[str, Any] | None = visit.request.session.get(SESSION, {}).get(visit.council.slug)
    if kept is None:
        return None
    plan = taken_out(kept["plan"])
    return Read(plan.source, kept["place"], plan)


def import_check(visit: Visit) -> HttpResponse:
    """The difference by person, and the confirmation of exactly this difference."""
    read = _kept(visit)
    if read is None:
        return visit.go("import")
    if visit.request.method == "POST":
        return _confirm(visit, read)
    return _show(visit, compare(read.plan, visit.council, on=visit.on))


def _show(
    visit: Visit, difference: Difference, *, error: str = "", about: str = ""
) -> HttpResponse:
    return visit.render(
        "import_check.html",
        status=422 if error else 200,
        difference=difference,
        error=error,
        about=about,
        sections=[(one, difference.of(one)) for one in ("added", "changed", "ended")],
    )


def _confirm(visit: Visit, read: Read) -> HttpResponse:
    """Writes what was shown. An address is read again first: it may say something else by now."""
    posted = visit.request.POST
    try:
        if read.place:
            answers = open_source(read.place, source=read.source)
            read = Read(read.source, read.place, read_plan(read.source, answers))
            _keep(visit, read)
        shown = compare(read.plan, visit.council, on=visit.on)
        allow = 100.0 if posted.get("ending", "").strip() == str(shown.ending) else None
        difference = apply_plan(
            read.plan,
            visit.council,
            by=visit.by,
            at=visit.at,
            through="import",
            digest=posted.get("digest", "") or "none",
            allow=allow,
        )
    except ChangedMeanwhile as changed:
        words = "The list or the people have changed since this was shown. Look at it again"
        return _show(visit, changed.now, error=words, about="confirm")
    except ImportRefused as refused:
        return _show(
            visit,
            compare(read.plan, visit.council, on=visit.on),
            error=str(refused),
            about="confirm",
        )
    if difference.refused:
        words = f"Enter {difference.ending}, the number of memberships that would end"
        return _show(visit, difference, error=words, about="ending")
    visit.request.session.pop(SESSION, None)
    counts = {one: len(difference.of(one)) for one in _OUTCOMES}
    visit.request.session["done"] = {"import": {**counts, "unchanged": difference.unchanged}}
    return visit.go("import")


_OUTCOMES = ("added", "changed", "ended")


def export_people(visit: Visit, form: str) -> HttpResponse:
    """The council's people of today as a download. Raises Http404 for another format."""
    if form not in FORMATS:
        raise Http404
    text = export(visit.council, form, on=visit.on)
    start = "\ufeff" if form == "csv" else ""  # so that Excel takes it for UTF-8
    response = HttpResponse(start + text, content_type=_TYPES[form])
    name = f"{visit.council.slug}-people-{visit.on.isoformat()}.{_SUFFIXES[form]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
