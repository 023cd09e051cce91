"""Lists and full-text search, only ever over what the person may see.

SQLite searches with FTS5, PostgreSQL with tsvector; every word is quoted, so nothing that is typed
is ever a query language. Who may see what is `visibility.py`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from moothall.cases.models import Case, Event, Searchable, Viewer
from moothall.cases.procedure import Procedure
from moothall.cases.standing import REFUSED
from moothall.cases.visibility import keys_of
from moothall.people.models import Person
from moothall.people.roles import roles_of

ROWS = 25
FEW = 2000  # up to so many viewer rows are collected first; beyond, rows are tested one by one
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("-urgent", "queue_due", "pk"),
    "newest": ("-urgent", "-updated_at", "-pk"),
    "oldest": ("-urgent", "opened_at", "pk"),
    "reference": ("-urgent", "kind", "number"),
}
FILTERS = ("kind", "state", "area", "urgent", "mine", "late", "ended", "reference")
_WORDED = ("line", "text")
_WORD = re.compile(r"\w+", re.UNICODE)


class UnknownFilter(ValueError):
    """A filter or an order that lists do not have."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    rows: tuple[Case, ...]
    number: int
    more: bool


def queue(
    person: Person,
    *,
    on: date,
    filters: Mapping[str, str] | None = None,
    sort: str = "due",
    text: str = "",
    page: int = 1,
) -> Page:
    """A page of the cases that the person may see, urgent ones first whatever the order.

    Filters are text as from an address: kind, state, area (slug), urgent, mine, late, ended (yes,
    no, any; no unless said), reference. Raises UnknownFilter.
    """
    filters = dict(filters or {})
    if unknown := set(filters) - set(FILTERS):
        raise UnknownFilter(f"Lists have no filter {sorted(unknown)[0]!r}.")
    if sort not in SORTS:
        raise UnknownFilter(f"Lists have no order {sort!r}.")
    keys = keys_of(person, on=on)
    found = _visible(person, keys)
    found = _filtered(found, person, filters, on=on)
    if text.strip():
        found = found.filter(_matching(text, keys))
    start = (max(page, 1) - 1) * ROWS
    ordered = found.select_related("owner", "owner_post", "area", "council").order_by(*SORTS[sort])
    rows = tuple(ordered[start : start + ROWS + 1])
    return Page(rows[:ROWS], max(page, 1), len(rows) > ROWS)


def _visible(person: Person, keys: frozenset[str]) -> QuerySet[Case]:
    """What `visibility.cases_for` gives, in the form that suits how much that is."""
    cases = Case.objects.filter(council=person.council_id)
    rows = Viewer.objects.filter(key__in=keys).exclude(circle__startswith=REFUSED)
    collected = list(rows.values_list("case", flat=True)[: FEW + 1])
    if len(collected) <= FEW:
        return cases.filter(pk__in=set(collected))
    return cases.filter(Exists(rows.filter(case=OuterRef("pk"))))


def _filtered(
    found: QuerySet[Case], person: Person, filters: Mapping[str, str], *, on: date
) -> QuerySet[Case]:
    ended = filters.get("ended", "no")
    if ended != "any":
        found = found.filter(ended=ended == "yes")
    for name in ("kind", "state"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    if value := filters.get("reference"):
        found = found.filter(reference=value.strip().upper())
    if value := filters.get("area"):
        found = found.filter(area__slug=value)
    if filters.get("urgent") == "yes":
        found = found.filter(urgent=True)
    if filters.get("late") == "yes":
        found = found.filter(next_due__lt=on)
    if filters.get("mine") == "yes":
        found = found.filter(Q(owner=person) | Q(owner_post__role__in=roles_of(person, on=on)))
    return found


def _matching(text: str, keys: frozenset[str]) -> Q:
    """Cases with an event that says these words and that somebody with these keys may see."""
    words = _WORD.findall(text)
    if not words:
        return Q(pk__in=[])
    if connection.vendor == "sqlite":
        query = " ".join(f'"{word}"' for word in words)
        sql = "SELECT rowid FROM cases_searchable_words WHERE cases_searchable_words MATCH %s"
    else:
        query = " ".join(words)
        sql = "SELECT event_id FROM cases_searchable WHERE words @@ plainto_tsquery('english', %s)"
    hits = Searchable.objects.filter(pk__in=RawSQL(sql, [query]))  # noqa: S611
    seen = Viewer.objects.filter(case=OuterRef("case"), circle=OuterRef("circle"), key__in=keys)
    return Q(pk__in=hits.filter(Exists(seen)).values("case"))


def words(said: Mapping[str, Any], *, procedure: Procedure) -> str:
    """What can be searched for of what was said with an event; empty where there are no words."""
    worded = {name for name, field in procedure.fields.items() if field.type in _WORDED}
    return "\n".join(str(said[name]) for name in sorted(said) if name in worded and said[name])


def add(event: Event, said: Mapping[str, Any], *, procedure: Procedure) -> None:
    """Makes the words of an event findable by whoever may see it."""
    if text := words(said, procedure=procedure):
        Searchable.objects.create(
            event=event, case_id=event.case_id, circle=event.circle, text=text
        )
