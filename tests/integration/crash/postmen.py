"""Mail servers that deliver to the receiver by LMTP, and come again until it says yes.

They write new enquiries, answers to what the sink received, strangers' letters and automatic
replies, and now and then bring a message once more although it was taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import smtplib
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage

from crash.sink import Sink

COUNCILLORS = {
    "southend": ("ada.example", "bertram.sample", "clara.specimen", "edith.pattern"),
    "wantage": ("alma.acorn", "celia.cedar", "duncan.damson", "gita.gorse"),
}
AGAIN = 0.1  # of all messages that were taken
ANSWERED = 0.4  # of all mails that the sink received


@dataclass(frozen=True)
class Message:
    """One message, with what must come of it for each recipient's council."""

    message_id: str
    sort: str  # enquiry, reply, stranger, automatic, both
    sender: str
    recipients: tuple[str, ...]
    token: str  # words that stand nowhere else
    raw: bytes
    attached: str = ""  # digest of the file that came with it


class Writer:
    """Thinks of messages. Every one is different; the same seed thinks of the same ones."""

    def __init__(self, *, seed: int, sink: Sink) -> None:
        self.random = random.Random(seed)
        self.seed, self.sink = seed, sink
        self.written: list[Message] = []
        self._read = 0  # copies in the sink that have been looked at
        self._allowed = 0
        self._over = False
        self._changed = threading.Condition()

    def allow(self, more: int) -> None:
        """So many messages more may be written."""
        with self._changed:
            self._allowed += more
            self._changed.notify_all()

    def close(self) -> None:
        """No more messages."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def next(self) -> Message | None:
        """The next message as soon as it may be written; None when there is no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or len(self.written) < self._allowed)
            if self._over:
                return None
            message = self._answer() or self._new()
            self.written.append(message)
            return message

    def _answer(self) -> Message | None:
        """To a mail that the sink received, from whoever received it."""
        while self._read < len(self.sink.copies):
            copy = self.sink.copies[self._read]
            self._read += 1
            if copy.reply_to and self.random.random() < ANSWERED:
                return self._message(
                    "reply", copy.recipient, (copy.reply_to,), answers=copy.message_id
                )
        return None

    def _new(self) -> Message:
        council = self.random.choice(sorted(COUNCILLORS))
        sender = f"{self.random.choice(COUNCILLORS[council])}@councillors.{council}.example"
        box = f"enquiries@{council}.example"
        chance = self.random.random()
        if chance < 0.05:
            number = self.random.randrange(10**6)
            return self._message("stranger", f"stranger-{number}@elsewhere.example", (box,))
        if chance < 0.1:
            return self._message("automatic", sender, (box,))
        if chance < 0.2:
            boxes = tuple(f"enquiries@{one}.example" for one in sorted(COUNCILLORS))
            return self._message("both", sender, boxes)
        return self._message("enquiry", sender, (box,))

    def _message(
        self, sort: str, sender: str, recipients: tuple[str, ...], *, answers: str = ""
    ) -> Message:
        number = len(self.written)
        token = f"token-{self.seed}-{number}-x"
        made = EmailMessage()
        made["From"], made["To"] = sender, ", ".join(recipients)
        made["Subject"] = f"Matter {number}"
        made["Message-ID"] = f"<{self.seed}-{number}@postmen.example>"
        if answers:
            made["In-Reply-To"] = made["References"] = answers
        if sort == "automatic":
            made["Auto-Submitted"] = "auto-replied"
        made.set_content(f"What about {token}?\n")
        attached = ""
        if sort != "automatic" and self.random.random() < 0.3:
            content = self.random.randbytes(self.random.randrange(1, 60_000))
            made.add_attachment(content, maintype="image", subtype="png", filename="a.png")
            attached = hashlib.sha256(content).hexdigest()
        raw = made.as_bytes(policy=policy.SMTP)
        return Message(str(made["Message-ID"]), sort, sender, recipients, token, raw, attached)


class Postman(threading.Thread):
    """Delivers one message after another, each until it is taken for every recipient."""

    def __init__(self, writer: Writer, *, port: int, seed: int, pause: float) -> None:
        super().__init__(daemon=True)
        self.writer, self.port, self.pause = writer, port, pause
        self.random = random.Random(seed)
        self.taken: Counter[tuple[str, str]] = Counter()  # Message-ID and recipient
        self.tries = 0
        self._line: smtplib.LMTP | None = None

    def run(self) -> None:
        while message := self.writer.next():
            self._bring(message)
            if self.random.random() < AGAIN:
                self._bring(message)
            time.sleep(self.random.uniform(0, 2 * self.pause))
        self._hang_up()

    def _bring(self, message: Message) -> None:
        left = list(message.recipients)
        while left:
            self.tries += 1
            try:
                taken = self._deliver(message, left)
            except (OSError, smtplib.SMTPException):
                self._hang_up()
                time.sleep(0.02)
                continue
            self.taken.update((message.message_id, one) for one in taken)
            left = [one for one in left if one not in taken]

    def _deliver(self, message: Message, recipients: list[str]) -> list[str]:
        """For which recipients the receiver said yes: one answer each (RFC 2033)."""
        if self._line is None:
            self._line = smtplib.LMTP("127.0.0.1", self.port, "postmen.example", timeout=10)
            self._line.ehlo()
        line = self._line
        self._agreed(line.mail(message.sender))
        for one in recipients:
            self._agreed(line.rcpt(one))
        answers = [line.data(message.raw), *(line.getreply() for _ in recipients[1:])]
        return [one for one, (code, _) in zip(recipients, answers, strict=True) if code == 250]

    @staticmethod
    def _agreed(answer: tuple[int, bytes]) -> None:
        if answer[0] != 250:
            raise smtplib.SMTPResponseException(*answer)

    def _hang_up(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.close()
        self._line = None
