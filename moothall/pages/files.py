"""Serves an attachment, always as a download, never shown inside a page."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from moothall.cases import files as kept
from moothall.cases import readings
from moothall.cases.models import Attachment
from moothall.cases.view import view
from moothall.pages.act import visible_case
from moothall.pages.visit import Visit


def file(visit: Visit, reference: str, number: int) -> HttpResponse:
    """One attachment of an event that the person may see."""
    row = visible_case(visit, reference)
    seen = view(row, person=visit.by, on=visit.on)
    found = next((one for one in seen.attachments if one.pk == number), None) if seen else None
    if seen is None or found is None:
        raise Http404
    if seen.confidential:
        readings.note(row, person=visit.by, at=visit.at, through=readings.FILE, file=found)
    return download(found)


def download(found: Attachment) -> HttpResponse:
    """The bytes, to be saved and never shown."""
    response = HttpResponse(kept.read(found), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
