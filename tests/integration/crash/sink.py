"""The council's outgoing mail server: takes mail by SMTP and remembers each copy it accepted.

It also says when a copy is here, before or after it tells the sender so: those are the moments at
which a kill does most harm.
"""

from __future__ import annotations

import asyncio
import email
import random
import threading
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BEFORE, AFTER = "before the server said yes", "after the server said yes"
REFUSES = 0.02  # of all mails, once: "try again later"


@dataclass(frozen=True)
class Copy:
    """One mail in one mailbox. `life` is the worker that brought it, counted from its start."""

    message_id: str
    recipient: str
    subject: str
    reply_to: str
    life: int


class Sink:
    """A real SMTP server on a port of this machine."""

    def __init__(self, *, port: int, seed: int) -> None:
        self.copies: list[Copy] = []
        self.refused: set[str] = set()
        self.life = 0
        self.reached = threading.Event()
        self._watch: tuple[str, int] | None = None
        self._random = random.Random(seed)
        self.port = port
        self._server = Controller(self, hostname="127.0.0.1", port=port, ready_timeout=30)
        self._server.start()

    def close(self) -> None:
        self._server.stop()

    def watch(self, moment: str | None, *, count: int = 1) -> None:
        """Sets `reached` at that moment of the count-th mail from now; None watches for nothing."""
        self.reached.clear()
        self._watch = (moment, count) if moment else None

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        session.life = self.life  # whoever waits for this answer is alive
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content)
        name = str(message["Message-ID"])
        if name not in self.refused and self._random.random() < REFUSES:
            self.refused.add(name)
            return "451 4.3.0 Try again later"
        life: Any = session.life
        for recipient in envelope.rcpt_tos:
            self.copies.append(
                Copy(name, recipient, message["Subject"], message["Reply-To"] or "", life)
            )
        await self._announce()
        return "250 2.0.0 Taken"

    async def _announce(self) -> None:
        if self._watch is None:
            return
        moment, count = self._watch
        self._watch = (moment, count - 1)
        if count != 1:
            return
        if moment == BEFORE:
            self.reached.set()
            await asyncio.sleep(0.02)  # time for the kill to arrive first
        else:
            asyncio.get_running_loop().call_later(0.0005, self.reached.set)
