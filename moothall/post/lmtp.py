"""Receives mail from the council's own mail server, by LMTP or SMTP.

"Yes" is said only when the bytes are on disk and the row is committed. Handling follows
afterwards, in the worker.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from moothall.people.models import Council
from moothall.post.store import keep
from moothall.post.turns import turns

log = logging.getLogger(__name__)
UNKNOWN = "550 5.1.1 No such address here"
BUSY = "451 4.3.0 Try again later"
KEPT = "250 2.0.0 Kept"
LONGEST_LINE = 1_000_000  # bytes
MOST_REFUSED = 100
_NO_DATA = ("354", "501", "503")  # go on, or a command that makes no sense: no answer to data


def council_of(address: str) -> Council | None:
    """The council whose enquiries address this is, with or without a plus tag."""
    local, _, domain = address.lower().partition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    found = Council.objects.filter(address__iexact=plain).first()
    others = Council.objects.exclude(other_addresses=[])  # few councils have any
    return found or next((one for one in others if plain in one.own_addresses), None)


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
            _refused(envelope).append(address)
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
        others = _refused(envelope)[:MOST_REFUSED]
        kept = await asyncio.to_thread(_freshly, _keep, raw, sender, recipients, others)
        if isinstance(server, LMTP):
            return "\r\n".join(KEPT if one else BUSY for one in kept)
        return KEPT if all(kept) else BUSY


def _refused(envelope: Envelope) -> list[str]:
    """Whom else the sender named in the envelope. We deliver to none of them; that somebody is a
    silent recipient of an answer is for the protocol to judge.
    """
    found: list[str] = envelope.__dict__.setdefault("refused", [])
    return found


def _keep(raw: bytes, sender: str, recipients: list[str], others: list[str]) -> list[bool]:
    """Whether the message is safe for each recipient; kept once for each council."""
    now = datetime.now(UTC)
    safe: dict[int, bool] = {}
    everybody = [*recipients, *others]
    return [_keep_for(one, raw, sender, everybody, now, safe) for one in recipients]


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
            with turns.receiving():
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


class _Smtp(SMTP):
    """Lines may be longer than RFC 5321 has them: many programs write such, and mean no harm."""

    line_length_limit = LONGEST_LINE


class _Lmtp(LMTP):
    """After the data there is an answer for each recipient, whatever it is (RFC 2033)."""

    line_length_limit = LONGEST_LINE

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.owed = 0

    async def smtp_DATA(self, arg: str) -> None:
        """The library answers too much data once, and its client waits for the others."""
        self.owed = len(self.envelope.rcpt_tos) if self.envelope else 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self.owed = 0

    async def push(self, status: str | bytes) -> None:
        said = status.decode() if isinstance(status, bytes) else status
        if self.owed and "\r\n" not in said and not said.startswith(_NO_DATA):
            said = "\r\n".join([said] * self.owed)
        await super().push(said)


class _Receiving(Controller):
    kind: type[SMTP] = _Smtp

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


class _ReceivingLmtp(_Receiving):
    kind = _Lmtp


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
    kind = _ReceivingLmtp if protocol == "lmtp" else _Receiving
    return kind(
        Receiver(),
        hostname=host,
        port=port,
        data_size_limit=settings.MAIL_MOST_BYTES,
        ready_timeout=10,
        enable_SMTPUTF8=True,
        ident="Moothall",
    )
