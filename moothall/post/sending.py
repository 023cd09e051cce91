"""Sends the outbox: each row to its one recipient, once, again later where that fails.

A row is claimed just before it is sent. If the worker dies in between, that one row is claimed
again after `RECLAIM`, with the same Message-ID, so that a mailbox that had it already can tell.
How a mail travels is the carrier's matter (`carriers.py`).
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from moothall.cases import digesting, second_look, timing
from moothall.cases.models import Outgoing
from moothall.people import wall
from moothall.post.carriers import Carrier, ForNow, Never

State = Outgoing.State
log = logging.getLogger(__name__)
RECLAIM = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
MOST_TRIES = 12


def send_due(
    carrier: Carrier,
    *,
    at: datetime,
    limit: int = 50,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Sends what is due at `at`, oldest first, until `stopping`; how many were sent."""
    sent = 0
    begun = time.monotonic()
    for mail in due(at=at, limit=limit):
        if stopping():
            break
        now = at + timedelta(seconds=time.monotonic() - begun)  # a slow server takes its time
        with wall.within(mail.council_id):
            if not second_look.waits(mail, at=now) and claim(mail, at=now):
                sent += _carry(mail, carrier, at=now)
    return sent


def due(*, at: datetime, limit: int) -> list[Outgoing]:
    """What is to be sent at `at`: what waits, and what somebody claimed who must have died."""
    waiting = Q(state=State.QUEUED, next_try_at__lte=at)
    abandoned = Q(state=State.SENDING, claimed_at__lt=at - RECLAIM)
    rows = Outgoing.objects.filter(waiting | abandoned).select_related(
        "council", "case__council", "event", "reminder"
    )
    return list(rows.order_by("next_try_at", "pk")[:limit])


def claim(mail: Outgoing, *, at: datetime) -> bool:
    """Whether this mail is ours to send now, and nobody else's. Committed before it is sent."""
    as_seen = Outgoing.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
    mail.state, mail.claimed_at, mail.tries = State.SENDING, at, mail.tries + 1
    return bool(as_seen.update(state=mail.state, claimed_at=at, tries=mail.tries))


def _carry(mail: Outgoing, carrier: Carrier, *, at: datetime) -> bool:
    try:
        if not _stands(mail, at=at):
            return _settle(mail, state=State.WITHDRAWN)
        carrier.carry(mail)
    except Never as error:
        return _settle(mail, state=State.FAILED, last_error=str(error))
    except ForNow as error:
        return _later(mail, str(error), at=at)
    except Exception as error:  # a mail that cannot even be written must not stop the others
        log.exception("mail %s could not be sent", mail.message_id)
        return _later(mail, f"{type(error).__name__}: {error}", at=at)
    return _settle(mail, state=State.SENT, sent_at=at, last_error="")


def _stands(mail: Outgoing, *, at: datetime) -> bool:
    """Whether there is still something to say; then the mail says what may be said now."""
    if mail.purpose == timing.DIGEST:
        return digesting.compose(mail, at=at)
    return second_look.stands(mail, at=at)


def _later(mail: Outgoing, error: str, *, at: datetime) -> bool:
    if mail.tries >= MOST_TRIES:
        return _settle(mail, state=State.FAILED, last_error=f"Given up: {error}")
    wait = waiting(mail.tries)
    return _settle(mail, state=State.QUEUED, last_error=error, next_try_at=at + wait)


def _settle(mail: Outgoing, **changes: object) -> bool:
    """Writes the outcome, unless somebody else has claimed the row since."""
    mine = Outgoing.objects.filter(pk=mail.pk, state=State.SENDING, tries=mail.tries)
    return bool(mine.update(**changes)) and changes["state"] == State.SENT


def waiting(tries: int) -> timedelta:
    """How long until the next try: a minute, doubled each time up to a day, a fifth by chance."""
    wait: timedelta = min(FIRST_WAIT * 2 ** max(0, tries - 1), LONGEST_WAIT)
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 -- spreads load, hides nothing
