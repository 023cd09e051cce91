"""Messages taken in, in one process: kept on disk, then handled to a case; and what comes besides.

The floor is the same messages parsed and put bare into a table, each for good before the next.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import chain, count, islice

from bench import council as bench_council
from bench import enquiries, scratch
from bench.timing import Report
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.reading import read
from moothall.post.receive import receive_file

AT_ONCE = 20
PER_SECOND = 150
COUNCILLORS = bench_council.WARDS * bench_council.IN_A_WARD
Outcome = Mail.Outcome


def run(report: Report) -> None:
    scratch.new(scratch.HOME / "intake.sqlite3")
    writer = Writer(bench_council.load())
    table = _bare_table()
    bare, cases = _written(writer.enquiries(), 1500), _written(writer.enquiries())
    attached = _written(writer.enquiries(attached=True))
    strangers = _written(writer.strangers())
    report.heading("Messages taken in, each on disk before the next")
    timings = report.compare(
        {
            "floor: parsed, and a bare insert": lambda: _insert(table, bare),
            "kept and handled: an enquiry": lambda: writer.receive(cases, Outcome.CASE),
            "the same, with an attachment": lambda: writer.receive(attached, Outcome.CASE),
            "from nobody known: quarantined": lambda: writer.receive(
                strangers, Outcome.QUARANTINED
            ),
        },
        operations=AT_ONCE,
    )
    taken = timings["kept and handled: an enquiry"]
    report.expect(f"{PER_SECOND} enquiries a second", holds=taken.per_second >= PER_SECOND)


def _written(messages: Iterator[bytes], ahead: int = 300) -> Iterator[bytes]:
    """The same, so many of them written beforehand: writing one is no part of taking it in."""
    return chain(list(islice(messages, ahead)), messages)


def _bare_table() -> sqlite3.Connection:
    """A database with the settings of production, and one table."""
    bare = sqlite3.connect(scratch.HOME / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE mail (message_id TEXT UNIQUE, sender TEXT, subject TEXT, raw BLOB)")
    return bare


def _insert(table: sqlite3.Connection, messages: Iterator[bytes]) -> None:
    for _ in range(AT_ONCE):
        raw = next(messages)
        message = read(raw)
        row = message.message_id, message.senders[0], message.subject, raw
        table.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", row)


class Writer:
    """Councillors and others who write to one council, no message twice."""

    def __init__(self, council: Council) -> None:
        self.council, self.chance, self.numbers = council, random.Random(3), count(1)
        self.now = datetime.now(UTC).replace(microsecond=0)

    def receive(self, messages: Iterator[bytes], outcome: str) -> None:
        """Takes in the next messages as `moothall post receive` does."""
        for _ in range(AT_ONCE):
            self.now += timedelta(seconds=1)
            mail = receive_file(self.council, next(messages), at=self.now)
            assert mail.outcome == outcome, mail.why

    def enquiries(self, *, attached: bool = False) -> Iterator[bytes]:
        """New questions of councillors, two paragraphs and a signature each."""
        while True:
            number = next(self.numbers)
            message = self._message(f"councillor.{number % COUNCILLORS + 1}@{bench_council.DOMAIN}")
            if attached:
                page = self.chance.randbytes(30_000)
                message.add_attachment(page, "application", "pdf", filename=f"page-{number}.pdf")
            yield message.as_bytes()

    def strangers(self) -> Iterator[bytes]:
        """People whom the council does not know, each for the first time."""
        while True:
            yield self._message(f"somebody-{next(self.numbers)}@elsewhere.example").as_bytes()

    def _message(self, sender: str) -> EmailMessage:
        number, domain = next(self.numbers), sender.partition("@")[2]
        message = EmailMessage()
        message["Authentication-Results"] = (
            f"mx.bench.example; spf=pass smtp.mailfrom={sender}; dkim=pass header.d={domain}; "
            f"dmarc=pass header.from={domain}"
        )
        message["Received"] = f"from mail.{domain} by mx.bench.example with ESMTPS"
        message["Date"] = format_datetime(self.now)
        message["Message-ID"] = f"<{number}@{domain}>"
        message["From"], message["To"] = sender, self.council.address
        message["Subject"] = enquiries.words(self.chance, 5).capitalize()
        words = (enquiries.words(self.chance, 40) for _ in range(2))
        message.set_content("Dear colleagues,\n\n{}.\n\n{}?\n\nYours\n".format(*words))
        return message
