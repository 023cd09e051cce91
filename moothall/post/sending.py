"""Sends the outbox: each row to its one recipient, once, again later where that fails.

A row is claimed before it is sent. If the worker dies in between, the row is claimed again after
`RECLAIM`, with the same Message-ID, so that a mailbox that had it already can tell. How a mail
travels is the carrier's matter (`carriers.py`).
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from moothall.cases.models import Outgoing
from moothall.post.carriers import Carrier, ForNow, Never

State = Outgoing.State
RECLAIM = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
MOST_TRIES = 12


def send_due(carrier: Carrier, *, at: datetime, limit: int = 50) -> int:
    """Sends what is due, oldest first; how many were sent."""
    sent = 0
    for mail in claim(at=at, limit=limit):
        sent += _send(mail, carrier, at=at)
    return sent


def claim(*, at: datetime, limit: int = 50) -> list[Outgoing]:
    """Rows that nobody else will send now; committed before anything is sent."""
    due = Q(state=State.QUEUED, next_try_at__lte=at)
    abandoned = Q(state=State.SENDING, claimed_at__lt=at - RECLAIM)
    with transaction.atomic():
        rows = Outgoing.objects.filter(due | abandoned).order_by("next_try_at", "pk")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(skip_locked=True)
        keys = list(rows.values_list("pk", flat=True)[:limit])
        Outgoing.objects.filter(pk__in=keys).update(
            state=State.SENDING, claimed_at=at, tries=F("tries") + 1
        )
    return list(Outgoing.objects.filter(pk__in=keys).select_related("council").order_by("pk"))


def _send(mail: Outgoing, carrier: Carrier, *, at: datetime) -> bool:
    try:
        carrier.carry(mail)
    except Never as error:
        return _settle(mail, state=State.FAILED, last_error=str(error))
    except ForNow as error:
        if mail.tries >= MOST_TRIES:
            return _settle(mail, state=State.FAILED, last_error=f"Given up: {error}")
        wait = waiting(mail.tries)
        return _settle(mail, state=State.QUEUED, last_error=str(error), next_try_at=at + wait)
    return _settle(mail, state=State.SENT, sent_at=at, last_error="")


def _settle(mail: Outgoing, **changes: object) -> bool:
    """Writes the outcome, unless somebody else has claimed the row since."""
    mine = Outgoing.objects.filter(pk=mail.pk, state=State.SENDING, tries=mail.tries)
    return bool(mine.update(**changes)) and changes["state"] == State.SENT


def waiting(tries: int) -> timedelta:
    """How long until the next try: a minute, doubled each time up to a day, a fifth by chance."""
    wait: timedelta = min(FIRST_WAIT * 2 ** max(0, tries - 1), LONGEST_WAIT)
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 -- spreads load, hides nothing
