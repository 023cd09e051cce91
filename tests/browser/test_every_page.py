"""Every page that somebody can reach, on a phone and at a desk: no accessibility violation, nothing
wider than the screen, a title and a heading of its own, and no link that says nothing. Pages that
are made of the same parts, as many forms are, go through axe once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from moothall.config.demonstration import stories
from moothall.people.models import Council

from .conftest import DESK, PHONE, Enter, Visitor

# One of each shape is enough: numbers, references, people and clauses are folded together.
_SHAPES = (
    (r"/cases/[A-Z]+-([A-Z]+)-\d+/", r"/cases/\1/"),
    (r"/why/\d+/", "/why/N/"),
    (r"/quarantine/\d+/", "/quarantine/N/"),
    (r"/holds/\d+/", "/holds/N/"),
    (r"/settings/(absences|closures|elections)/\d+/", r"/settings/\1/N/"),
    (r"/settings/(bodies|posts|areas)/(?!new/)[a-z-]+/", r"/settings/\1/B/"),
    (r"/settings/log/\?.*", "/settings/log/?"),
    (r"/settings/people/\?.*", "/settings/people/?"),
    (r"/people/roles/\?.*", "/people/roles/?"),
    (r"/registers/[a-z_]+/.*", "/registers/R/"),
    (r"/published/[a-z_]+/.*", "/published/R/"),
    (r"/people/(?!new/|together/|roles/)[a-z-]+/", "/people/P/"),
    (r"/protocol/[^/]+/", "/protocol/C/"),
    (r"/ask/[^/]+/\?.*", "/ask/A/?"),
    (r"/ask/[^/?]+/", "/ask/A/"),
)
# What looks the same to everybody is looked at once, and in the first council only.
_SAME_FOR_ALL = (
    "/account/",
    "/people/",
    "/protocol/",
    "/ask/",
    "/areas/",
    "/do/",
    "/new/",
    "/why/",
    "/settings/",
)
# What a page is made of: every part of it with its classes and its type, each once.
_PARTS = """() => [...new Set([...document.querySelectorAll('body *')].map(
    one => [one.tagName, one.getAttribute('class'), one.type, one.getAttribute('role')].join('.')
))].sort().join()"""
MEANS_NOTHING = {"here", "more", "click here", "this", "link", "read more", ""}
FIRST = "southend"
PEOPLE = {
    FIRST: ("ada-example", "sam-stencil", "hattie-hub", "nadia-mock", "petra-placard"),
    "wantage": ("alma-acorn", "lydia-larch"),
    "wiltshire": ("dilys-dialogue", "ruth-register"),
    "guildford": ("emeka-easel", "querida-quill"),
}


def shape(address: str) -> str:
    path = re.sub(r"\?(entry|page|ended)=.*", r"?\1", address.partition("#")[0])
    for pattern, name in _SHAPES:
        path = re.sub(pattern, name, path)
    return path


def pages(visitor: Visitor, seen: set[str], *, own_only: bool = False) -> Iterator[str]:
    """Opens one page of every shape that can be reached by links, and yields its address.

    With `own_only`, without those that look the same everywhere.
    """
    mine: set[str] = set()
    waiting = [f"{visitor.base}/{visitor.council}/"]
    while waiting:
        address = waiting.pop(0)
        kind = shape(address)
        known = seen if any(part in kind for part in _SAME_FOR_ALL) else mine
        if (
            kind in known
            or "/files/" in address
            or ".csv" in address
            or "/export/" in address
            or (own_only and known is seen)
        ):
            continue
        known.add(kind)
        answer = visitor.page.goto(address)
        assert answer is not None and answer.status in (200, 409), (address, answer)
        yield address
        links = visitor.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        waiting += [one for one in links if one.startswith(f"{visitor.base}/{visitor.council}/")]


def well_made(visitor: Visitor) -> None:
    """One h1, headings that skip no level, a title that says which page, links that say where."""
    levels = visitor.page.locator("main :is(h1, h2, h3, h4, h5)").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels.count(1) == 1, f"{visitor.page.url}: {levels}"
    after = levels[levels.index(1) :]
    skipped = [pair for pair in pairwise(after) if pair[1] > pair[0] + 1]
    assert not skipped, f"{visitor.page.url}: headings {levels}"
    title = visitor.page.title().partition(" – ")[0]
    assert title.strip(), visitor.page.url
    links = visitor.page.locator("main a[href]").all_text_contents()
    empty = [one for one in links if " ".join(one.split()).lower() in MEANS_NOTHING]
    assert not empty, f"{visitor.page.url}: {empty}"


@pytest.mark.parametrize("slug", PEOPLE)
def test_every_page_of(slug: str, enter: Enter) -> None:
    council = Council.objects.get(slug=slug)
    stories.tell(council, at=datetime.now(UTC))
    seen: set[str] = set()
    made_of: set[str] = set()
    for person in PEOPLE[slug]:
        visitor = enter(council, person, width=PHONE)
        titles: dict[str, str] = {}
        for address in pages(visitor, seen, own_only=slug != FIRST):
            if (parts := visitor.page.evaluate(_PARTS)) not in made_of:
                made_of.add(parts)
                visitor.accessible()
            visitor.fits()
            well_made(visitor)
            titles[visitor.page.title()] = shape(address)
            visitor.page.set_viewport_size({"width": DESK, "height": 900})
            visitor.fits()
            visitor.page.set_viewport_size({"width": PHONE, "height": 900})
        assert len(titles) >= 3, titles


def test_the_main_pages_at_a_desk(southend: Council, enter: Enter) -> None:
    stories.tell(southend, at=datetime.now(UTC))
    visitor = enter(southend, "hattie-hub", width=DESK)
    for address in ("", "cases/", "cases/?state=assigned", "triage/", "cases/SOU-ENQ-5/"):
        visitor.open(address).accessible()


def test_pages_before_signing_in(southend: Council, enter: Enter) -> None:
    visitor = enter(southend, width=PHONE)
    visitor.page.goto(visitor.base)
    visitor.accessible().fits()
    assert "Demonstration" in visitor.text()
    visitor.open("sign-in/").accessible().fits()
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    visitor.open("sign-in/").accessible()
    visitor.press("Send me a code").accessible()
    assert "There is a problem" in visitor.text()
    visitor.fill(address="ada.example@councillors.southend.example").press("Send me a code")
    visitor.accessible().fits()
    visitor.fill(code="000000").press("Sign in").accessible()
    assert "not right" in visitor.text()


def test_text_at_200_per_cent_fits(southend: Council, enter: Enter) -> None:
    stories.tell(southend, at=datetime.now(UTC))
    visitor = enter(southend, "sam-stencil", width=640)
    visitor.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => "
        "{document.documentElement.style.fontSize = '200%'})"
    )
    for address in ("", "cases/", "cases/SOU-ENQ-1/", "cases/SOU-ENQ-1/do/answer/", "protocol/"):
        visitor.open(address).fits()
