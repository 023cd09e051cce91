"""Triage: what has arrived and nobody has yet, each with officers who could answer."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases import visibility
from moothall.cases.models import Case
from moothall.pages.home import clocks_of
from moothall.pages.visit import Visit
from moothall.people.models import Person
from moothall.people.roles import holders


def triage(visit: Visit) -> HttpResponse:
    """One row for each case that waits for members' support, urgent ones first."""
    seen = visibility.cases_for(visit.by, on=visit.on).filter(ended=False, turn="hub")
    cases = list(seen.select_related("area", "council").order_by("-urgent", "queue_due", "pk")[:50])
    officers = sorted(holders(visit.council, "officer", on=visit.on), key=lambda p: p.sort_name)
    return visit.render(
        "triage.html",
        cases=cases,
        clocks=clocks_of(cases),
        officers=officers,
        likely={case.pk: _likely(case, officers) for case in cases},
    )


def _likely(case: Case, officers: list[Person]) -> list[Person]:
    """Officers who last answered something in the same ward: a suggestion, not a decision."""
    earlier = Case.objects.filter(
        council=case.council_id, kind=case.kind, area=case.area_id, owner__isnull=False
    ).exclude(pk=case.pk)
    recent = list(earlier.order_by("-updated_at").values_list("owner", flat=True)[:20])
    known = {officer.pk: officer for officer in officers}
    return [known[pk] for pk in dict.fromkeys(recent) if pk in known][:3]
