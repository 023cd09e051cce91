"""Polls a mailbox over IMAP: each message is kept first, and marked as read only then."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from moothall.people.models import Council
from moothall.post.store import keep

log = logging.getLogger(__name__)
MOST_AT_ONCE = 100
TIMEOUT = 30  # seconds
WHOLE = "(BODY.PEEK[])"  # as it came, and not marked as read by looking


class NoCouncil(LookupError):
    """The setting names a council that is not here."""


class NotFetched(OSError):
    """The server lists a message but does not give it."""


def poll(*, at: datetime) -> int:
    """Keeps unread messages of the mailbox in the settings; how many it kept.

    One that cannot be fetched or kept stays unread, is tried again, and keeps no other waiting.
    Raises NoCouncil, OSError and imap_tools' errors where the mailbox cannot be used at all.
    """
    council = Council.objects.filter(slug=settings.IMAP_COUNCIL).first()
    if council is None:
        raise NoCouncil(f"MOOTHALL_IMAP_COUNCIL names no council here: {settings.IMAP_COUNCIL!r}.")
    count = 0
    with _opened() as box:
        for uid in box.uids(AND(seen=False))[:MOST_AT_ONCE]:
            try:
                keep(council, _fetch(box, uid), at=at, envelope_to=[council.address])
            except (NotFetched, DatabaseError):
                log.exception("message %s of the mailbox was not kept; it is tried again", uid)
                continue
            box.flag(uid, MailMessageFlags.SEEN, True)
            count += 1
    return count


def _opened() -> BaseMailBox:
    """The mailbox of the settings. A connection that is not let in is ended at once."""
    kind = MailBox if settings.IMAP_TLS else MailBoxUnencrypted
    box = kind(settings.IMAP_HOST, settings.IMAP_PORT, timeout=TIMEOUT)
    try:
        return box.login(settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER)
    except BaseException:
        box.client.shutdown()
        raise


def _fetch(box: BaseMailBox, uid: str) -> bytes:
    """The message byte for byte. Raises NotFetched."""
    status, found = box.client.uid("fetch", uid, WHOLE)
    raw = next((one[1] for one in found or () if isinstance(one, tuple)), None)
    if status != "OK" or not isinstance(raw, bytes):
        raise NotFetched(f"the server did not give message {uid}")
    return raw
