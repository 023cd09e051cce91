"""Proves that the index says what the events say, and that nobody has touched the events.

Replay folds events only: no procedure, no protocol, no people. With `rebuild` the index is written
anew from them; events themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from moothall.cases import chain, index
from moothall.cases.models import Case, ChainHead, Event
from moothall.cases.standing import Json, Standing, fold, moment
from moothall.people.models import Council


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is not as it must be."""

    council: str
    reference: str  # of the case; empty for the council's own chain
    what: str

    def __str__(self) -> str:
        where = f"{self.council} {self.reference}".strip()
        return f"{where}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was looked at and what was found."""

    cases: int = 0
    events: int = 0
    rebuilt: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.wrong

    def as_json(self) -> Json:
        return {
            "clean": self.clean,
            "cases": self.cases,
            "events": self.events,
            "rebuilt": self.rebuilt,
            "wrong": [
                {"council": one.council, "reference": one.reference, "what": one.what}
                for one in self.wrong
            ],
        }


def verify(council: Council | None = None, *, rebuild: bool = False) -> Report:
    """Looks at every council, or one. What is rebuilt is reported as wrong no longer."""
    report = Report()
    councils = [council] if council else list(Council.objects.order_by("slug"))
    for one in councils:
        _verify_council(one, report, rebuild)
    return report


def _verify_council(council: Council, report: Report, rebuild: bool) -> None:
    with transaction.atomic():
        head = chain.lock(council)
        for what in _chain_of(council, head):
            report.wrong.append(Wrong(council.slug, "", what))
        for case in Case.objects.filter(council=council).order_by("pk").iterator(chunk_size=500):
            report.cases += 1
            _verify_case(case, council, report, rebuild)


def _chain_of(council: Council, head: ChainHead) -> Iterator[str]:
    """Breaks in the council-wide chain: numbers without a gap, each digest over the one before."""
    number, before = 0, ""
    rows = Event.objects.filter(council=council).order_by("council_seq")
    for event in rows.iterator(chunk_size=500):
        number += 1
        if event.council_seq != number:
            yield f"the chain has a gap: after event {number - 1} comes {event.council_seq}"
            number = event.council_seq
        if event.council_previous != before or event.council_digest != chain.council_digest(event):
            yield f"the chain is broken at event {event.council_seq}"
        before = event.council_digest
    if (head.seq, head.digest) != (number, before):
        yield f"the chain ends at event {number}, but its head says {head.seq}"


def _verify_case(case: Case, council: Council, report: Report, rebuild: bool) -> None:
    wrong: list[str] = []
    folded = replay(case, wrong)
    report.events += case.events.count()
    held = index.read(case)
    differing = list(index.differences(held, folded))
    if differing and rebuild and folded.version:
        index.clear(case)
        index.write(case, before=Standing(), after=folded)
        report.rebuilt += 1
        differing = list(index.differences(index.read(case), folded))
    wrong += [f"the index differs from the events in: {name}" for name in differing]
    wrong += list(_rules(folded))
    report.wrong += [Wrong(council.slug, case.reference, what) for what in wrong]


def replay(case: Case, wrong: list[str]) -> Standing:
    """Where the case stands by its events alone; breaks in its chain are added to `wrong`."""
    standing, before, seq = Standing(), "", 0
    for event in case.events.order_by("seq").prefetch_related("said"):
        seq += 1
        if event.seq != seq:
            wrong.append(f"event {seq} is missing")
            seq = event.seq
        if event.previous != before or event.digest != chain.digest(event):
            wrong.append(f"event {event.seq} is not what was recorded")
        before = event.digest
        said = _said(event, wrong)
        effects = event.body["effects"]
        at = moment(event.at)
        fold(standing, seq=event.seq, act=event.act, at=at, effects=effects, said=said)
    if not seq:
        wrong.append("the case has no events")
    return standing


def _said(event: Event, wrong: list[str]) -> Json:
    """What was said with the event, checked against the digests in the chain; erased is null."""
    digests = dict(event.body.get("said", {}))
    found: Json = {}
    for one in event.said.all():
        if digests.pop(one.field, None) != one.digest:
            wrong.append(f"event {event.seq}: {one.field!r} is not what the chain names")
        elif one.value is not None and one.digest != chain.said_digest(
            salt=one.salt, field=one.field, value=one.value
        ):
            wrong.append(f"event {event.seq}: the words of {one.field!r} were altered")
        found[one.field] = one.value
    wrong.extend(f"event {event.seq}: {name!r} is missing" for name in digests)
    return found


def _rules(standing: Standing) -> Iterator[str]:
    """What must be so of every case: no running clock without owner, none in a finished case."""
    for number, clock in standing.running():
        if not clock["owner"]:
            yield f"clock {number} ({clock['act']}) belongs to nobody"
        if standing.ended:
            yield f"clock {number} ({clock['act']}) runs although the case has ended"
    if standing.turn and not standing.owner:
        yield "it is nobody's turn"
