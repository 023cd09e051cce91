"""Takes a message in from wherever it comes: kept first, then handled.

Servers that receive are in `lmtp.py` and `imap.py`; what becomes of a message, in `handle.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError

from moothall.people.models import Council
from moothall.post.handle import handle
from moothall.post.models import Mail
from moothall.post.reading import read
from moothall.post.store import keep

log = logging.getLogger(__name__)


def receive_file(
    council: Council,
    raw: bytes,
    *,
    at: datetime,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
) -> Mail:
    """Keeps and handles one message. One that we had before comes back with its first outcome."""
    incoming = read(raw)
    mail, new = keep(
        council,
        raw,
        at=at,
        envelope_from=envelope_from,
        envelope_to=envelope_to,
        incoming=incoming,
    )
    return handle(mail, at=at, incoming=incoming) if new or _is_pending(mail) else mail


def _is_pending(mail: Mail) -> bool:
    return mail.outcome == Mail.Outcome.PENDING


def handle_pending(
    *, at: datetime, limit: int = 100, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Handles what was kept and not yet handled, oldest first, until `stopping`; how many it
    settled. One that fails keeps none of the others waiting. Raises DatabaseError where not even
    that can be written down.
    """
    waiting = Mail.objects.filter(
        outcome=Mail.Outcome.PENDING, received_at__lte=at + timedelta(minutes=5)
    )
    settled = 0
    for mail in waiting.order_by("tries", "pk")[:limit]:
        if stopping():
            break
        try:
            handle(mail, at=mail.received_at)
            settled += 1
        except (DatabaseError, OSError):
            log.exception("mail %s could not be handled; it is tried again", mail.pk)
    return settled
