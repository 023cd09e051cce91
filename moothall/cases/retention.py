"""Which cases have been kept long enough: by the months that the council set for each kind.

Months count from the last act of an ended case. What no council has set is kept for ever; what is
on hold is kept and says why. Erasing is in `erasing.py`, messages in `post.expiring`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from moothall.cases import holds, procedures
from moothall.cases.erasing import RENDERED
from moothall.cases.models import Case, Outgoing, Said
from moothall.cases.standing import ERASED
from moothall.people.models import Council
from moothall.worktime import LONDON

MAIL = "mail"  # messages and mails that belong to no case
MOST_MONTHS = 1200
UNDER_WAY = (Outgoing.State.QUEUED, Outgoing.State.SENDING, Outgoing.State.WAITING)


class BadRetention(ValueError):
    """Months that cannot be meant; `errors` says by kind why."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Expired:
    """A case whose time is over."""

    case: Case
    months: int
    held: str  # why it is kept nevertheless; empty where it is not


def kinds() -> dict[str, str]:
    """Everything that is kept for a time of its own, with its name in words."""
    named = {kind: one.plural for kind, one in sorted(procedures.load().items())}
    return {**named, MAIL: "Messages that belong to no case"}


def read_months(given: Mapping[str, str]) -> dict[str, int]:
    """Months by kind as somebody typed them; what is left empty is kept. Raises BadRetention."""
    errors, found = {}, {}
    for kind, label in kinds().items():
        text = given.get(kind, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) <= MOST_MONTHS:
            errors[kind] = f"{label}: enter whole months from 1 to {MOST_MONTHS}, or nothing"
        else:
            found[kind] = int(text)
    if errors:
        raise BadRetention(errors)
    return found


def over_since(on: date, *, months: int) -> datetime:
    """What happened before this moment has been kept for so many months on that day."""
    count = on.year * 12 + on.month - 1 - months
    year, month = max(count // 12, date.min.year), count % 12 + 1
    day = min(on.day, monthrange(year, month)[1])
    return datetime.combine(date(year, month, day), time(), tzinfo=LONDON)


def expired(
    council: Council, *, on: date, months: Mapping[str, int] | None = None
) -> Iterator[Expired]:
    """The cases whose time is over on that day, by the council's months or by others."""
    held = holds.held_cases(council)
    for kind, kept in (council.retention if months is None else months).items():
        for case in _ended(council, kind, over_since(on, months=kept)):
            yield Expired(case, kept, held.get(case.pk, ""))


def _ended(council: Council, kind: str, before: datetime) -> QuerySet[Case]:
    """Ended cases that nobody has touched since, with words still there and no mail under way."""
    mine = Said.objects.filter(event__case=OuterRef("pk"), value__isnull=False)
    words = mine.filter(field__startswith=RENDERED).exclude(event__act=ERASED)
    leaving = Outgoing.objects.filter(case=OuterRef("pk"), state__in=UNDER_WAY)
    found = Case.objects.filter(
        Q(Exists(words)) & ~Q(Exists(leaving)),
        council=council,
        kind=kind,
        ended=True,
        updated_at__lt=before,
    )
    return found.select_related("council").order_by("pk")
