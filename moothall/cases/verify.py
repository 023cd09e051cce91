"""Proves that the index says what the events say, and that nobody has touched the events.

Replay folds events only: no procedure, no protocol, no people. With `rebuild` the index is written
anew from them; events themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from moothall.cases import chain, files, index, index_beside
from moothall.cases.erased import Erased, erased_of
from moothall.cases.models import Case, ChainHead, Event
from moothall.cases.snapshot import snapshot
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


Check = Callable[[Council], Iterable[tuple[str, str]]]  # yields a case's reference, what is wrong
_checks: list[Check] = []


def also(check: Check) -> None:
    """Adds what a room above keeps and wants looked at."""
    if check not in _checks:
        _checks.append(check)


def verify(council: Council | None = None, *, rebuild: bool = False) -> Report:
    """Looks at every council, or one. What is rebuilt is reported as wrong no longer.

    Looking keeps nobody waiting; while a council's index is rebuilt, nothing else is done there.
    An index is only ever rebuilt from events that are what was recorded: where the events of a
    council were altered, or what was said in a case, theirs is left as it is.
    """
    report = Report()
    councils = [council] if council else list(Council.objects.order_by("slug"))
    for one in councils:
        _verify_council(one, report, rebuild)
    return report


def _verify_council(council: Council, report: Report, rebuild: bool) -> None:
    with transaction.atomic() if rebuild else snapshot():
        head = chain.lock(council) if rebuild else chain.head(council)
        altered: set[int] = set()
        broken = list(_chain_of(council, head, altered))
        rebuild = rebuild and not broken and not altered
        for case in Case.objects.filter(council=council).order_by("pk").iterator(chunk_size=500):
            report.cases += 1
            _verify_case(case, council, report, rebuild)
        broken += index_beside.numbering(council, rebuild=rebuild)
        report.wrong += [Wrong(council.slug, "", what) for what in broken]
        for check in _checks:
            report.wrong += [Wrong(council.slug, case, what) for case, what in check(council)]


def _chain_of(council: Council, head: ChainHead, altered: set[int]) -> Iterator[str]:
    """Breaks in the council-wide chain: numbers without a gap, each digest over the one before.

    Events that are not what was recorded go to `altered`: their cases name them.
    """
    number, before = 0, ""
    rows = Event.objects.filter(council=council).order_by("council_seq")
    for event in rows.iterator(chunk_size=500):
        number += 1
        if event.council_seq != number:
            yield f"the chain has a gap: after event {number - 1} comes {event.council_seq}"
            number = event.council_seq
        if event.council_previous != before or event.council_digest != chain.council_digest(event):
            yield f"the chain is broken at event {event.council_seq}"
        if event.digest != chain.digest(event):
            altered.add(event.pk)
        before = event.council_digest
    if head.seq != number:
        yield f"the chain ends at event {number}, but its head says {head.seq}"
    elif head.digest != before:
        yield f"the head of the chain is not event {number}"
    if lost := rows.exclude(case__in=Case.objects.all()).count():
        yield f"{lost} events are of cases that are not there"


def _verify_case(case: Case, council: Council, report: Report, rebuild: bool) -> None:
    wrong: list[str] = []
    events = _events(case)
    report.events += len(events)
    folded = _replay(events, wrong)
    if not wrong:  # else there is nothing that the index could be compared with
        differing = _differing(case, events, folded)
        if differing and rebuild:
            _rebuild(case, events, folded)
            report.rebuilt += 1
            differing = _differing(case, events, folded)
        wrong += [f"the index differs from the events in: {name}" for name in differing]
        wrong += [*_files(events, erased_of(events)), *_rules(folded)]
    report.wrong += [Wrong(council.slug, case.reference, what) for what in wrong]


def _differing(case: Case, events: list[Event], folded: Standing) -> list[str]:
    try:
        held = list(index.differences(index.read(case), folded))
    except (LookupError, TypeError, ValueError, AttributeError):
        held = ["what cannot be read at all"]
    return list(dict.fromkeys([*held, *index_beside.differences(case, events, folded)]))


def write_anew(case: Case) -> None:
    """Brings a case's index to its events again, after some of their words have gone."""
    events = _events(case)
    index.write(case, before=index.read(case), after=_replay(events, []))
    index_beside.write(case, events)


def _rebuild(case: Case, events: list[Event], folded: Standing) -> None:
    case.council_id = events[0].council_id
    index.clear(case)
    index.write(case, before=Standing(), after=folded)
    index_beside.write(case, events)


def _events(case: Case) -> list[Event]:
    return list(case.events.order_by("seq").prefetch_related("said", "attachments"))


def replay(case: Case, wrong: list[str]) -> Standing:
    """Where the case stands by its events alone; breaks in its chain are added to `wrong`."""
    return _replay(_events(case), wrong)


def _replay(events: list[Event], wrong: list[str]) -> Standing:
    standing, before, seq = Standing(), "", 0
    erased = erased_of(events)
    for event in events:
        seq += 1
        if event.seq != seq:
            wrong.append(f"event {seq} is missing")
            seq = event.seq
        if event.previous != before or event.digest != chain.digest(event):
            wrong.append(f"event {event.seq} is not what was recorded")
        before = event.digest
        try:
            said = _said(event, erased, wrong)
            effects, at = event.body["effects"], moment(event.at)
            fold(standing, seq=event.seq, act=event.act, at=at, effects=effects, said=said)
        except (LookupError, TypeError, ValueError, AttributeError):
            wrong.append(f"event {event.seq} cannot be read")
    if not seq:
        wrong.append("the case has no events")
    return standing


def _said(event: Event, erased: Erased, wrong: list[str]) -> Json:
    """What was said with the event, checked against the digests in the chain; erased is null.

    What is gone must have been erased by an event that says so: whoever only takes it away is
    noticed.
    """
    digests = dict(event.body.get("said", {}))
    found: Json = {}
    for one in event.said.all():
        if digests.pop(one.field, None) != one.digest:
            wrong.append(f"event {event.seq}: {one.field!r} is not what the chain names")
        elif one.value is None and not erased.names(event.seq, one.field):
            wrong.append(f"event {event.seq}: {one.field!r} is gone, and no event erased it")
        elif one.value is not None and one.digest != chain.said_digest(
            salt=one.salt, field=one.field, value=one.value
        ):
            wrong.append(f"event {event.seq}: the words of {one.field!r} were altered")
        found[one.field] = one.value
    wrong.extend(f"event {event.seq}: {name!r} is missing" for name in digests)
    return found


def _files(events: list[Event], erased: Erased) -> Iterator[str]:
    """Files that are not those which came with an event, or are not what they were."""
    for event in events:
        held = sorted(one.sha256 for one in event.attachments.all())
        if held != sorted(event.body.get("files", ())):
            yield f"event {event.seq}: its files are not those that came with it"
        for one in event.attachments.all():
            if one.erased and not erased.took(event.seq, one.sha256):
                yield f"event {event.seq}: a file is gone, and no event erased it"
            if not one.erased and (why := files.wrong(one.sha256)):
                yield f"event {event.seq}: file {one.pk}: {why}"


def _rules(standing: Standing) -> Iterator[str]:
    """What must be so of every case: no running clock without owner, none in a finished case."""
    for number, clock in standing.running():
        if not clock["owner"]:
            yield f"clock {number} ({clock['act']}) belongs to nobody"
        if standing.ended:
            yield f"clock {number} ({clock['act']}) runs although the case has ended"
    if standing.turn and not standing.owner:
        yield "it is nobody's turn"
