"""The protocol reader: contents, search, one clause with what it comes to, open questions, and
other councils beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from moothall.cases.perform import perform
from moothall.people.models import Council, Person
from moothall.protocol import load

from .conftest import Browse


def text(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer
    return unescape(answer.content.decode())


@pytest.mark.parametrize("slug", ["southend", "wiltshire", "guildford", "wantage"])
def test_every_clause_can_be_read_and_linked(
    slug: str, client: Client, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(slug)
    edition = load(slug)
    whole = text(client, f"/{slug}/protocol/")
    for number in edition.clauses:
        assert f'id="{number}"' in whole
    assert edition.counting.reading is not None
    assert edition.counting.reading.choice in whole


def test_a_clause_shows_its_rules_scenarios_and_neighbours(
    client: Client, southend: Council
) -> None:
    page = text(client, "/southend/protocol/9.1.14/")
    assert "An officer must not copy correspondence to a councillor" in page
    assert "What it comes to" in page
    assert "An officer copies a councillor's letter" in page
    order = list(load("southend").clauses)
    place = order.index("9.1.14")
    for number in (order[place - 1], order[place + 1]):
        assert f"/southend/protocol/{number}/" in page
    text(client, "/southend/protocol/99.9/", status=404)


def test_the_protocol_is_searched(client: Client, southend: Council) -> None:
    page = text(client, "/southend/protocol/?words=working+days")
    assert 'id="9.1.5"' in page
    assert 'id="9.1.14"' not in page
    page = text(client, "/southend/protocol/?words=xyzzy")
    assert "0 clauses with “xyzzy”" in page
    assert "<b>x" not in client.get("/southend/protocol/?words=<b>x").content.decode()


def test_what_is_open_is_listed_with_who_settles_it(client: Client, southend: Council) -> None:
    page = text(client, "/southend/protocol/open-questions/")
    assert "Monitoring Officer" in page
    unsettled = [
        (number, reading)
        for number, clause in load("southend").clauses.items()
        for reading in clause.readings
        if reading.unsettled
    ]
    assert unsettled
    for number, reading in unsettled:
        assert f"/southend/protocol/{number}/" in page
        assert reading.choice in page


def test_councils_beside_each_other(client: Client, southend: Council) -> None:
    page = text(client, "/southend/compare/?topic=correspondence&with=wantage")
    assert load("southend").title in page
    assert load("wantage").title in page
    assert load("guildford").title not in page
    asked = "act=correspondence.copy&actor=officer&copy.to=councillor"
    page = text(client, f"/southend/compare/?{asked}")
    assert "No: this must not be done." in page
    assert "The protocol does not speak of this." in page
    for bad in ("topic=nonsense", "act=nonsense", "act=correspondence.copy&copy.to=nonsense"):
        text(client, f"/southend/compare/?{bad}", status=404)


def test_the_day_of_the_next_review_is_shown_to_whoever_may_see_how_it_is_counted(
    wantage: Council, client: Client, browse: Browse, person: Callable[[Council, str], Person]
) -> None:
    wantage.switched = {"edition": True}
    wantage.save()
    assert "Review: March 2028" in text(client, "/wantage/protocol/")
    by, at = person(wantage, "lydia-larch"), datetime(2026, 11, 2, 10, tzinfo=UTC)
    fields = {"edition": "2026", "adopted_on": "2026-04-20"}
    perform(None, "note", by=by, at=at, fields=fields, kind="edition", council=wantage)
    assert "Review: March 2028" in text(client, "/wantage/protocol/")
    page = browse(wantage, "alma-acorn").read("protocol/")
    assert "It is to be reviewed by Friday 31 March 2028 ( clause policy-table.2 )" in page
