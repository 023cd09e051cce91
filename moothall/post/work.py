"""The worker: receives, handles, sends and ticks until it is told to stop.

Each round takes what is there and can be killed anywhere: see ADR 0002.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import close_old_connections

from moothall.cases import digesting, disk
from moothall.cases.tick import tick
from moothall.post import imap, lmtp
from moothall.post.carriers import carrier
from moothall.post.expiring import expire_all, forget_sessions
from moothall.post.receive import handle_pending
from moothall.post.sending import send_due
from moothall.post.turns import turns

log = logging.getLogger(__name__)
AT_ONCE = 25  # messages handled before what they caused is sent
IDLE = 1.0  # seconds between rounds with nothing to do and nothing coming in
TICK_EVERY = 60.0  # seconds
POLL_EVERY = 30.0  # seconds
EXPIRE_EVERY = 24 * 60 * 60.0  # seconds: also for sessions that are over


def one_round(*, at: datetime) -> int:
    """Handles, sends and ticks once; how much there was to do."""
    done = _safely("handling mail", lambda: handle_pending(at=at))
    done += _safely("automatic acts", lambda: tick(at))
    done += _safely("clearing up", lambda: disk.sweep(at=at))
    done += _safely("erasing", lambda: expire_all(at=at))
    done += _safely("clearing sessions", lambda: forget_sessions(at=at))
    done += _safely("gathering digests", lambda: digesting.gather_due(at=at))
    with carrier() as carries:
        done += _safely("sending mail", lambda: send_due(carries, at=at))
    return done


def work() -> None:
    """Runs until SIGTERM or an interrupt; the message or mail under way is finished first.

    Raises CannotListen where mail cannot be received at the address in the settings.
    """
    told = _told_to_stop()
    server = _receiver()
    ticking, polling = _every(TICK_EVERY), _every(POLL_EVERY)
    expiring = _every(EXPIRE_EVERY)
    try:
        while not told():
            close_old_connections()
            at = datetime.now(UTC)
            done = _mail(told, at=at)
            if ticking() and not told():
                _safely("automatic acts", partial(tick, at))
                _safely("clearing up", partial(disk.sweep, at=at))
            if expiring() and not told():
                _safely("erasing", partial(expire_all, at=at))
                _safely("clearing sessions", partial(forget_sessions, at=at))
            if settings.IMAP_HOST and polling() and not told():
                done += _safely("fetching mail", partial(imap.poll, at=at))
            if not done and not told():
                turns.idle(IDLE)
    finally:
        if server is not None:
            server.stop()


def _told_to_stop() -> Callable[[], bool]:
    """Says whether a signal has come. A handler may only set a flag: locks may be held already."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.append(number))
    return lambda: bool(told)


def _every(seconds: float) -> Callable[[], bool]:
    """Says yes at once, and then whenever so many seconds have passed, however busy we are."""
    due = time.monotonic()

    def is_due() -> bool:
        nonlocal due
        now = time.monotonic()
        if now < due:
            return False
        due = now + seconds
        return True

    return is_due


def _mail(told: Callable[[], bool], *, at: datetime) -> int:
    """In and out, until told to stop; how much there was to do."""

    def stopping() -> bool:
        turns.give_way()
        return told()

    handling = partial(handle_pending, at=at, limit=AT_ONCE, stopping=stopping)
    done = _safely("handling mail", handling)
    done += _safely("gathering digests", partial(digesting.gather_due, at=at))
    with carrier() as carries:
        sending = partial(send_due, carries, at=at, stopping=stopping)
        return done + _safely("sending mail", sending)


def _receiver() -> Controller | None:
    if not settings.LMTP_PORT:
        return None
    server = lmtp.receiver(
        host=settings.LMTP_HOST, port=settings.LMTP_PORT, protocol=settings.LMTP_PROTOCOL
    )
    server.start()
    return server


def _safely(what: str, call: Callable[[], int]) -> int:
    """One kind of work must not stop the others: trouble is logged, and tried again."""
    try:
        return int(call())
    except Exception:
        log.exception("%s did not go well; it is tried again", what)
        return 0
