"""The ways a mail leaves: SMTP, GOV.UK Notify, or a folder on this machine for demonstrations.

When and how often is decided in `sending.py`.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from moothall.cases import disk, files
from moothall.cases.models import Outgoing
from moothall.post.sorting import MARK
from moothall.post.writing import REPLIES

GOING_DOWN, TOO_BIG = 421, 552  # replies of a mail server (RFC 5321)


class ForNow(Exception):
    """It did not go, and may later."""


class Never(Exception):
    """It will never go: the recipient's server refuses it for good."""


class Carrier(Protocol):
    """Carries one mail, or raises ForNow or Never."""

    def carry(self, mail: Outgoing) -> None: ...


class _Whole(EmailPolicy):
    """Message-IDs stay whole: the library would break a long one, and encode what it breaks."""

    IDS = frozenset({"message-id", "in-reply-to", "references"})

    def fold(self, name: str, value: str) -> str:
        if name.lower() in self.IDS:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in self.IDS:
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


def message(mail: Outgoing) -> EmailMessage:
    """The row as a mail. Its one recipient is the only one named (ADR 0003).

    Raises OSError where a file to go with it cannot be read.
    """
    made = EmailMessage(policy=_Whole())
    made["From"] = Address(mail.council.name, addr_spec=mail.council.address)
    made["To"] = mail.recipient
    made["Subject"] = " ".join(mail.subject.split())
    made["Message-ID"] = mail.message_id
    made["Date"] = format_datetime(mail.claimed_at or mail.next_try_at)
    if mail.reply_to:
        made["Reply-To"] = mail.reply_to
    if mail.in_reply_to:
        made["In-Reply-To"] = made["References"] = mail.in_reply_to
    made["Auto-Submitted"] = "auto-replied" if mail.purpose in REPLIES else "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made[MARK] = mail.purpose
    made.set_content(mail.body)
    for attachment in mail.attachments.order_by("pk"):
        kind, _, subkind = attachment.content_type.partition("/")
        made.add_attachment(
            files.read(attachment), maintype=kind, subtype=subkind, filename=attachment.name
        )
    return made


class Smtp:
    """Hands mails to the council's mail server, over one connection while it lasts."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def carry(self, mail: Outgoing) -> None:
        """Raises ForNow, Never. Only what the server says of this mail can end it for good."""
        made = message(mail)
        server = self._connected()
        try:
            server.send_message(made, from_addr=mail.council.address, to_addrs=[mail.recipient])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = refused.recipients[mail.recipient]
            if code == GOING_DOWN:
                self.close()
            raise self._refusal(code, words) from refused
        except smtplib.SMTPSenderRefused as refused:
            self.close()
            if refused.smtp_code == TOO_BIG:
                raise self._refusal(refused.smtp_code, refused.smtp_error) from refused
            raise ForNow(f"The mail server does not take our mail: {refused}") from refused
        except smtplib.SMTPDataError as refused:
            self.close()
            raise self._refusal(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPNotSupportedError as error:
            raise Never(f"The mail server cannot send to such an address: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ForNow(f"The mail server could not be reached: {error}") from error

    @staticmethod
    def _refusal(code: int, words: bytes | str) -> ForNow | Never:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        kind = Never if 500 <= code < 600 else ForNow
        return kind(f"The mail server said {code} {said}")

    def _connected(self) -> smtplib.SMTP:
        """Raises ForNow: a wrong password or a server that is down is no fault of the mail."""
        if self.server is not None:
            return self.server
        try:
            server = smtplib.SMTP(
                settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT
            )
        except (OSError, smtplib.SMTPException) as error:
            raise ForNow(f"The mail server could not be reached: {error}") from error
        try:
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise ForNow(f"The mail server does not let us in: {error}") from error
        self.server = server
        return server

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if self.server is not None:
            try:
                self.server.quit()
            except (OSError, smtplib.SMTPException):
                self.server.close()
            self.server = None


class Folder:
    """Writes mails into `mailbox/` in the data folder: nothing leaves the machine."""

    def carry(self, mail: Outgoing) -> None:
        """Raises ForNow where the folder cannot be written."""
        try:
            folder = Path(settings.HOME) / "mailbox"
            disk.write(folder / f"{mail.pk:08}.eml", message(mail).as_bytes())
        except OSError as error:
            raise ForNow(f"The mailbox folder cannot be written: {error}") from error


@contextmanager
def carrier() -> Iterator[Carrier]:
    """The carrier that the settings name."""
    if settings.NOTIFY_KEY:
        from moothall.post.notify import Notify

        yield Notify()
    elif settings.EMAIL_HOST:
        smtp = Smtp()
        try:
            yield smtp
        finally:
            smtp.close()
    else:
        yield Folder()
