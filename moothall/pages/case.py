"""The page of a case, and of each of its dates: why this date?"""

from __future__ import annotations

from django.http import Http404, HttpResponse

from moothall.cases import possible, visibility
from moothall.cases.procedure import Act
from moothall.cases.view import CaseView, view
from moothall.pages.act import visible_case
from moothall.pages.visit import Visit
from moothall.people.law import protocol_of_edition
from moothall.protocol.explain import rule_in_words
from moothall.worktime import OutsideCalendar


def case(visit: Visit, reference: str) -> HttpResponse:
    """Where a case stands, for one person."""
    row = visible_case(visit, reference)
    seen = view(row, person=visit.by, on=visit.on)
    if seen is None:
        raise Http404
    done = visit.request.session.get("done", {})
    if done.get("reference") == row.reference:
        visit.request.session.pop("done")
    else:
        done = {}
    acts = possible.possible_acts(row, by=visit.by, at=visit.at)
    refusals = visibility.refusals_for(visit.by, on=visit.on).filter(case=row)
    return visit.render(
        "case.html",
        seen=seen,
        done=done.get("act", ""),
        acts=sorted(acts, key=lambda one: one.act != primary(acts)),
        primary=primary(acts),
        refusals=list(refusals[:20]),
        clauses=_clauses(seen),
    )


def primary(acts: list[possible.Possible]) -> Act | None:
    """The act that stands out: one that keeps a promise, else the first that moves the case on."""
    keeps = [one.act for one in acts if one.act.meets]
    moves = [one.act for one in acts if one.act.to and not one.act.in_]
    return next(iter([*keeps, *moves]), None)


def _clauses(seen: CaseView) -> list[tuple[str, str, list[str]]]:
    """The clauses that have had a say: number, heading, rules in words."""
    edition = protocol_of_edition(seen.edition)
    numbers = [*(clock.clause for clock in seen.clocks if clock.clause), *seen.clauses]
    found = []
    for number in dict.fromkeys(numbers):
        clause = edition.clauses.get(number)
        if clause:
            rules = [rule_in_words(edition, rule) for rule in clause.rules]
            found.append((number, clause.heading, rules))
    return found


def why(visit: Visit, reference: str, number: int) -> HttpResponse:
    """Why this date: each day from receipt, counted or not, and why."""
    row = visible_case(visit, reference)
    seen = view(row, person=visit.by, on=visit.on)
    clock = next((one for one in seen.clocks if one.number == number), None) if seen else None
    if clock is None:
        raise Http404
    account, beyond = None, ""
    try:
        account = clock.account()
    except OutsideCalendar as outside:
        beyond = str(outside)
    edition = protocol_of_edition(row.edition)
    return visit.render(
        "why.html",
        seen=seen,
        clock=clock,
        account=account,
        beyond=beyond,
        clause=edition.clauses.get(clock.clause),
        counting=edition.counting,
    )
