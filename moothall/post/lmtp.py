"""Receives mail from the council's own mail server, by LMTP or SMTP.

"Yes" is said only when the bytes are on disk and the row is committed. Handling follows
afterwards, in the worker.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from moothall.people.models import Council
from moothall.post.store import keep

log = logging.getLogger(__name__)
UNKNOWN = "550 5.1.1 No such address here"
BUSY = "451 4.3.0 Try again later"


def council_of(address: str) -> Council | None:
    """The council whose enquiries address this is, with or without a plus tag."""
    local, _, domain = address.lower().partition("@")
    return Council.objects.filter(address__iexact=f"{local.partition('+')[0]}@{domain}").first()


class Receiver:
    """What the server asks while a message comes in (aiosmtpd's hooks)."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Yes to a council's address, no to any other."""
        try:
            council = await asyncio.to_thread(_freshly, council_of, address)
        except Exception:
            log.exception("a recipient could not be looked up")
            return BUSY
        if council is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Yes when the message is safe for every recipient. Under LMTP the answer is for each."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content or "").encode()
        try:
            await asyncio.to_thread(
                _freshly, _keep, raw, envelope.mail_from or "<>", list(envelope.rcpt_tos)
            )
        except Exception:
            log.exception("a message could not be kept")
            return BUSY
        return "250 2.0.0 Kept"


def _keep(raw: bytes, sender: str, recipients: list[str]) -> None:
    now = datetime.now(UTC)
    councils = {council.pk: council for one in recipients if (council := council_of(one))}
    for council in councils.values():
        keep(council, raw, at=now, envelope_from=sender, envelope_to=recipients)


def _freshly(call, *arguments):  # type: ignore[no-untyped-def]
    """Runs a database call in this thread, with no connection left over from longer ago."""
    close_old_connections()
    try:
        return call(*arguments)
    finally:
        close_old_connections()


class _Lmtp(Controller):
    def factory(self) -> LMTP:
        return LMTP(self.handler, **self.SMTP_kwargs)


def receiver(*, host: str, port: int, protocol: str = "lmtp") -> Controller:
    """A receiver that is not started yet. `protocol` is lmtp or smtp."""
    kind = _Lmtp if protocol == "lmtp" else Controller
    return kind(
        Receiver(),
        hostname=host,
        port=port,
        data_size_limit=settings.MAIL_MOST_BYTES,
        ready_timeout=10,
        server_kwargs={"enable_SMTPUTF8": True, "ident": "Moothall"},
    )
