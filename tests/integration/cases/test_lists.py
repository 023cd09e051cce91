"""Lists say the same whichever way they are read: a few cases collected first, or in their order.

Compared with the plainest way there is: every case asked one by one, sorted afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import product
from typing import Any

import pytest

from moothall.cases import search, visibility
from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.search import queue
from moothall.config.demonstration import stories
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]
Rows = list[str]
DAY = date(2026, 11, 25)
PEOPLE = (
    "hattie-hub",
    "bertram-sample",
    "ada-example",
    "sam-stencil",
    "nadia-mock",
    "jonah-bygone",
)
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"ended": "yes"},
    {"ended": "any"},
    {"ended": "any", "kind": "correspondence"},
    {"state": "assigned"},
    {"area": "pierhead", "ended": "any"},
    {"area": "nowhere"},
    {"urgent": "yes"},
    {"late": "yes"},
    {"mine": "yes"},
    {"mine": "yes", "state": "received"},
    {"reference": "sou-enq-1", "ended": "any"},
)
WORDS = ("lamp", "Lamp 14 lit", "cable", "bins", "nothing-says-this", "…")
KEYS: dict[str, Callable[[Case], Any]] = {
    "due": lambda case: (not case.urgent, case.queue_due, case.pk),
    "newest": lambda case: (not case.urgent, -case.updated_at.timestamp(), -case.pk),
    "oldest": lambda case: (not case.urgent, case.opened_at, case.pk),
    "reference": lambda case: (not case.urgent, case.kind, case.number),
}


@pytest.fixture
def busy(southend: Council, person: Find, at: Callable[[str], datetime]) -> Council:
    """The demonstration's cases, two of them at their end."""
    moment = at("2026-11-25T14:00")
    stories.tell(southend, at=moment)
    for subject in ("Broken street light in Elm Road", "Missed bins in Orchard Close"):
        case = Case.objects.get(council=southend, subject=subject)
        perform(case, "close", by=person(southend, "hattie-hub"), at=moment)
    return southend


@pytest.fixture(params=[visibility.FEW, 0, 4], ids=["collected", "in order", "either"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are read in one form only, or there are just too many cases for the first."""
    monkeypatch.setattr(visibility, "FEW", request.param)
    monkeypatch.setattr(search, "FEW_HITS", request.param)


def fits(case: Case, person: Person, wanted: dict[str, str]) -> bool:
    """Whether a case belongs on the list, said again and plainly."""
    ended = wanted.get("ended", "no")
    post = case.owner_post
    roles = {m.post.role for m in person.memberships.all() if m.post} | {"officer"}
    return all(
        (
            ended == "any" or case.ended == (ended == "yes"),
            case.kind == wanted.get("kind", case.kind),
            case.state == wanted.get("state", case.state),
            case.reference == wanted.get("reference", case.reference).upper(),
            "area" not in wanted or bool(case.area and case.area.slug == wanted["area"]),
            "urgent" not in wanted or case.urgent,
            "late" not in wanted or bool(case.next_due and case.next_due < DAY),
            "mine" not in wanted or case.owner == person or bool(post and post.role in roles),
        )
    )


def references(cases: Iterator[Case] | list[Case] | tuple[Case, ...]) -> Rows:
    return [case.reference for case in cases]


def test_every_filter_and_order(busy: Council, person: Find, form: None) -> None:
    for somebody in (person(busy, slug) for slug in PEOPLE):
        cases = [one for one in Case.objects.all() if visibility.may_see(somebody, one, on=DAY)]
        for filters, (sort, key) in product(FILTERS, KEYS.items()):
            fitting = [case for case in cases if fits(case, somebody, filters)]
            found = queue(somebody, on=DAY, filters=filters, sort=sort)
            wanted = references(sorted(fitting, key=key))
            assert references(found.rows) == wanted, (somebody, filters, sort)


def test_somebody_sees_something_to_compare(busy: Council, person: Find) -> None:
    seen = {
        slug: len(queue(person(busy, slug), on=DAY, filters={"ended": "any"}).rows)
        for slug in PEOPLE
    }
    assert seen["hattie-hub"] > seen["bertram-sample"] > seen["nadia-mock"] == 0
    assert seen["jonah-bygone"] == 0
    assert queue(person(busy, "hattie-hub"), on=DAY, filters={"ended": "yes"}).rows


def test_words_are_found_by_whoever_may_read_them(busy: Council, person: Find, form: None) -> None:
    for words, slug in product(WORDS, PEOPLE):
        somebody = person(busy, slug)
        wanted = {word.lower() for word in words.split() if word.strip("…")}
        saying = [
            case
            for case in Case.objects.order_by("opened_at", "pk")
            if visibility.may_see(somebody, case, on=DAY)
            and any(_says(event, wanted) for event in visibility.events_for(somebody, case, on=DAY))
        ]
        found = queue(somebody, on=DAY, filters={"ended": "any"}, sort="oldest", text=words)
        assert references(found.rows) == references(sorted(saying, key=KEYS["oldest"])), (
            slug,
            words,
        )


def _says(event: Any, wanted: set[str]) -> bool:
    searchable = getattr(event, "searchable", None)
    text = searchable.text.lower() if searchable else ""
    said = set(text.replace(".", " ").replace(",", " ").split())
    return bool(wanted) and wanted <= said


def test_an_officers_note_is_no_councillors_to_find(busy: Council, person: Find) -> None:
    note = "The column is ours"  # written by an officer for officers
    for slug, sees in (("hattie-hub", True), ("bertram-sample", False)):
        found = queue(person(busy, slug), on=DAY, filters={"ended": "any"}, text=note)
        assert bool(found.rows) is sees


@pytest.mark.parametrize("ended", ["no", "any"])
def test_pages_follow_on_each_other(
    busy: Council, person: Find, form: None, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, filters = person(busy, "hattie-hub"), {"ended": ended}
    whole = references(queue(hub, on=DAY, filters=filters).rows)
    monkeypatch.setattr(search, "ROWS", 3)
    pages, number, more = [], 0, True
    while more:
        number += 1
        page = queue(hub, on=DAY, filters=filters, page=number)
        pages += references(page.rows)
        more = page.more
    assert pages == whole
    assert number == -(-len(whole) // 3)


def test_viewers_say_whether_their_case_has_ended(busy: Council) -> None:
    """The column that lists go by follows the case."""
    assert Case.objects.filter(ended=True).count() == 2
    for case in Case.objects.all():
        assert set(case.viewers.values_list("ended", flat=True)) == {case.ended}, case


def test_an_unknown_filter_or_order_is_refused(southend: Council, person: Find) -> None:
    with pytest.raises(search.UnknownFilter, match="no filter 'colour'"):
        queue(person(southend, "hattie-hub"), on=DAY, filters={"colour": "red"})
    with pytest.raises(search.UnknownFilter, match="no order 'colour'"):
        queue(person(southend, "hattie-hub"), on=DAY, sort="colour")
