"""What does not wait for anybody's hours: the rule for mails about cases.

At once goes what is about a case marked urgent; what answers its reader's own act; and what is
about a day that would be over before it came: one of the reader's own clocks is due today, or
before the mail would leave. Mails that are about no case (codes for signing in, invitations, a
message that could not be accepted, a change of how somebody signs in) never wait either: they
answer what somebody has just done. Everything else is routine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from moothall.worktime import LONDON


def is_urgent(
    *, marked: bool, own_act: bool, days: Iterable[date], at: datetime, leaves: datetime
) -> bool:
    """Whether a mail written at `at`, that would leave at `leaves`, goes at once instead.

    `days` are those on which the reader's own running clocks are due. A day that is over already
    makes nothing urgent: it cannot be kept any more.
    """
    if marked or own_act:
        return True
    today, read_on = (one.astimezone(LONDON).date() for one in (at, leaves))
    return any(today <= day and (day == today or day < read_on) for day in days)
