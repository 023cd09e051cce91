"""What may have changed since the tick last looked at a council: all of it, or a few cases.

Owners and counted days follow from a council's people, its calendar and the day. Where all three
are as they were, only cases with a new event can have got out of step: one that was performed as
of an earlier day. What was seen is kept in the process, so that each start looks at everything
once: a new release may bring another calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from moothall.cases.models import ChainHead, Event
from moothall.people.models import Council, Revision

MOST_APART = 500  # changed cases that are looked at by themselves; beyond, everything is

_last: dict[int, Seen] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """How a council stood: its day, the revision of its people, its newest event."""

    council: int
    on: date
    people: str
    head: str  # digest of the newest event
    seq: int
    changed: frozenset[int] | None  # cases that may be out of step; None: any

    def remember(self) -> None:
        """Everything up to here has been looked at, if it is not rolled back."""
        transaction.on_commit(self._remember)

    def _remember(self) -> None:
        _last[self.council] = self


def look(council: Council, *, on: date) -> Seen:
    """How the council stands, and what has to be looked at because of it."""
    token = Revision.objects.filter(council=council).values_list("token", flat=True).first()
    head = ChainHead.objects.filter(council=council).first()
    seq, digest = (head.seq, head.digest) if head else (0, "")
    before = _last.get(council.pk)
    changed = _changed(council, before, on, token or "", seq, digest)
    return Seen(council.pk, on, token or "", digest, seq, changed)


def _changed(
    council: Council, before: Seen | None, on: date, token: str, seq: int, digest: str
) -> frozenset[int] | None:
    if before is None or not token or (before.on, before.people) != (on, token):
        return None
    if before.head == digest:
        return frozenset()
    events = Event.objects.filter(council=council)
    if before.seq and not events.filter(council_seq=before.seq, council_digest=before.head):
        return None  # another history than the one we saw: a backup was put back
    new = events.filter(council_seq__gt=before.seq, council_seq__lte=seq)
    found = frozenset(new.values_list("case_id", flat=True)[: MOST_APART + 1])
    return found if len(found) <= MOST_APART else None
