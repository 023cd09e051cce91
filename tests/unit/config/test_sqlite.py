"""SQLite's one pen: who waits for it gets it, also beside a worker that hardly puts it down."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

PATIENCE = 50  # questions until there is a gap


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


@pytest.mark.usefixtures("transactions")
def test_whoever_waits_asks_every_millisecond_and_has_the_first_gap(
    handler: ConnectionHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == PATIENCE:  # the gap of a worker that hardly puts the pen down
            busy.execute("COMMIT")
        assert len(pauses) <= PATIENCE, "the pen was free and nobody took it"

    monkeypatch.setattr(time, "sleep", sleep)
    with transaction.atomic():
        handler["default"].cursor().execute("INSERT INTO line VALUES ('other')")
    busy.close()
    assert len(pauses) == PATIENCE
    assert all(0.0005 <= one <= 0.0015 for one in pauses), "SQLite itself waits up to 0.1"


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
