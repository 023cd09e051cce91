"""SQLite's one pen: who waits for it gets it, also beside a worker that hardly puts it down."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

TURNS = 20


@pytest.fixture
def handler(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[ConnectionHandler]:
    made = ConnectionHandler(
        {
            "default": {
                "ENGINE": "moothall.config.sqlite",
                "NAME": tmp_path / "one.sqlite3",
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL;",
                },
            }
        }
    )
    with django_db_blocker.unblock():
        made["default"].cursor().execute("CREATE TABLE line (words TEXT)")
        yield made
        made.close_all()


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch, handler: ConnectionHandler) -> None:
    """`transaction.atomic` on this database."""
    monkeypatch.setattr(transaction, "connections", handler)


def hold(file: Path, stop: threading.Event, begun: threading.Event) -> None:
    """Writes without a pause: the gap between two transactions is as long as two calls."""
    connection = sqlite3.connect(file, timeout=60, isolation_level=None)
    while not stop.is_set():
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO line VALUES ('busy')")
        begun.set()
        time.sleep(0.005)
        connection.execute("COMMIT")
    connection.close()


@pytest.mark.usefixtures("transactions")
def test_a_busy_writer_leaves_the_others_their_turn(
    handler: ConnectionHandler, tmp_path: Path
) -> None:
    stop, begun = threading.Event(), threading.Event()
    busy = threading.Thread(target=hold, args=[tmp_path / "one.sqlite3", stop, begun])
    busy.start()
    assert begun.wait(10)
    started = time.monotonic()
    try:
        for _ in range(TURNS):
            with transaction.atomic():
                handler["default"].cursor().execute("INSERT INTO line VALUES ('other')")
    finally:
        took = time.monotonic() - started
        stop.set()
        busy.join()
    assert took < 8, "Django's own engine takes more than twenty"
    rows = handler["default"].cursor().execute("SELECT count(*) FROM line WHERE words = 'other'")
    assert rows.fetchone() == (TURNS,)


@pytest.mark.usefixtures("transactions")
def test_it_gives_up_when_its_time_is_over(handler: ConnectionHandler, tmp_path: Path) -> None:
    handler["default"].settings_dict["OPTIONS"]["timeout"] = 0.2
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pytest.fail("two had the pen")
    finally:
        other.close()
    with transaction.atomic():
        handler["default"].cursor().execute("INSERT INTO line VALUES ('later')")


@pytest.mark.usefixtures("transactions")
def test_outside_a_transaction_sqlite_asks_again_itself(handler: ConnectionHandler) -> None:
    with transaction.atomic():
        pass
    waits = handler["default"].cursor().execute("PRAGMA busy_timeout").fetchone()
    assert waits == (20_000,)
