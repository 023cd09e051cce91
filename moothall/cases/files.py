"""Files that come with an act: kept once under their digest, typed by content.

Names and claims of the sender are never believed. Who may read a file is `visibility.py`'s matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from moothall.cases import disk
from moothall.cases.models import Attachment, ChainHead, Event

LONGEST_NAME = 255
UNKNOWN = "application/octet-stream"
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it arrives."""

    name: str
    content: bytes


def keep(file: File) -> str:
    """Writes the bytes under their digest, durably, and returns it; the same bytes only once."""
    digest = hashlib.sha256(file.content).hexdigest()
    disk.write(path_of(digest), file.content)
    return digest


def path_of(digest: str) -> Path:
    """Where the bytes of a digest stand in the data folder."""
    return Path(settings.HOME) / "files" / digest[:2] / digest


def read(attachment: Attachment) -> bytes:
    """The bytes of an attachment."""
    return path_of(attachment.sha256).read_bytes()


def wrong(digest: str) -> str:
    """What is wrong with the bytes of a digest, and where on the disk they belong; or nothing."""
    try:
        return disk.wrong(path_of(digest), digest=digest)
    except OSError as error:
        return f"{path_of(digest).relative_to(settings.HOME)}: {error.strerror}"


def sweep() -> int:
    """Deletes the bytes of erased attachments that no other one needs; how many. Raises OSError.

    Whoever attaches a file holds its council's chain: with all of them held, nobody is about to.
    Bytes that no row names are left: they may belong to a database that is still to be restored.
    """
    rows = Attachment.objects.filter(erased=True).values_list("sha256", flat=True).distinct()
    gone = [digest for digest in rows if path_of(digest).exists()]
    if not gone:
        return 0
    with transaction.atomic():
        list(ChainHead.objects.select_for_update().order_by("pk"))
        needed = Attachment.objects.filter(erased=False, sha256__in=gone)
        loose = set(gone).difference(needed.values_list("sha256", flat=True))
        for digest in loose:
            path_of(digest).unlink(missing_ok=True)
    return len(loose)


def attach(event: Event, files: Sequence[File], digests: Sequence[str]) -> None:
    """Names the kept files as attachments of an event."""
    Attachment.objects.bulk_create(
        Attachment(
            council_id=event.council_id,
            event=event,
            name=clean_name(file.name),
            content_type=content_type(file.content),
            size=len(file.content),
            sha256=digest,
        )
        for file, digest in zip(files, digests, strict=True)
    )


def clean_name(name: str) -> str:
    """A file's name without folders and control characters; never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    return plain[-LONGEST_NAME:] or "attachment"


def content_type(content: bytes) -> str:
    """The type by the first bytes; text where it is readable as such; else unknown."""
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    if b"\x00" in content[:8192]:
        return UNKNOWN
    try:
        content[:8192].decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        return "text/plain" if error.start > len(content[:8192]) - 4 else UNKNOWN
    return "text/plain"
