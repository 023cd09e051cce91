"""What else follows from a case's events: columns for lists, words to search, notices.

Where the case stands is in `index.py`. Like that, it is never the truth: `verify.py` asks for what
differs, and has it written anew. What people wrote and has been erased stands here no longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from moothall.cases import procedures, search
from moothall.cases.models import Case, Event, Notice, Numbering, Searchable
from moothall.cases.standing import Json, Standing
from moothall.cases.telling import said_to
from moothall.people.models import Council

Told = tuple[int, str, int, str, str]  # event, audience, person, clause, text


def differences(case: Case, events: Iterable[Event], folded: Standing) -> Iterator[str]:
    """The names of what is held otherwise than the events say."""
    events = list(events)
    if any(event.council_id != case.council_id for event in events):
        yield "council"
    if case.viewers.exclude(ended=folded.ended).exists():
        yield "viewers"
    yield from _of_two(case)
    due = folded.next_due()
    if (case.next_due, case.queue_due) != (_day(due), _day(due) or date.max):
        yield "next_due"
    if any(one.council_id != case.council_id for one in case.registered.all()):
        yield "registered"
    if _doubled(case.entries.values_list("list", "key")):
        yield "entries"
    if _doubled(case.registered.values_list("register")):
        yield "registered"
    if _words_held(case) != _words(case, events):
        yield "words to search"
    if Counter(_notices_held(case)) != Counter(_notices(events)):
        yield "notices"


def write(case: Case, events: Iterable[Event]) -> None:
    """Puts right what `index.write` does not: words and notices."""
    wanted = _words(case, events)
    held = _words_held(case)
    case.searchable.exclude(pk__in=wanted).delete()
    for number, (circle, text) in wanted.items():
        if held.get(number) != (circle, text):
            row = {"case": case, "circle": circle, "text": text}
            Searchable.objects.update_or_create(event_id=number, defaults=row)
    _write_notices(case, Counter(_notices(events)))


def numbering(council: Council, *, rebuild: bool) -> Iterator[str]:
    """Kinds of business whose last number is not that of their newest case."""
    newest: Mapping[str, int] = dict(
        Case.objects.filter(council=council)
        .values_list("kind")
        .annotate(Max("number"))
        .order_by("kind")
    )
    rows = Numbering.objects.filter(council=council)
    last = {row.kind: row.last for row in rows}
    walled = {name for name, one in procedures.load().items() if one.walled}
    for kind in sorted((newest.keys() | last.keys()) - walled):
        wanted = newest.get(kind, 0)
        if last.get(kind, 0) == wanted:
            continue
        if rebuild:
            Numbering.objects.update_or_create(
                council=council, kind=kind, defaults={"last": wanted}
            )
        else:
            yield f"the last number given to {kind} is {last.get(kind, 0)}, not {wanted}"


def _of_two(case: Case) -> Iterator[str]:
    """Where a person is named and a post as well: it is one or the other."""
    if case.owner_id and case.owner_post_id:
        yield "owner"
    if case.parties.filter(person__isnull=False, post__isnull=False).exists():
        yield "parties"
    if case.clocks.filter(owner__isnull=False, owner_post__isnull=False).exists():
        yield "clocks"


def _doubled(rows: Iterable[tuple[str, ...]]) -> bool:
    return any(count > 1 for count in Counter(rows).values())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _said(event: Event) -> Json:
    return {one.field: one.value for one in event.said.all()}


def _words(case: Case, events: Iterable[Event]) -> dict[int, tuple[str, str]]:
    procedure = procedures.load().get(case.kind)
    if procedure is None:
        return _words_held(case)  # which of its answers were words nobody can say any more
    found = ((event, search.words(_said(event), procedure=procedure)) for event in events)
    return {event.pk: (event.circle, text) for event, text in found if text}


def _words_held(case: Case) -> dict[int, tuple[str, str]]:
    return {row.pk: (row.circle, row.text) for row in case.searchable.all()}


def _notices(events: Iterable[Event]) -> Iterator[Told]:
    for event in events:
        said: Mapping[str, Any] = _said(event)
        for one in event.body.get("told", ()):
            audience = one["audience"]
            text = said_to(audience, said)
            yield event.pk, audience, one["person"], one["clause"], text


def _notices_held(case: Case) -> Iterator[Told]:
    for row in case.notices.all():
        yield row.event_id, row.audience, row.person_id or 0, row.clause, row.text


def _write_notices(case: Case, wanted: Counter[Told]) -> None:
    """Takes away those that nobody was told, alters none that are right, adds what is missing."""
    for row, told in zip(case.notices.all(), _notices_held(case), strict=True):
        if wanted[told]:
            wanted[told] -= 1
        else:
            row.delete()
    Notice.objects.bulk_create(
        Notice(
            case=case, event_id=event, audience=audience, person_id=person, clause=clause, text=text
        )
        for event, audience, person, clause, text in wanted.elements()
    )
