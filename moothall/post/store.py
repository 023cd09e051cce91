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
from django.db.models import QuerySet

from moothall.cases import disk
from moothall.cases.erased import erased_of
from moothall.cases.models import Event
from moothall.cases.standing import ERASED
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.plain import clean
from moothall.post.reading import Incoming, read
from moothall.worktime import LONDON


def path_of(digest: str) -> Path:
    """Where the bytes of a message stand."""
    return Path(settings.HOME) / "mail" / digest[:2] / f"{digest}.eml"


def raw_of(mail: Mail) -> bytes:
    """The message as it came."""
    return path_of(mail.sha256).read_bytes()


def empty(rows: QuerySet[Mail], *, at: datetime) -> int:
    """Takes words and addresses out of messages; that they came, when and what of stays.

    Their bytes go with `sweep`, which looks for messages like these.
    """
    return rows.update(
        message_id="",
        envelope_from="",
        envelope_to=[],
        sender="",
        subject="",
        why=f"Erased on {at.astimezone(LONDON):%d %B %Y}.",
        erased_at=at,
    )


def sweep() -> int:
    """Deletes the bytes of erased messages; how many files. Raises OSError."""
    rows = Mail.objects.filter(erased_at__isnull=False).values_list("sha256", flat=True).distinct()
    return sum(_let_go(digest) for digest in rows if path_of(digest).exists())


def _let_go(digest: str) -> bool:
    """Takes a file away; whether it is gone. It stays where the same bytes came in otherwise too.

    Looked at after it is out of the way: `keep` writes it again where its row is the later one.
    """
    path, aside = path_of(digest), disk.unfinished() / f"{digest}.eml"
    aside.parent.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside)
    if Mail.objects.filter(sha256=digest, erased_at=None).exists():
        aside.rename(path)
        return False
    aside.unlink()
    return True


def wrong(council: Council) -> Iterator[tuple[str, str]]:
    """Messages whose bytes are not there as they came: their case, if any, and what is wrong.

    What became an event may be gone if an event of its case erased it.
    """
    rows = Mail.objects.filter(council=council).order_by("pk").select_related("case")
    erased = erased_of(Event.objects.filter(council=council, act=ERASED)).mails
    for one in rows.iterator(chunk_size=500):
        reference = one.case.reference if one.case else ""
        if one.erased_at is not None:
            if one.event_id is not None and one.pk not in erased:
                yield reference, f"the message {one.pk} is gone, and no event erased it"
        elif what := disk.wrong(path_of(one.sha256), digest=one.sha256):
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
        disk.write(path_of(digest), raw)  # again, if `sweep` took the same bytes meanwhile
        return mail, True
    except IntegrityError:
        return Mail.objects.get(once=once), False
