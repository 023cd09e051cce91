"""Keeps every message whole before anybody is told that it is ours.

Bytes under their digest in the data folder, then a row. What becomes of it is `handle.py`'s matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from moothall.cases import disk
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.plain import clean
from moothall.post.reading import Incoming, read


def path_of(digest: str) -> Path:
    """Where the bytes of a message stand."""
    return Path(settings.HOME) / "mail" / digest[:2] / f"{digest}.eml"


def raw_of(mail: Mail) -> bytes:
    """The message as it came."""
    return path_of(mail.sha256).read_bytes()


def wrong(council: Council) -> Iterator[tuple[str, str]]:
    """Messages whose bytes are not there as they came: their case, if any, and what is wrong."""
    rows = Mail.objects.filter(council=council).order_by("pk").select_related("case")
    for one in rows.iterator(chunk_size=500):
        if what := disk.wrong(path_of(one.sha256), digest=one.sha256):
            reference = one.case.reference if one.case else ""
            yield reference, f"the message {one.message_id or one.pk}: {what}"


def keep(
    council: Council,
    raw: bytes,
    *,
    at: datetime,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    incoming: Incoming | None = None,
) -> tuple[Mail, bool]:
    """Keeps a message durably; its row, and whether it is new.

    The same bytes for the same council are one message. The same Message-ID in other bytes (it
    came by two ways, or somebody borrowed it) has a row of its own: `handle.py` settles which.
    """
    digest = hashlib.sha256(raw).hexdigest()
    once = hashlib.sha256(f"{council.pk}\n{digest}".encode()).hexdigest()
    if known := Mail.objects.filter(once=once).first():
        return known, False
    head = incoming or read(raw, whole=False)
    disk.write(path_of(digest), raw)
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                council=council,
                sha256=digest,
                message_id=head.message_id,
                once=once,
                received_at=at,
                envelope_from=clean(envelope_from)[:320],
                envelope_to=[clean(one) for one in envelope_to],
                sender=next(iter(head.senders), ""),
                subject=head.subject,
            )
        return mail, True
    except IntegrityError:
        return Mail.objects.get(once=once), False
