"""A kind of business runs where the protocol speaks of it, unless the council says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from moothall.cases import procedures
from moothall.cases.beginning import Request, begin
from moothall.cases.facts import facts_for
from moothall.cases.perform import perform
from moothall.cases.possible import is_on, starting_acts
from moothall.cases.refusals import NotPossible
from moothall.people.models import Council, Election, Person

AT = datetime(2027, 4, 20, 10, tzinfo=UTC)
Find = Callable[[Council, str], Person]


def kinds_of(council: Council, by: Person) -> set[str]:
    return {f"{one.act.name}" for one in starting_acts(council, by=by, at=AT)}


def test_a_kind_is_off_where_the_protocol_never_mentions_it(wiltshire: Council) -> None:
    contact = procedures.load()["contact"]
    assert not is_on(wiltshire, contact)


def test_the_council_can_switch_on_what_its_protocol_does_not_mention(wiltshire: Council) -> None:
    contact = procedures.load()["contact"]
    wiltshire.switched = {"contact": True}
    assert is_on(wiltshire, contact)


def test_the_council_can_switch_off_what_its_protocol_mentions(
    wantage: Council, person: Find
) -> None:
    clerk = person(wantage, "lydia-larch")
    assert "confirm" in kinds_of(wantage, clerk)
    wantage.switched = {"contact": False}
    assert "confirm" not in kinds_of(wantage, clerk)
    assert "take_down" in kinds_of(wantage, clerk)


@pytest.mark.parametrize(("day", "within"), [(29, False), (30, True)])
def test_the_judge_is_told_whether_an_election_is_near(
    southend: Council, person: Find, day: int, within: bool
) -> None:
    Election.objects.create(
        council=southend,
        polling_day=AT.date().replace(month=5, day=6),
        notice_on=AT.date().replace(month=3, day=30),
        label="Council elections",
    )
    at = AT.replace(month=3, day=day)
    asked = Request(None, "submit", person(southend, "ada-example"), at, "enquiry", southend)
    assert facts_for(begin(asked, lock=False))["period.before_election"] is within


def test_nothing_begins_of_a_kind_that_is_off_and_what_is_open_goes_on(
    southend: Council, person: Find
) -> None:
    ada, hub = person(southend, "ada-example"), person(southend, "hattie-hub")
    given = {"subject": "Lamp", "details": "It is dark"}
    begun = {"by": ada, "at": AT, "fields": given, "kind": "enquiry", "council": southend}
    case = perform(None, "submit", **begun).case
    southend.switched = {"enquiry": False}
    southend.save()
    with pytest.raises(NotPossible, match="does not do business of this kind"):
        perform(None, "submit", **begun)
    perform(case, "note", by=hub, at=AT, fields={"message": "The lamp is on order"})
