"""A mail as a row of the outbox: one recipient, an own Message-ID, sent once (ADR 0002 and 0003).

What is said in it is its writer's matter; when and how it leaves is `post`'s.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from moothall.cases import timing
from moothall.cases.models import Outgoing
from moothall.people.models import Council, Person

MOST_SUBJECT = 300


def letter(
    council: Council,
    *,
    purpose: str,
    once: str,
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
    person: Person | None = None,
    routine: bool = False,
) -> Outgoing:
    """An unsaved row, due to leave at `at`. `once` is what makes it one and only one.

    A `routine` one waits for the hours or the digest of its `person`.
    """
    domain = council.address.rpartition("@")[2]
    mail = Outgoing(
        council=council,
        person=person,
        purpose=purpose,
        once=once,
        recipient=recipient,
        subject=subject[:MOST_SUBJECT],
        body=body,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        next_try_at=at,
    )
    if routine and person is not None:
        timing.routine_at(mail, person, at=at)
    return mail
