"""New boundaries: wards end and others begin on a day; what cannot be meant is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from moothall.people import roles
from moothall.people.changing import Changing
from moothall.people.models import Area, Council, Person, Post
from moothall.people.turnover.election import plan_election
from moothall.people.turnover.reorganising import plan_wards
from moothall.people.turnover.results import read_results

POLLING, IN_OFFICE, LAST = date(2027, 5, 6), date(2027, 5, 10), date(2027, 5, 9)
HEAD = "ward,name,group,email\n"


def changing(council: Council) -> Changing:
    at = datetime(2027, 5, 7, 3, tzinfo=UTC)
    return Changing(council=council, by=None, at=at, through="command line")


def elects(council: Council, text: str) -> None:
    plan_election(council, read_results(text), polling_day=POLLING).apply(changing(council))


def test_new_wards_begin_and_their_councillors_are_found_for_the_old(southend: Council) -> None:
    became = {"garrison": ["North Shore", "South Shore"], "pierhead": ["South Shore"]}
    plan = plan_wards(southend, became, on=IN_OFFICE, seats={"North Shore": 1})
    plan.apply(changing(southend))
    text = HEAD + (
        "North Shore,Iris Fiction,Meadow Group,iris.fiction@councillors.southend.example\n"
        "South Shore,Nova Newcomer,,\n"
    )
    elects(southend, text)
    garrison = Area.objects.get(council=southend, slug="garrison")
    pierhead = Area.objects.get(council=southend, slug="pierhead")
    north = Area.objects.get(council=southend, slug="north-shore")
    new = {one.slug for one in roles.ward_councillors(garrison, on=IN_OFFICE)}
    assert new == {"iris-fiction", "nova-newcomer"}
    assert [one.slug for one in roles.ward_councillors(pierhead, on=IN_OFFICE)] == ["nova-newcomer"]
    old = {one.slug for one in roles.ward_councillors(garrison, on=LAST)}
    assert old == {"iris-fiction", "hamid-prototype"}
    assert roles.ward_councillors(north, on=LAST) == roles.ward_councillors(garrison, on=LAST)


def test_a_name_as_long_as_may_be_fits_every_column(southend: Council) -> None:
    """Regression: SQLite kept what no column holds, and PostgreSQL fell over it."""
    name = "X" * 185
    plan_wards(southend, {"garrison": [name]}, on=IN_OFFICE, seats={}).apply(changing(southend))
    area = Area.objects.get(council=southend, name=name)
    elects(southend, HEAD + f"{name},{'Nova ' * 29}Ny,,\n")
    for row in (area, Post.objects.get(area=area), Person.objects.get(name__endswith="Nova Ny")):
        row.full_clean()


@pytest.mark.parametrize(
    "became",
    [
        {"garison": ["X"]},
        {"garrison": []},
        {"garrison": ["Pierhead"]},
        {"garrison": ["X" * 186]},
        {"garrison": ["X" * 60, "X" * 61]},
        {"garrison": ["!"]},
    ],
    ids=["unknown", "nothing", "taken", "too long", "too like another", "no letter"],
)
def test_wards_that_cannot_be_meant_are_refused(
    southend: Council, became: dict[str, list[str]]
) -> None:
    assert plan_wards(southend, became, on=IN_OFFICE, seats={}).refused
