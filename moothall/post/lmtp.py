"""Receives mail from the council's own mail server, by LMTP or SMTP.

"Yes" is said only when the bytes are on disk and the row is committed. Handling follows
afterwards, in the worker.
"""

from __future__ import annotations

import asyncio
import logging
import socket
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
KEPT = "250 2.0.0 Kept"


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
        """Yes when the message is safe. LMTP answers for each recipient (RFC 2033), SMTP for all.

        Under SMTP one that could not be kept makes the sender bring the message again for all,
        which is harmless: whoever has it already keeps it once.
        """
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content or "").encode()
        sender, recipients = envelope.mail_from or "<>", list(envelope.rcpt_tos)
        kept = await asyncio.to_thread(_freshly, _keep, raw, sender, recipients)
        if isinstance(server, LMTP):
            return "\r\n".join(KEPT if one else BUSY for one in kept)
        return KEPT if all(kept) else BUSY


def _keep(raw: bytes, sender: str, recipients: list[str]) -> list[bool]:
    """Whether the message is safe for each recipient; kept once for each council."""
    now = datetime.now(UTC)
    safe: dict[int, bool] = {}
    return [_keep_for(one, raw, sender, recipients, now, safe) for one in recipients]


def _keep_for(
    recipient: str,
    raw: bytes,
    sender: str,
    recipients: list[str],
    now: datetime,
    safe: dict[int, bool],
) -> bool:
    try:
        council = council_of(recipient)
        if council is None:
            return False
        if council.pk not in safe:
            safe[council.pk] = False
            keep(council, raw, at=now, envelope_from=sender, envelope_to=recipients)
            safe[council.pk] = True
        return safe[council.pk]
    except Exception:
        log.exception("a message could not be kept")
        return False


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


class CannotListen(Exception):
    """The address to receive mail at cannot be had, in one sentence."""


def receiver(*, host: str, port: int, protocol: str = "lmtp") -> Controller:
    """A receiver that is not started yet. `protocol` is lmtp or smtp. Raises CannotListen."""
    try:
        socket.create_server((host, port)).close()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CannotListen(
            f"mail cannot be received at {host}, port {port}: {why}. See MOOTHALL_LMTP_PORT."
        ) from None
    kind = _Lmtp if protocol == "lmtp" else Controller
    return kind(
        Receiver(),
        hostname=host,
        port=port,
        data_size_limit=settings.MAIL_MOST_BYTES,
        ready_timeout=10,
        server_kwargs={"enable_SMTPUTF8": True, "ident": "Moothall"},
    )
