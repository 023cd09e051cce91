"""Who was shown confidential matter, when and by which way; kept for a time of its own.

Written by the pages when they show it. The log is no part of the chain: reading changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet

from moothall.cases import visibility
from moothall.cases.models import Attachment, Case, Reading
from moothall.people.assistance import doer
from moothall.people.models import Council, Person

PAGE, FILE, SEARCH, OPENED = "page", "file", "search", "opened"


def note(
    case: Case, *, person: Person, at: datetime, through: str, file: Attachment | None = None
) -> None:
    """Writes down that the person was shown confidential matter of the case.

    Where an assistant looks with a councillor's eyes, it is the assistant who was shown it.
    """
    Reading.objects.create(
        council_id=case.council_id,
        case=case,
        person=doer(person),
        at=at,
        through=through,
        attachment=file,
    )


def note_all(cases: Iterable[Case], *, person: Person, at: datetime, through: str) -> None:
    """The same for those of several cases that are confidential."""
    Reading.objects.bulk_create(
        Reading(council_id=one.council_id, case=one, person=doer(person), at=at, through=through)
        for one in cases
        if one.confidential
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who was shown confidential matter of a case: when last, and which of its files."""

    name: str
    last: datetime
    files: tuple[str, ...]


def readers_of(case: Case) -> list[Reader]:
    """Everybody who was shown the case or a file of it, each once; who read it last comes first."""
    rows = case.readings.order_by().values_list("person", "person__name", "attachment__name")
    found: dict[int, Reader] = {}
    for person, name, file, last in rows.annotate(last=Max("at")).order_by("-last"):
        before = found.get(person, Reader(name, last, ()))
        files = dict.fromkeys(filter(None, (*before.files, file)))
        found[person] = Reader(name, before.last, tuple(files))
    return list(found.values())


def of_council(person: Person, *, on: date) -> QuerySet[Reading]:
    """Every reading that whoever watches over them may know of, the latest first.

    Of a walled kind, only where the case is theirs to see: a reference tells that there is one.
    """
    from moothall.cases.procedures import load

    walled = [kind for kind, one in load().items() if one.walled]
    rows = Reading.objects.filter(council=person.council_id).select_related(
        "case", "person", "attachment"
    )
    seen = visibility.cases_for(person, on=on).filter(kind__in=walled)
    others = rows.exclude(case__kind__in=walled)
    return (others | rows.filter(case__in=seen)).order_by("-at", "-pk")


def forget_old(council: Council, *, at: datetime) -> int:
    """Takes away what is older than the log is kept; how many rows went."""
    oldest = at - timedelta(days=settings.READINGS_KEPT_DAYS)
    return Reading.objects.filter(council=council, at__lt=oldest).delete()[0]
