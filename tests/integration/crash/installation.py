"""A data folder, its database, and real processes upon it that can be killed."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

FORKING = Path(__file__).parent / "forking.py"
KILLED = -signal.SIGKILL
Point = Sequence[str | int]  # module, function, before or after, at which call


_numbers = itertools.count(1)


@contextlib.contextmanager
def scratch_database(home: Path) -> Iterator[str]:
    """A database of its own: where DATABASE_URL is set on that server, else SQLite in `home`."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{home / 'moothall.sqlite3'}"
        return
    name = f"moothall_crash_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Life:
    """One process from its start to its death."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.ended = threading.Event()
        self.status: int | None = None

    def wait(self, seconds: float) -> bool:
        """Whether it ended by itself within so many seconds."""
        return self.ended.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, and gone when this returns. One that stopped by itself is a failure."""
        self.signal(signal.SIGKILL)
        assert self.ended.wait(30), "a killed process lives on"
        assert self.status in (0, KILLED), f"it stopped by itself with status {self.status}"

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if not self.ended.is_set():
                os.kill(self.number, number)


class Installation:
    """`moothall` on one data folder. Used as a context: afterwards nothing runs any more."""

    def __init__(self, home: Path, *, database: str, mail_in: int, mail_out: int) -> None:
        self.home, self.database, self.mail_in = home, database, mail_in
        self.log = home.parent / f"{home.name}.log"
        self.environment = {
            **os.environ,
            "MOOTHALL_HOME": str(home),
            "DATABASE_URL": database,
            "MOOTHALL_LMTP_PORT": str(mail_in),
            "MOOTHALL_SMTP_HOST": "127.0.0.1",
            "MOOTHALL_SMTP_PORT": str(mail_out),
            "MOOTHALL_NOTIFY_KEY": "",
            "MOOTHALL_IMAP_HOST": "",
        }

    def __enter__(self) -> Installation:
        self._written = self.log.open("ab")
        self._forking = subprocess.Popen(
            [sys.executable, FORKING],
            env={**self.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._written,
            text=True,
        )
        self._lives: list[Life] = []
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._answers.get(timeout=60) == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._forking.stdin and self._forking.stdout
        for life in self._lives:
            life.signal(signal.SIGKILL)
        self._forking.stdin.close()
        self._forking.wait(timeout=30)
        self._forking.stdout.close()
        self._written.close()

    def _listen(self) -> None:
        assert self._forking.stdout
        for line in self._forking.stdout:
            self._answers.put(line.strip())

    def fork(self, *words: str, die: Point | None = None) -> Life:
        """Begins one command; one at a time."""
        assert self._forking.stdin
        self._forking.stdin.write(json.dumps({"words": words, "die": die}) + "\n")
        self._forking.stdin.flush()
        life = Life(int(self._answers.get(timeout=30)))
        self._lives.append(life)
        threading.Thread(target=self._bury, args=[life], daemon=True).start()
        return life

    def _bury(self, life: Life) -> None:
        life.status = int(self._answers.get())
        life.ended.set()

    def start(self, *words: str) -> Life:
        """The same in a process from cold, imports and all."""
        process = subprocess.Popen(
            [sys.executable, "-m", "moothall", *words],
            env=self.environment,
            stdout=self._written,
            stderr=self._written,
        )
        life = Life(process.pid)
        self._lives.append(life)

        def bury() -> None:
            life.status = process.wait()
            life.ended.set()

        threading.Thread(target=bury, daemon=True).start()
        return life

    def done(self, *words: str) -> None:
        """One command to its end, which must be a good one."""
        life = self.fork(*words)
        assert life.wait(120), f"{words} did not end"
        assert life.status == 0, f"{words}: {life.status}\n{self.said()}"

    def wait_until_it_receives(self, life: Life) -> None:
        """Returns when mail can be delivered."""
        while not life.wait(0.005):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.mail_in)):
                    return
        raise AssertionError(f"it ended with {life.status}\n{self.said()}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command in a process of its own, from cold."""
        return subprocess.run(
            [sys.executable, "-m", "moothall", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def json(self, *words: str) -> Any:
        """What a command answers, in a process of its own."""
        done = self.run(*words, "--json")
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)

    def said(self) -> str:
        """The end of what the processes wrote."""
        return self.log.read_text(errors="replace")[-4000:]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the database, past everything that is under test."""
        if self.database.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self.database[len("sqlite:///") :])) as db:
                return list(db.execute(query))
        with psycopg.connect(self.database) as connection:
            return list(connection.execute(query))  # type: ignore[arg-type]

    def write(self, statement: str) -> None:
        """Straight into the database."""
        if self.database.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self.database[len("sqlite:///") :])) as db, db:
                db.execute(statement)
        else:
            with psycopg.connect(self.database) as connection:
                connection.execute(statement)  # type: ignore[arg-type]
