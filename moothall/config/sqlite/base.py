"""Django's SQLite engine, asking for its turn to write every millisecond.

SQLite has one writer at a time, and whoever waits asks again at intervals of up to a tenth of a
second. A worker with a full in-tray leaves gaps far shorter than that, so that the receiver, or a
person at a page, waited for ten seconds and longer. See ADR 0006.
"""

from __future__ import annotations

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base

PAUSE = 0.001  # seconds between two questions, give or take a half


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. `timeout` in the options is how many seconds it asks before it gives up."""

    transaction_mode: str | None  # IMMEDIATE by our settings

    def _start_transaction_under_autocommit(self) -> None:
        seconds: float = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            self._wait_for_the_pen(time.monotonic() + seconds)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _wait_for_the_pen(self, until: float) -> None:
        while not self._begin(last=time.monotonic() > until):
            time.sleep(PAUSE * random.uniform(0.5, 1.5))  # noqa: S311 -- spreads who asks

    def _begin(self, *, last: bool) -> bool:
        """Whether the pen is ours. Raises OperationalError where it is not at the `last` time."""
        with self.wrap_database_errors:
            try:
                self.connection.execute(f"BEGIN {self.transaction_mode or ''}")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if last or not busy:
                    raise
                return False
        return True
