"""The queue: every case that the person may see, filtered, sorted and searched."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import urlencode

from moothall.cases.procedures import load
from moothall.cases.search import FILTERS, SORTS, queue
from moothall.pages.home import clocks_of
from moothall.pages.visit import Visit

_SORT_WORDS = {
    "due": "Due first",
    "newest": "Latest change first",
    "oldest": "Oldest first",
    "reference": "Reference",
}
SORT_LABELS = {name: _SORT_WORDS.get(name, name.capitalize()) for name in SORTS}
LONGEST_SEARCH = 200


def cases(visit: Visit) -> HttpResponse:
    """A page of the list. Filters that do not exist are ignored, so that old links still work."""
    asked = visit.request.GET
    filters = {name: asked[name] for name in FILTERS if asked.get(name)}
    sort = asked.get("sort", "due")
    sort = sort if sort in SORTS else "due"
    text = asked.get("text", "")[:LONGEST_SEARCH]
    number = asked.get("page", "1")
    page = queue(
        visit.by,
        on=visit.on,
        filters=filters,
        sort=sort,
        text=text,
        page=min(int(number), 10_000) if number.isdecimal() else 1,
    )
    kinds = load()
    states = {name: state.label for kind in kinds.values() for name, state in kind.states.items()}
    kept = {**filters, "sort": sort, "text": text}
    return visit.render(
        "cases.html",
        page=page,
        clocks=clocks_of(list(page.rows)),
        filters=filters,
        sort=sort,
        text=text,
        kinds=kinds,
        states=states,
        sorts=SORT_LABELS,
        areas=visit.council.areas.all(),
        query=urlencode(kept),
        labels={(kind, name): s.label for kind, p in kinds.items() for name, s in p.states.items()},
    )
