"""An export as one file: a page to read, JSON for machines, messages and files as they came."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

from django.template.loader import render_to_string

from moothall.cases import files
from moothall.pages.export import Export
from moothall.post.store import raw_of
from moothall.worktime import LONDON

LOST = "The file that was kept here cannot be read any more."


def zipped(export: Export, *, at: datetime) -> bytes:
    """The ZIP file: index.html, data.json, messages/ and files/. Raises OSError."""
    made = io.BytesIO()
    page = render_to_string("pages/export.html", {"export": export, "data": export.data, "at": at})
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(export.data, indent=2, ensure_ascii=False))
        for mail in export.messages:
            archive.writestr(f"messages/{mail.pk}.eml", raw_of(mail))
        for one in export.files:
            try:
                archive.writestr(f"files/{one.pk}-{one.name}", files.read(one))
            except OSError:  # `moothall verify` names it
                archive.writestr(f"files/{one.pk}-{one.name} (lost).txt", LOST)
    return made.getvalue()


def file_name(export: Export, *, at: datetime) -> str:
    """`ada-example-2026-12-01.zip`."""
    return f"{export.person.slug}-{at.astimezone(LONDON):%Y-%m-%d}.zip"
