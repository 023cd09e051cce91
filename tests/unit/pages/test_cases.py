"""The queue: filters, orders and pages of the address, and nothing else that an address may say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.models import Case
from moothall.cases.search import ROWS
from moothall.people.models import Council

from .conftest import Ask, Browse, Browsing, Do, parsed

NOW = datetime.now(UTC)


@pytest.fixture
def hub(southend: Council, ask: Ask, do: Do, browse: Browse) -> Browsing:
    """The hub, with four enquiries: plain, urgent, given away, and closed by joining."""
    kerb = ask(southend, "ada-example", subject="Kerb", ward="pierhead", at=NOW - timedelta(days=3))
    ask(southend, "dev-instance", subject="Gulls", ward="garrison", at=NOW - timedelta(days=2))
    ask(southend, "grace-model", subject="Ice", urgent="yes", at=NOW - timedelta(days=1))
    again = ask(southend, "ada-example", subject="Kerb again", at=NOW - timedelta(hours=2))
    do(kerb, "assign", "hattie-hub", given_to="sam-stencil")
    do(again, "merge", "hattie-hub", same_as=kerb.reference)
    return browse(southend, "hattie-hub")


def subjects(browsing: Browsing, query: str = "") -> list[str]:
    answer = browsing.open(f"cases/?{query}")
    assert answer.status_code == 200
    known = dict(Case.objects.values_list("reference", "subject"))
    links = [one["href"].rstrip("/").rpartition("/")[2] for one in parsed(answer).all("a")]
    return [known[one] for one in links if one in known]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", ["Ice", "Kerb", "Gulls"]),
        ("sort=newest", ["Ice", "Kerb", "Gulls"]),
        ("sort=oldest", ["Ice", "Kerb", "Gulls"]),
        ("sort=reference", ["Ice", "Kerb", "Gulls"]),
        ("state=assigned", ["Kerb"]),
        ("state=received", ["Ice", "Gulls"]),
        ("area=garrison", ["Gulls"]),
        ("kind=correspondence", []),
        ("ended=yes", ["Kerb again"]),
        ("ended=any", ["Ice", "Kerb", "Gulls", "Kerb again"]),
        ("urgent=yes", ["Ice"]),
        ("late=yes", []),
        ("mine=yes", ["Ice", "Gulls"]),
        ("mine=yes&area=garrison", ["Gulls"]),
        ("text=gulls", ["Gulls"]),
        ("text=GULL", ["Gulls"]),
        ("text=SOU-ENQ-4", ["Kerb again"]),
        ("text=+sou-enq-1+", ["Kerb"]),
        ("text=SOU-ENQ-99", []),
    ],
)
def test_filters_and_search(hub: Browsing, query: str, expected: list[str]) -> None:
    assert subjects(hub, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "sort=owner__user__password",
        "sort=-urgent",
        "sort=" + "x" * 3000,
        "kind=../../etc",
        "state=nowhere",
        "area=atlantis",
        "mine=perhaps",
        "ended=perhaps",
        "council=wiltshire",
        "owner__user__is_superuser=1",
        "page=0",
        "page=-3",
        "page=two",
        "page=",
    ],
)
def test_what_lists_do_not_know_is_ignored(hub: Browsing, query: str) -> None:
    assert subjects(hub, query) == subjects(hub)


def test_the_order_never_comes_from_the_address(hub: Browsing) -> None:
    with CaptureQueriesContext(connection) as queries:
        hub.open("cases/?sort=password&text=&area=password&state=password")
    assert not [one for one in queries if "password" in one["sql"]]


@pytest.mark.parametrize(
    "text", ['"', "gulls OR 1", "NEAR(", "*", "a* b^2", "')--", "\\", "ward:x", "½"]
)
def test_a_search_is_only_words(hub: Browsing, text: str) -> None:
    assert hub.open("cases/", data={"text": text}).status_code == 200


def test_pages(southend: Council, ask: Ask, browse: Browse) -> None:
    for number in range(ROWS + 3):
        ask(southend, "ada-example", subject=f"Kerb {number}")
    ada = browse(southend, "ada-example")
    first, second = subjects(ada, "sort=oldest"), subjects(ada, "sort=oldest&page=2")
    assert len(first) == ROWS
    assert len(second) == 3
    assert not set(first) & set(second)
    page = parsed(ada.open("cases/?sort=oldest&text=kerb&page=1"))
    following = next(one["href"] for one in page.all("a") if one.get("rel") == "next")
    assert subjects(ada, following.lstrip("?")) == second
    assert "There are no more" in ada.read("cases/?page=3")


def test_what_is_chosen_stays_chosen(hub: Browsing) -> None:
    page = parsed(hub.open("cases/?text=kerb&state=assigned&sort=newest&urgent=yes"))
    chosen = {one["value"] for one in page.all("option") if "selected" in one}
    assert {"assigned", "newest"} <= chosen
    assert [one["id"] for one in page.all("input") if "checked" in one] == ["urgent"]
    assert "Filter (2 in use)" in page.text
    assert "open" in page.all("details")[0]
