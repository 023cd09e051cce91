"""Serves an attachment, always as a download, never shown inside a page."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.http import Http404, HttpResponse

from moothall.cases import files as kept
from moothall.cases import readings
from moothall.cases.models import Attachment
from moothall.cases.view import view
from moothall.pages.act import visible_case
from moothall.pages.visit import Visit

log = logging.getLogger(__name__)


def file(visit: Visit, reference: str, number: int) -> HttpResponse:
    """One attachment of an event that the person may see."""
    row = visible_case(visit, reference)
    seen = view(row, person=visit.by, on=visit.on)
    found = next((one for one in seen.attachments if one.pk == number), None) if seen else None
    if seen is None or found is None:
        raise Http404
    if seen.confidential:
        readings.note(row, person=visit.by, at=visit.at, through=readings.FILE, file=found)
    return download(visit, found)


def download(visit: Visit, found: Attachment) -> HttpResponse:
    """The bytes, to be saved and never shown; a page of its own where the disk has lost them."""
    try:
        content = kept.read(found)
    except OSError:
        log.exception("file %s of event %s cannot be read", found.pk, found.event_id)
        return visit.render("file_lost.html", status=503, name=found.name)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
