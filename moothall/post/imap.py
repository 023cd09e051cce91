"""Polls a mailbox over IMAP: each message is kept first, and marked as read only then."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from imap_tools import AND, MailBox, MailBoxUnencrypted, MailMessageFlags

from moothall.people.models import Council
from moothall.post.store import keep

MOST_AT_ONCE = 100


class NoCouncil(LookupError):
    """The setting names a council that is not here."""


def poll(*, at: datetime) -> int:
    """Keeps every unread message of the mailbox in the settings; how many there were.

    Raises NoCouncil, OSError and imap_tools' errors; what was kept before stays kept.
    """
    council = Council.objects.filter(slug=settings.IMAP_COUNCIL).first()
    if council is None:
        raise NoCouncil(f"MOOTHALL_IMAP_COUNCIL names no council here: {settings.IMAP_COUNCIL!r}.")
    kind = MailBox if settings.IMAP_TLS else MailBoxUnencrypted
    count = 0
    with kind(settings.IMAP_HOST, settings.IMAP_PORT, timeout=30).login(
        settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER
    ) as box:
        for message in box.fetch(AND(seen=False), mark_seen=False, limit=MOST_AT_ONCE, bulk=False):
            keep(council, message.obj.as_bytes(), at=at, envelope_to=[council.address])
            if message.uid:
                box.flag(message.uid, MailMessageFlags.SEEN, True)
            count += 1
    return count
