"""Registers: what is in force on a day, for whoever is signed in; and those that are published.

A published register shows strangers what it itself states, as it stands today, and nothing else.
"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse, QueryDict
from django.utils.http import urlencode

from moothall.cases import possible, visibility
from moothall.cases.bulk import batch
from moothall.cases.procedure import Act, Procedure
from moothall.cases.registers import entries, table
from moothall.cases.registers.entries import Asked, Line
from moothall.pages.forms import day_posted
from moothall.pages.settings.page import Cell, Table
from moothall.pages.visit import Visit
from moothall.worktime.words import plain_date

SORT_LABELS = {
    "person": "Name",
    "what": "What it is",
    "from": "Newest first",
    "until": "Ending first",
}
ON_A_PAGE = 50
LONGEST = 100
LAST_PAGE = 10_000


def registers(visit: Visit) -> HttpResponse:
    """Every register of the business that runs here."""
    running = entries.running(visit.council)
    rows = [
        (name, one, visibility.is_published(visit.council, one)) for name, one in running.items()
    ]
    return visit.render("registers.html", rows=rows, page_of="register", title="Registers")


def register(visit: Visit, name: str) -> HttpResponse:
    """One register on a day, as the visitor may see it."""
    procedure = _register(name)
    asked, problem = _asked(visit)
    number = _number(visit.request.GET.get("page", ""))
    found = entries.find(
        visibility.registered_for(visit.by, procedure, on=visit.on),
        procedure,
        council=visit.council,
        asked=asked,
        first=(number - 1) * ON_A_PAGE,
        most=ON_A_PAGE,
    )
    return visit.render(
        "register.html",
        status=422 if problem else 200,
        procedure=procedure,
        name=name,
        asked=asked,
        day=visit.request.GET if problem else None,
        problem=problem,
        found=found,
        heads=entries.heads(procedure),
        sorts=SORT_LABELS,
        page=number,
        query=_query(asked, visit.on),
        published=visibility.is_published(visit.council, procedure),
        tick=visit.request.GET.get("tick") == "yes",
        for_many=_for_many(visit, procedure),
    )


def _for_many(visit: Visit, procedure: Procedure) -> list[Act]:
    """The acts by which the visitor may put many people into the register at once."""
    if not any(batch.person_field(procedure, act) for act in procedure.starting_acts):
        return []
    open_ = possible.starting_acts(visit.council, by=visit.by, at=visit.at, kind=procedure.kind)
    return [one.act for one in open_ if batch.person_field(procedure, one.act)]


def register_file(visit: Visit, name: str) -> HttpResponse:
    """The same as CSV, all of it."""
    procedure = _register(name)
    asked, _ = _asked(visit)
    rows = visibility.registered_for(visit.by, procedure, on=visit.on)
    found = entries.find(rows, procedure, council=visit.council, asked=asked)
    return _file(visit, name, procedure, found.lines, asked.day, cases=True)


def published(visit: Visit) -> HttpResponse:
    """The registers that the council publishes."""
    rows = [(name, one, True) for name, one in entries.public(visit.council).items()]
    title = "Published registers"
    return visit.render("registers.html", rows=rows, page_of="published-register", title=title)


def published_register(visit: Visit, name: str) -> HttpResponse:
    """One of them as it stands today. Raises Http404 for any other."""
    procedure = _published(visit, name)
    asked = Asked(visit.on, _text(visit.request.GET))
    rows = visibility.published(visit.council, procedure)
    found = entries.find(rows, procedure, council=visit.council, asked=asked)
    shown = Table(
        f"{procedure.plural} on {plain_date(visit.on)}",
        entries.heads(procedure),
        [_cells(procedure, one) for one in found.lines],
        "There is nothing in it today." if not asked.text else "Nothing fits.",
    )
    return visit.render(
        "published_register.html", procedure=procedure, name=name, table=shown, text=asked.text
    )


def published_file(visit: Visit, name: str) -> HttpResponse:
    """The same as CSV. Raises Http404 for a register that is not published."""
    procedure = _published(visit, name)
    rows = visibility.published(visit.council, procedure)
    found = entries.find(rows, procedure, council=visit.council, asked=Asked(visit.on))
    return _file(visit, name, procedure, found.lines, visit.on, cases=False)


def _register(name: str) -> Procedure:
    """Raises Http404."""
    procedure = entries.kinds().get(name)
    if procedure is None:
        raise Http404
    return procedure


def _published(visit: Visit, name: str) -> Procedure:
    """Raises Http404, the same for a register that is not there and one that is not published."""
    procedure = entries.public(visit.council).get(name)
    if procedure is None:
        raise Http404
    return procedure


def _asked(visit: Visit) -> tuple[Asked, str]:
    """What the address asks for, and what is wrong with its day; then today stands for it."""
    given, problem = visit.request.GET, ""
    try:
        day = day_posted(given, "day") or visit.on
    except ValueError:
        day, problem = visit.on, "Enter a real date, such as 27 3 2027"
    sort = str(given.get("sort", ""))
    sort = sort if sort in entries.SORTS else "person"
    return Asked(day, _text(given), sort, given.get("left") == "yes"), problem


def _text(given: QueryDict) -> str:
    return str(given.get("text", ""))[:LONGEST].strip()


def _number(text: str) -> int:
    return max(1, min(int(text), LAST_PAGE)) if text.isdecimal() and len(text) < 10 else 1


def _query(asked: Asked, today: date) -> str:
    """What is asked for, as part of an address."""
    parts = {"text": asked.text, "sort": asked.sort}
    if asked.day != today:
        day = asked.day
        parts |= {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    if asked.left:
        parts["left"] = "yes"
    return urlencode(parts)


def _cells(procedure: Procedure, line: Line) -> list[Cell | str]:
    whom = [line.whom] if procedure.register and procedure.register.whom else []
    end = plain_date(line.end) if line.end else "Open"
    return [line.name, line.what, *whom, plain_date(line.start), end]


def _file(
    visit: Visit,
    name: str,
    procedure: Procedure,
    lines: tuple[Line, ...],
    day: date,
    *,
    cases: bool,
) -> HttpResponse:
    mark = "\ufeff"  # so that Excel takes it for UTF-8
    text = mark + table.as_csv(procedure, lines, cases=cases)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    file = f"{visit.council.slug}-{name}-{day}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer
