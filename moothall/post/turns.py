"""Whose turn it is to write, among the threads of one worker: whoever receives goes first.

A mail server that waits is a mail server that gives up; what is received already can wait. Between
processes the database decides.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.1  # seconds that the worker gives way between two messages


class Turns:
    """Receivers wrap what they do in `receiving`; the worker gives way between two messages, and
    idles when there is nothing to do.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._come = 0
        self._gone = 0
        self._news = threading.Event()

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """The worker's next message waits until the block is over."""
        with self._changed:
            self._come += 1
        try:
            yield
        finally:
            with self._changed:
                self._gone += 1
                self._changed.notify_all()
            self._news.set()

    def idle(self, seconds: float) -> None:
        """Waits until something was received, and not for longer."""
        self._news.wait(seconds)
        self._news.clear()

    def give_way(self) -> None:
        """Waits for those who are here now, not for who comes after them, and not for long."""
        with self._changed:
            here = self._come
            self._changed.wait_for(lambda: self._gone >= here, timeout=LONGEST)


turns = Turns()
