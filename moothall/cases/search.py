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
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from moothall.cases import procedures, visibility
from moothall.cases.models import Case, Event, Searchable
from moothall.cases.procedure import Procedure
from moothall.people.cover import roles_on_duty
from moothall.people.directory import directory_of
from moothall.people.directory_reading import Directory
from moothall.people.models import Person
from moothall.people.succession import with_precursors

ROWS = 25
FEW_HITS = 2000  # for so many events that say the words, cases are looked up by them; see FEW
# Each has an index of its own (models.py).
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("-urgent", "queue_due", "id"),
    "newest": ("-urgent", "-updated_at", "-id"),
    "oldest": ("-urgent", "opened_at", "id"),
    "reference": ("-urgent", "kind", "number"),
}
_ENDED = {"no": (False,), "yes": (True,), "any": (False, True)}
FILTERS = ("kind", "state", "area", "urgent", "mine", "late", "ended", "reference")
TELLING = {"state", "area", "urgent", "late"}  # filters that tell how a case stands
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
    page, text = max(page, 1), text.strip()
    saying = _saying(text, person, on=on) if text else Q()
    parts = [
        _part(person, filters, on=on, ended=ended).filter(saying)
        for ended in _ENDED.get(filters.get("ended", "no"), (False,))
    ]
    start = (page - 1) * ROWS
    found = list(_in_order(parts, sort)[start : start + ROWS + 1])
    return Page(_rows(person, found[:ROWS], on=on), page, len(found) > ROWS)


def _part(person: Person, filters: Mapping[str, str], *, on: date, ended: bool) -> QuerySet[Case]:
    """The open, or the ended, cases that fit."""
    fits, whole = _fitting(person, filters, on=on), not TELLING.isdisjoint(filters)
    return _narrowed(person, fits, on=on, ended=ended, whole=whole)


def waiting_for(person: Person, role: str, *, on: date) -> QuerySet[Case]:
    """Open cases that the person may see and where it is the turn of a role that is no slot."""
    kinds = procedures.load().values()
    states = {name for kind in kinds for name, state in kind.states.items() if state.turn == role}
    fits = Q(state__in=sorted(states), turn=role)
    return _narrowed(person, fits, on=on, ended=False)


def _narrowed(
    person: Person, fits: Q, *, on: date, ended: bool, whole: bool = False
) -> QuerySet[Case]:
    """What the person may see of the open or ended cases that fit; a few are collected first."""
    found = visibility.listed_for(person, on=on, ended=ended, whole=whole)
    if not fits:
        return found
    everybodys = Case.objects.filter(fits, council=person.council_id, ended__in=[ended])
    few = visibility.are_few(everybodys)
    return found.filter(Q(pk__in=everybodys.values("pk")) if few else fits)


def _fitting(person: Person, filters: Mapping[str, str], *, on: date) -> Q:
    fits = Q()
    for name in ("kind", "state"):
        if value := filters.get(name):
            fits &= Q(**{name: value})
    if value := filters.get("reference"):
        fits &= Q(reference=value.strip().upper())
    if value := filters.get("area"):
        fits &= Q(
            area__in=[
                number
                for one in _directory(person).areas.values()
                if one.slug == value
                for number in with_precursors(one)
            ]
        )
    if filters.get("urgent") == "yes":
        fits &= Q(urgent__in=[True])
    if filters.get("late") == "yes":
        fits &= Q(next_due__lt=on)
    if filters.get("mine") == "yes":
        roles = roles_on_duty(person, on=on)
        posts = [post.pk for post in _directory(person).posts.values() if post.role in roles]
        fits &= Q(owner=person) | Q(owner_post__in=posts)
    return fits


def _directory(person: Person) -> Directory:
    return directory_of(person.council_id)


def _in_order(parts: list[QuerySet[Case]], sort: str) -> QuerySet[Case, Any]:
    """The numbers of the cases in all the parts, in one order. Each part is read off its index."""
    order = SORTS[sort]
    if len(parts) == 1:
        return parts[0].order_by(*order).values_list("id", flat=True)
    columns = [name.removeprefix("-") for name in order if name.removeprefix("-") != "id"]
    first, *others = (part.values_list("id", *columns) for part in parts)
    return first.union(*others, all=True).order_by(*order)


def _rows(person: Person, found: list[Any], *, on: date) -> tuple[Case, ...]:
    """The rows of these cases in the same order, with what lists show beside them.

    Of a case of which the person only reads a part, a list shows the subject: no state, no turn.
    """
    numbers = [one[0] if isinstance(one, tuple) else one for one in found]
    directory = _directory(person)
    cases = Case.objects.defer("sheet", "done", "empty_slots").in_bulk(numbers)
    inside = visibility.inside(person, cases.values(), on=on)
    for case in cases.values():
        case.council = directory.council
        if case.pk not in inside:
            case.state, case.owner, case.owner_post, case.area = "", None, None, None
            continue
        case.owner = directory.people[case.owner_id] if case.owner_id else None
        case.owner_post = directory.posts[case.owner_post_id] if case.owner_post_id else None
        case.area = directory.areas[case.area_id] if case.area_id else None
    return tuple(cases[number] for number in numbers)


class _Says(Func):
    """Whether the event of that number says the words: asked of one event, not of all."""

    template = "EXISTS(SELECT 1 FROM cases_searchable_words WHERE rowid = %(expressions)s)"
    arg_joiner = " AND cases_searchable_words MATCH "
    output_field = BooleanField()


def _saying(text: str, person: Person, *, on: date) -> Q:
    """Cases with an event that says these words and that the person may see."""
    words = _WORD.findall(text)
    if not words:
        return Q(pk__in=[])
    sql, query = _hits(words)
    among = Q(pk__in=RawSQL(sql, [query]))  # noqa: S611
    seen = Searchable.objects.filter(visibility.visible_filter(person, on=on))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {FEW_HITS + 1}", [query])
        few = len(cursor.fetchall()) <= FEW_HITS
    if few:
        return Q(pk__in=list(seen.filter(among).values_list("case", flat=True).distinct()))
    if connection.vendor == "sqlite":  # which would collect every hit before it looks at one
        among = Q(_Says(F("pk"), Value(query)))
    return Q(Exists(seen.filter(among, case=OuterRef("pk"))))


def _hits(words: list[str]) -> tuple[str, str]:
    """The database's own way to find events by words: the statement and what it asks for."""
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM cases_searchable_words WHERE cases_searchable_words MATCH %s"
        return sql, " ".join(f'"{word}"' for word in words)
    sql = "SELECT event_id FROM cases_searchable WHERE words @@ plainto_tsquery('english', %s)"
    return sql, " ".join(words)


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
