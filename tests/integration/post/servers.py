"""Real servers for the post: a sink for what leaves, and a Moothall at work as processes."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from ports import free_port

ROOT = Path(__file__).parents[3]
PATIENCE = 60  # seconds


def wait_for(what: Callable[[], Any], *, says: str) -> Any:
    """What `what` gives, once it gives something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {says}")


# What leaves --------------------------------------------------------------------------------------


@dataclass
class Taken:
    """One mail as the server took it."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Sink:
    """Takes mail, and answers RCPT and the data as it is told for a recipient."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    sessions: set[object] = field(default_factory=set)
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.sessions.add(session.peer)
        said = next((self.data[one] for one in envelope.rcpt_tos if one in self.data), "")
        if said:
            return said
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(Taken(str(envelope.mail_from), list(envelope.rcpt_tos), content))
        return "250 OK"

    def to(self, address: str) -> list[Taken]:
        return [one for one in self.taken if one.recipients == [address]]


class Remembering(SMTP):
    """A connection that remembers its transport: the library lets go of it without closing."""

    opened: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.opened = transport
        super().connection_made(transport)


class Sinking(Controller):
    """A server that ends its connections before it goes, and leaves none to be collected."""

    def factory(self) -> SMTP:
        made = Remembering(self.handler, **self.SMTP_kwargs)
        self.made: list[Remembering] = [*getattr(self, "made", []), made]
        return made

    async def _end(self) -> None:
        if self.server is not None:
            self.server.close()
        await asyncio.sleep(0.05)
        for one in getattr(self, "made", []):
            if isinstance(one.opened, asyncio.Transport):
                one.opened.abort()
        await asyncio.sleep(0.05)

    def finish(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(timeout=PATIENCE)
        self.stop()


# Moothall at work ---------------------------------------------------------------------------------


class Database:
    """A database of its own, on whichever server the tests run."""

    def __init__(self, folder: Path, like: Database | None) -> None:
        self.admin = os.environ.get("DATABASE_URL", "")
        self.is_postgres = self.admin.startswith("postgres")
        self.file = folder / "moothall.sqlite3"
        self.name = f"post_{uuid.uuid4().hex[:12]}"
        self.url = f"sqlite:///{self.file}"
        if self.is_postgres:
            self.url = urlunsplit(urlsplit(self.admin)._replace(path=f"/{self.name}"))
            template = f' TEMPLATE "{like.name}"' if like else ""
            self._administer(f'CREATE DATABASE "{self.name}"{template}')
        elif like:
            shutil.copy(like.file, self.file)

    def _administer(self, sql: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]

    def connect(self) -> Any:
        """A connection that begins its transactions by itself."""
        if self.is_postgres:
            return psycopg.connect(self.url, autocommit=True)
        return sqlite3.connect(self.file, isolation_level=None, timeout=20)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = self.connect()
        try:
            return list(connection.execute(sql).fetchall())
        finally:
            connection.close()

    def drop(self) -> None:
        if self.is_postgres:
            self._administer(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


class Installation:
    """A data folder with two councils, the `moothall` command upon it, and its worker."""

    def __init__(self, home: Path, like: Installation | None = None, **settings: str) -> None:
        """`like` is one that has its councils already, and is not at work."""
        self.home = home
        self.database = Database(home, like.database if like else None)
        self.lmtp, self.smtp = free_port(), 0
        self.log = home / "work.log"
        self.worker: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "MOOTHALL_HOME": str(home),
            "DATABASE_URL": self.database.url,
            "DJANGO_SETTINGS_MODULE": "impatient",
            "PYTHONPATH": str(Path(__file__).parent),
            "MOOTHALL_LMTP_PORT": str(self.lmtp),
            **settings,
        }

    def fill(self) -> None:
        """Puts the tables and the two councils in."""
        folder = ROOT / "moothall/config/demonstration"
        self.run("migrate")
        self.run("council", "load", str(folder / "southend.yaml"), str(folder / "guildford.yaml"))

    def run(self, *words: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "moothall", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "moothall", "work"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        wait_for(self._listens, says=f"the receiver ({self.log.read_text()})")

    def _listens(self) -> bool:
        assert self.worker is not None
        assert self.worker.poll() is None, self.log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.lmtp)) == 0

    def stop(self) -> None:
        if self.worker is not None:
            self.worker.send_signal(signal.SIGTERM)
            self.worker.wait(timeout=PATIENCE)
        self.database.drop()

    def mails(self, council: str = "southend") -> list[tuple[Any, ...]]:
        """Outcome, subject, envelope and digest of each message received, oldest first."""
        return self.database.rows(
            "SELECT m.outcome, m.subject, m.envelope_to, m.sha256, m.why FROM post_mail m "
            f"JOIN people_council c ON c.id = m.council_id WHERE c.slug = '{council}' ORDER BY m.id"
        )

    def settled(self, subject: str) -> tuple[Any, ...]:
        """The row of the message with that subject, once it is settled."""

        def found() -> tuple[Any, ...] | None:
            rows = [one for one in self.mails() if one[1] == subject]
            return rows[0] if rows and rows[0][0] != "pending" else None

        row: tuple[Any, ...] = wait_for(found, says=f"{subject} to be settled")
        return row
