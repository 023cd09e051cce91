"""The page of a case, and of each of its dates: why this date?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse

from moothall.cases import possible, readings, visibility
from moothall.cases.beginning import procedure_of
from moothall.cases.clock_view import ClockView
from moothall.cases.models import Case, Clock
from moothall.cases.view import CaseView, view
from moothall.pages import stopped
from moothall.pages.act import visible_case
from moothall.pages.visit import Visit
from moothall.people.law import protocol_of_edition
from moothall.protocol.explain import rule_in_words
from moothall.worktime import OutsideCalendar

MOST_REFUSALS = MOST_READERS = 20
RECOUNTED = "Counted again, because the calendar was changed"


@dataclass(frozen=True, slots=True)
class Move:
    """A date that was moved: when, from which day to which, by what."""

    at: datetime
    was: date | None
    due: date | None
    act: str


def case(visit: Visit, reference: str) -> HttpResponse:
    """Where a case stands, for one person."""
    row = visible_case(visit, reference)
    seen = view(row, person=visit.by, on=visit.on)
    if seen is None:
        raise Http404
    if seen.confidential:
        readings.note(row, person=visit.by, at=visit.at, through=readings.PAGE)
    acts = possible.possible_acts(row, by=visit.by, at=visit.at)
    first = primary(acts, seen, row.turn) if visit.has_turn(row) else None
    refusals = visibility.refusals_for(visit.by, on=visit.on).filter(case=row).order_by("-seq")
    refusals = refusals.select_related("case", "by").prefetch_related("said")
    return visit.render(
        "case.html",
        seen=seen,
        apart=_apart(seen),
        apart_notes=_mark({one.circle for one in seen.notes} <= seen.officers_only),
        done=_done(visit, row),
        acts=[one for one in acts if one is not first],
        primary=first,
        entries=_entries(row),
        about=_about(visit, seen),
        refusals=stopped.in_words(refusals[:MOST_REFUSALS]),
        clauses=_clauses(seen),
        readings=_readings(visit, row, seen),
    )


def _apart(seen: CaseView) -> dict[str, str]:
    """What marks whatever lies outside the circle that all of a case's parties share, by circle."""
    return {line.circle: _mark(line.circle in seen.officers_only) for line in seen.timeline}


def _mark(officers: bool) -> str:
    return "Officers only" if officers else "Not for everybody"


def _readings(visit: Visit, row: Case, seen: CaseView) -> list[readings.Reader]:
    """Who has read it, where it is confidential: for whoever has the case in hand."""
    if not seen.confidential or not visit.has_turn(row):
        return []
    return readings.readers_of(row)[:MOST_READERS]


def primary(acts: list[possible.Possible], seen: CaseView, turn: str) -> possible.Possible | None:
    """The act that stands out for whoever's turn it is.

    Of the acts that are theirs before all others, one that keeps the next promise; else the next
    open item of a checklist; else the first that moves the case on.
    """
    theirs = [one for one in acts if one.act.by[:1] == (turn,)]
    theirs = [one for one in theirs if one.judgement.outcome not in ("forbidden", "referred")]
    own = [one for one in theirs if not one.act.in_]
    owed = [one for one in seen.clocks if one.running and one.sort != Clock.Sort.LIMIT]
    for clock in sorted(owed, key=lambda one: one.due or date.max):
        for one in own:
            if clock.act in one.act.meets:
                return one
    lists = seen.procedure.lists
    items = [one for one in theirs if one.act.in_ and lists[one.act.in_].things]
    if items:
        return items[0]
    return next((one for one in own if any(to != seen.state for to, _ in one.act.to)), None)


def _done(visit: Visit, row: Case) -> str:
    """What the person has just done here, to be said once."""
    done = visit.request.session.get("done", {})
    if done.get("reference") != row.reference:
        return ""
    visit.request.session.pop("done")
    return str(done.get("act", ""))


def _entries(row: Case) -> dict[str, str]:
    """Whose each entry of a list is, so that acts on them can be told apart."""
    lists = procedure_of(row.kind).lists
    return {
        one.key: name
        for one in row.entries.select_related("person")
        if (name := one.person.name if one.person else lists[one.list].thing(one.key))
    }


def _about(visit: Visit, seen: CaseView) -> list[tuple[str, str]]:
    """The answers of the sheet that the page does not show elsewhere: no subject, no long text."""
    fields = seen.procedure.fields
    elsewhere = {fields[name].label for name in seen.procedure.sheet if fields[name].type == "text"}
    if subject := seen.procedure.shows.get("subject"):
        elsewhere.add(fields[subject].label)
    shown = [pair for pair in seen.answers if pair[0] not in elsewhere]
    # What people wrote themselves stays as they wrote it.
    ours = {fields[name].label for name in seen.procedure.sheet if fields[name].type == "choice"}
    return [
        (visit.own_words(label), visit.own_words(answer) if label in ours else answer)
        for label, answer in shown
    ]


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
    if seen is None or clock is None:
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
        moves=_moves(seen, clock),
        account=account,
        beyond=beyond,
        clause=edition.clauses.get(clock.clause),
        counting=edition.counting.reading,
    )


def _moves(seen: CaseView, clock: ClockView) -> list[Move]:
    acts = seen.procedure.acts
    return [
        Move(
            at=datetime.fromisoformat(move["at"]),
            was=_day(move["was"]),
            due=_day(move["due"]),
            act=acts[move["act"]].label if move["act"] in acts else RECOUNTED,
        )
        for move in clock.moves
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
