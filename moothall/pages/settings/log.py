"""The log of changes: who changed what of people and settings, when, and by which way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from moothall.pages.environment import moment
from moothall.pages.settings.page import Cell, Table, show
from moothall.pages.visit import Visit
from moothall.people.change_words import TABLES, differences, table_in_words
from moothall.people.directory import directory_of
from moothall.people.models import Change, Person

A_PAGE = 50
FILTERS = ("table", "by", "about", "batch")
LONGEST = 100
NO_PERSON = "nobody"  # the command line
# Told of on a page of their own, for whoever may know of the case: a hold names one, and says why.
ELSEWHERE = ("hold",)
HEADS = ("at", "by", "through", "batch", "action", "what", "name", "column", "before", "after")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def log(visit: Visit) -> HttpResponse:
    """A page of the log, the newest first."""
    filters = _filters(visit)
    asked = visit.request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    first = (max(page, 1) - 1) * A_PAGE
    rows = list(_matching(visit, filters)[first : first + A_PAGE + 1])
    query = urlencode({name: value for name, value in filters.items() if value})
    empty = "Nothing was changed that fits." if query else "Nothing was changed yet."
    return show(
        visit,
        "Log of changes",
        template="settings/log.html",
        rows=Table(
            "Changes, the newest first",
            ("When and who", "What", "From and to"),
            [_row(visit, one) for one in rows[:A_PAGE]],
            empty,
            hidden=True,
        ),
        filters=filters,
        kinds=TABLES,
        who=_who(visit),
        query=query,
        page=max(page, 1),
        more=len(rows) > A_PAGE,
    )


def log_file(visit: Visit) -> HttpResponse:
    """The same as a file: a line for each column that differs."""
    rows = _matching(visit, _filters(visit))
    answer = HttpResponse(_lines(visit, rows), content_type="text/csv; charset=utf-8")
    name = f"changes-{visit.council.slug}-{visit.on}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _filters(visit: Visit) -> dict[str, str]:
    given = visit.request.GET
    return {name: str(given.get(name, ""))[:LONGEST].strip() for name in FILTERS}


def _matching(visit: Visit, filters: dict[str, str]) -> QuerySet[Change]:
    rows = Change.objects.filter(council=visit.council).exclude(table__in=ELSEWHERE)
    rows = rows.select_related("by").order_by("-pk")
    if filters["table"]:
        rows = rows.filter(table=filters["table"])
    if filters["batch"]:
        rows = rows.filter(batch=filters["batch"])
    if filters["by"] == NO_PERSON:
        rows = rows.filter(by=None)
    elif filters["by"]:
        rows = rows.filter(by__slug=filters["by"])
    if filters["about"]:
        rows = rows.filter(_about(visit, filters["about"]))
    return rows


def _about(visit: Visit, slug: str) -> Q:
    """What is about one person: the row itself, and whatever names it."""
    person = Person.objects.filter(council=visit.council, slug=slug).first()
    if person is None:
        return Q(pk=None)
    named = Q(after__person_id=person.pk) | Q(before__person_id=person.pk)
    return Q(table="person", row=person.pk) | named | Q(name__startswith=f"{person.name}: ")


def _who(visit: Visit) -> dict[str, str]:
    changed = Change.objects.filter(council=visit.council, by__isnull=False)
    people = Person.objects.filter(pk__in=changed.values("by")).order_by("sort_name")
    return {NO_PERSON: "No person: command line"} | {one.slug: one.name for one in people}


def _row(visit: Visit, one: Change) -> tuple[Cell, Cell, Cell]:
    found = [
        f"{difference.column}: {difference.before} → {difference.after}"
        if difference.before and difference.after
        else f"{difference.column}: {difference.after or f'no longer {difference.before}'}"
        for difference in differences(one, directory_of(visit.council.pk))
    ]
    batch = f"{visit.address('settings-log')}?batch={one.batch}"
    by = one.by.name if one.by else "No person"
    return (
        Cell(moment(one.at), batch, f"{by}, {one.through}"),
        Cell(f"{table_in_words(one.table)} {one.get_action_display().lower()}", hint=one.name),
        Cell("; ".join(found)),
    )


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _lines(visit: Visit, rows: QuerySet[Change]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    directory = directory_of(visit.council.pk)
    yield writer.writerow(HEADS)
    for one in rows.iterator(chunk_size=500):
        by = one.by.name if one.by else ""
        start = (one.at.isoformat(), by, one.through, one.batch, one.action)
        what = (table_in_words(one.table), one.name)
        for difference in differences(one, directory):
            cells = (*start, *what, difference.column, difference.before, difference.after)
            yield writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """No cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
