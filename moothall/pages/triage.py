"""Triage: what has arrived and nobody has yet, each with officers who could answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse

from moothall.cases.models import Case, Party
from moothall.cases.procedure import Act, Field, Procedure
from moothall.cases.procedures import load
from moothall.cases.search import waiting_for
from moothall.pages.dates import NextDate, dates_of
from moothall.pages.questions import people_to_choose
from moothall.pages.visit import Visit
from moothall.people.models import Person

MOST = 50
RECENT = 200  # so many earlier cases are looked at for who answers in a ward
LIKELY = 3
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Handing:
    """The act that gives a waiting case to somebody, and the question it asks."""

    act: Act
    slot: str
    field: Field


@dataclass(frozen=True, slots=True)
class Row:
    """One case that waits, and who could have it."""

    case: Case
    date: NextDate | None
    asked_by: tuple[Person, ...]
    handing: Handing | None
    likely: Choices  # whoever answered lately in the same ward: a suggestion, not a decision
    others: Choices


def triage(visit: Visit) -> HttpResponse:
    """One row for each case that waits for members' support, urgent ones first."""
    seen = waiting_for(visit.by, "hub", on=visit.on)
    ordered = seen.select_related("area", "council").order_by("-urgent", "queue_due", "pk")
    found = list(ordered[: MOST + 1])
    rows = _rows(visit, found[:MOST])
    return visit.render("triage.html", rows=rows, more=len(found) > MOST, most=MOST)


def handing_of(procedure: Procedure, state: str) -> Handing | None:
    """The act from a state that moves a case on by naming the one person who fills a slot."""
    for act in procedure.acts.values():
        if state not in act.from_ or act.in_ or not act.to:
            continue
        for slot, sources in act.fills.items():
            for name in sources:
                if name in act.required and procedure.fields[name].type == "person":
                    return Handing(act, slot, procedure.fields[name])
    return None


def _rows(visit: Visit, cases: list[Case]) -> list[Row]:
    dates = dates_of(visit, cases)
    asking = _asking(cases)
    officers: dict[str, Choices] = {}
    known: dict[tuple[str, str, int], list[str]] = {}
    rows = []
    for case in cases:
        handing = handing_of(load()[case.kind], case.state)
        choices: Choices = ()
        if handing is not None:
            if handing.field.name not in officers:
                officers[handing.field.name] = people_to_choose(visit, handing.field)
            choices = officers[handing.field.name]
        lately: list[str] = []
        if handing and case.area_id:
            place = case.kind, handing.slot, case.area_id
            if place not in known:
                known[place] = _lately(case, handing)
            lately = known[place]
        likely = tuple(pair for slug in lately for pair in choices if pair[0] == slug)[:LIKELY]
        others = tuple(pair for pair in choices if pair not in likely)
        asked_by = tuple(asking.get(case.pk, ()))
        rows.append(Row(case, dates.get(case.pk), asked_by, handing, likely, others))
    return rows


def _asking(cases: Iterable[Case]) -> dict[int, list[Person]]:
    """Whoever filled the first slot of each case: for an enquiry, the councillor who asked."""
    first = {kind: next(iter(one.parties), "") for kind, one in load().items()}
    parties = Party.objects.filter(case__in=cases, person__isnull=False)
    found: dict[int, list[Person]] = {}
    for party in parties.select_related("person", "case").order_by("pk"):
        if party.person and party.slot == first[party.case.kind]:
            found.setdefault(party.case_id, []).append(party.person)
    return found


def _lately(case: Case, handing: Handing) -> list[str]:
    """Who was given something of this kind in the same ward lately, latest first.

    The case itself waits for somebody, and so has nobody in that slot.
    """
    rows = Party.objects.filter(
        slot=handing.slot,
        case__council=case.council_id,
        case__kind=case.kind,
        case__area=case.area_id,
    )
    latest = rows.order_by("-case__updated_at").values_list("person__slug", flat=True)[:RECENT]
    return list(dict.fromkeys(slug for slug in latest if slug))
