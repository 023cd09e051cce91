"""Closure days: added and taken back, with a look first at every open case whose day moves.

The counting is in `moothall/cases/recounting.py`; owners are told by it. Confidential cases count
like the rest, and are told of to their owners alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse

from moothall.cases.models import Case, Event
from moothall.cases.recounting import Moved, preview, recount_all
from moothall.cases.standing import RECOUNT
from moothall.cases.telling import DONE
from moothall.cases.visibility import named_to
from moothall.pages.environment import moment
from moothall.pages.forms import Form
from moothall.pages.settings.page import Cell, Table, finish, form_of, found, show
from moothall.pages.visit import Visit
from moothall.people import closures as rules
from moothall.people.models import ClosureDay
from moothall.worktime.words import full_date

BACK = ("Closure days", "settings-closures", ())
LATELY = 20
OWN = "An agreed or explained date is a promise of its own: it stays."
NOTHING_YET = (
    "Nothing has been changed yet. Confidential cases are counted again like the rest, and are not "
    "listed here."
)


def closures(visit: Visit) -> HttpResponse:
    """The days that are known, what was counted again lately, and a form for more."""
    form = form_of(visit)
    first = form.day("first", "First day", needed="Enter the first day")
    last = form.day("last", "Last day (optional)", hint="Only where it is more than one day")
    reason = form.line(
        "reason",
        "Why is the council shut?",
        hint="This is shown wherever a date is explained",
        needed="Say why the council is shut",
    )
    days: dict[date, str] = {}

    def read() -> None:
        assert first is not None
        days.update(rules.closing(visit.council, first=first, last=last, reason=reason))

    if form.done(read):
        if visit.request.POST.get("confirm") == "yes":
            return _close(visit, days)
        return _preview(visit, days)
    tables = (_known(visit), *_lately(visit))
    lead = (
        "Weekends and bank holidays are known already. A closure day moves what is due on open "
        "cases: you see which before anything is changed.",
    )
    return show(
        visit,
        "Closure days",
        lead=lead,
        tables=tables,
        form=form,
        heading="Add closure days",
        button="Show what would change",
    )


def _known(visit: Visit) -> Table:
    rows = [
        (
            full_date(one.date),
            one.reason,
            Cell("Take back", visit.address("settings-closure", one.pk), about=full_date(one.date)),
        )
        for one in ClosureDay.objects.filter(council=visit.council).order_by("-date")
    ]
    return Table("Days the council is shut", ("Day", "Why", "Change"), rows, "None is recorded.")


def closure(visit: Visit, number: int) -> HttpResponse:
    """One closure day: taken back, after a look at what that moves."""
    one = found(ClosureDay.objects.all(), visit, pk=number)
    others = ClosureDay.objects.filter(council=visit.council).exclude(pk=one.pk)
    form = form_of(visit)
    if form.done(lambda: visit.changing.remove(one)):
        because = f"{full_date(one.date)} is no closure day any more."
        return _recounted(visit, because)
    moved = _moved(visit, dict(others.values_list("date", "reason")))
    return show(
        visit,
        f"Take back {full_date(one.date)}",
        back=BACK,
        lead=(
            f"The council was to be shut: {one.reason}.",
            NOTHING_YET,
        ),
        tables=_tables(moved),
        form=Form(None),
        button="Take it back and count again",
        warning=True,
    )


def _preview(visit: Visit, days: Mapping[date, str]) -> HttpResponse:
    known = dict(ClosureDay.objects.filter(council=visit.council).values_list("date", "reason"))
    moved = _moved(visit, {**known, **days})
    posted = visit.request.POST
    kept = {name: posted.getlist(name) for name in posted if name.startswith(("first", "last"))}
    lead = [f"{full_date(day)}: {reason}." for day, reason in days.items()]
    return show(
        visit,
        "What these closure days would change",
        back=BACK,
        lead=(*lead, NOTHING_YET),
        tables=_tables(moved),
        form=Form(None),
        button="Add and count again" if any(not one.stays for one in moved) else "Add",
        hidden={**kept, "reason": [posted.get("reason", "")], "confirm": ["yes"]},
    )


def _close(visit: Visit, days: dict[date, str]) -> HttpResponse:
    rules.close(visit.changing, days)
    return _recounted(visit, " ".join(rules.in_words(days)))


def _recounted(visit: Visit, because: str) -> HttpResponse:
    """All cases are counted again; said is how many of those that may be named."""
    cases = recount_all(visit.council, at=visit.at, because=because)
    count = len(_nameable(visit, (one.pk for one in cases)))
    return finish(visit, f"{because} {_counted(count)}", "settings-closures")


def _counted(count: int) -> str:
    if not count:
        return "No open case is due on another day, confidential ones aside."
    if count == 1:
        return "1 open case was counted again, and whoever has it was told."
    return f"{count} open cases were counted again, and whoever has them was told."


def _moved(visit: Visit, closures: Mapping[date, str]) -> tuple[Moved, ...]:
    """What would move, of the cases that may be named to the visitor."""
    moved = preview(visit.council, closures=closures)
    shown = _nameable(visit, (one.case.pk for one in moved))
    return tuple(one for one in moved if one.case.pk in shown)


def _nameable(visit: Visit, cases: Iterable[int]) -> set[int]:
    rows: QuerySet[Case] = named_to(visit.by, on=visit.on).filter(pk__in=set(cases))
    return set(rows.values_list("pk", flat=True))


def _tables(moved: tuple[Moved, ...]) -> tuple[Table, ...]:
    """References only: an administrator does not see what cases are about."""
    heads = ("Case", "Act", "Would be due")
    rows = [
        (
            Cell(one.case.reference, whole=True),
            Cell(one.act, hint=f"Clause {one.clause}" if one.clause else "The council’s own"),
            Cell(full_date(one.due), hint=f"It is due on {full_date(one.was)} now"),
        )
        for one in moved
        if not one.stays
    ]
    stay = [
        (Cell(one.case.reference, whole=True), one.act, full_date(one.was), OWN)
        for one in moved
        if one.stays
    ]
    none = "No open case is due on another day."
    tables = [Table("Open cases whose days move", heads, rows, none)]
    if stay:
        kept = ("Case", "Act", "Due", "Why it stays")
        tables.append(Table("Dates that stay although the days move", kept, stay))
    return tuple(tables)


def _lately(visit: Visit) -> tuple[Table, ...]:
    """What was counted again, the newest first: when, why, and how many were told."""
    cases = named_to(visit.by, on=visit.on)
    events = Event.objects.filter(case__in=cases, act=RECOUNT).select_related("case")
    rows = []
    for event in events.prefetch_related("said", "notices").order_by("-pk")[:LATELY]:
        words = next((str(one.value) for one in event.said.all() if one.field == DONE), "")
        told = len(event.notices.all())
        hint = "1 person was told" if told == 1 else f"{told} people were told"
        rows.append((Cell(event.case.reference, hint=hint, whole=True), moment(event.at), words))
    return (Table("Counted again lately", ("Case", "When", "What"), rows),) if rows else ()
