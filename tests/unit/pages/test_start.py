"""What may be begun stands on one page, by what it has to do with."""

from __future__ import annotations

from django.http import HttpResponse

from moothall.cases import possible
from moothall.cases.procedure import THEMES
from moothall.cases.procedures import load
from moothall.people.models import Council
from moothall.worktime import LONDON

from .conftest import Browse, parsed
from .test_home import NOW


def links(page: HttpResponse) -> list[str]:
    return [one["href"] for one in parsed(page).all("a") if "/cases/new/" in one.get("href", "")]


def test_whatever_somebody_may_begin_is_there_once(southend: Council, browse: Browse) -> None:
    for slug in ("ada-example", "hattie-hub", "nadia-mock"):
        person = southend.people.get(slug=slug)
        open_ = possible.starting_acts(southend, by=person, at=NOW.astimezone(LONDON))
        found = links(browse(southend, slug).open("start/"))
        assert len(found) == len(set(found)) == len(open_) > 0


def test_it_stands_under_its_theme(southend: Council, browse: Browse) -> None:
    text = browse(southend, "ada-example").read("start/")
    questions, decisions = text.index(THEMES["questions"]), text.index(THEMES["decisions"])
    assert questions < text.index(load()["enquiry"].acts["submit"].label) < decisions
    assert text.index(load()["scrutiny"].acts["propose"].label) > decisions


def test_every_kind_that_is_shipped_has_a_theme() -> None:
    assert [kind for kind, one in load().items() if one.theme not in THEMES] == []


def test_a_kind_that_is_switched_off_is_not_there(southend: Council, browse: Browse) -> None:
    label = load()["enquiry"].acts["submit"].label
    assert label in browse(southend, "ada-example").read("start/")
    southend.switched = {"enquiry": False}
    southend.save()
    assert label not in browse(southend, "ada-example").read("start/")
