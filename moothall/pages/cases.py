"""The queue: every case that the person may see, filtered, sorted and searched."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.utils.http import urlencode

from moothall.cases import readings
from moothall.cases.procedures import load
from moothall.cases.search import FILTERS, SORTS, queue
from moothall.pages.dates import dates_of
from moothall.pages.home import states_in_words
from moothall.pages.visit import Visit
from moothall.people.directory import directory_of

_SORT_WORDS = {
    "due": "Due first",
    "newest": "Latest change first",
    "oldest": "Oldest first",
    "reference": "Reference",
}
SORT_LABELS = {name: _SORT_WORDS.get(name, name.capitalize()) for name in SORTS}
LONGEST_SEARCH = 200
LAST_PAGE = 10_000
_REFERENCE = re.compile(r"[A-Za-z]+-[A-Za-z]+-\d+")


def cases(visit: Visit) -> HttpResponse:
    """A page of the list. What does not exist is ignored, so that old addresses still work."""
    asked = visit.request.GET
    labels = states_in_words()
    areas = directory_of(visit.council.pk).areas.values()
    states = dict(sorted({name: label for (_, name), label in labels.items()}.items()))
    filters = _filters(asked, areas={area.slug for area in areas}, states=set(states))
    sort = asked.get("sort", "due")
    sort = sort if sort in SORTS else "due"
    text = asked.get("text", "")[:LONGEST_SEARCH].strip()
    by_reference = {"reference": text, "ended": "any"} if _REFERENCE.fullmatch(text) else None
    page = queue(
        visit.by,
        on=visit.on,
        filters=by_reference or filters,
        sort=sort,
        text="" if by_reference else text,
        page=_number(asked.get("page", "")),
    )
    if text:
        readings.note_all(page.rows, person=visit.by, at=visit.at, through=readings.SEARCH)
    return visit.render(
        "cases.html",
        page=page,
        dates=dates_of(visit, page.rows),
        filters=filters,
        sort=sort,
        text=text,
        kinds=[(kind, procedure.plural) for kind, procedure in load().items()],
        labels=labels,
        states=states,
        sorts=SORT_LABELS,
        areas=[(area.slug, area.name) for area in areas],
        tick=asked.get("tick") == "yes",
        query=urlencode({**filters, "sort": sort, "text": text}),
    )


def _filters(asked: QueryDict, *, areas: set[str], states: set[str]) -> Mapping[str, str]:
    """The filters of the address that lists have, with the values that they know."""
    known = {
        "kind": set(load()),
        "state": states,
        "area": areas,
        "ended": {"yes", "any"},
        **{name: {"yes"} for name in ("mine", "late", "urgent")},
    }
    given = {name: str(asked.get(name, "")) for name in FILTERS}
    return {name: value for name, value in given.items() if value in known.get(name, ())}


def _number(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isdecimal() and len(text) < 10 else 1
