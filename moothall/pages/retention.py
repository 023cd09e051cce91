"""How long what was written is kept, by kind of business; and what that would erase today."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse

from moothall.cases import procedures
from moothall.cases import retention as kept
from moothall.cases.visibility import named_to
from moothall.pages.holds import changing
from moothall.pages.visit import Visit
from moothall.post.expiring import Report, expire, in_words


def retention(visit: Visit) -> HttpResponse:
    """The months for each kind. Nothing is saved before its effect was shown."""
    council, posted = visit.council, visit.request.POST
    given = {kind: str(months) for kind, months in council.retention.items()}
    errors: dict[str, str] = {}
    preview: Report | None = None
    shown: Collection[str] = ()
    if visit.request.method == "POST":
        given = {kind: posted.get(kind, "") for kind in kept.kinds()}
        try:
            months = kept.read_months(given)
        except kept.BadRetention as bad:
            errors = dict(bad.errors)
        else:
            if posted.get("choice") == "save":
                changing(visit).change(council, retention=months)
                visit.request.session["done"] = {"retention": True}
                return visit.go("settings-retention")
            preview = expire(council, at=visit.at, dry_run=True, months=months)
            shown = _nameable(visit, preview)
    done = visit.request.session.pop("done", {}) if visit.request.method != "POST" else {}
    return visit.render(
        "retention.html",
        status=422 if errors else 200,
        kinds=kept.kinds(),
        suggested=suggested(),
        given=given,
        errors=errors,
        preview=preview,
        erased=sum(one in shown for one in preview.erased) if preview else 0,
        held=[one["reference"] for one in preview.held if one["reference"] in shown]
        if preview
        else [],
        saved=bool(done.get("retention")),
    )


def _nameable(visit: Visit, report: Report) -> set[str]:
    """The references in a report that may be named to the visitor."""
    references = {*report.erased, *(one["reference"] for one in report.held)}
    rows = named_to(visit.by, on=visit.on).filter(reference__in=references)
    return set(rows.values_list("reference", flat=True))


def suggested() -> dict[str, str]:
    """What each procedure suggests, with its reason; a council decides by its own schedule."""
    return {
        kind: f"Suggested: {in_words(one.keep.months)} ({one.keep.months} months). {one.keep.why}"
        for kind, one in procedures.load().items()
        if one.keep is not None
    }
