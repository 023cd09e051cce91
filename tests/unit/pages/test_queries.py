"""How often pages ask the database: no oftener for many cases, events and people than for few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]
HUB, COUNCILLOR, OFFICER = "hattie-hub", "bertram-sample", "sam-stencil"
# Address -> the most queries that it may take, whoever asks.
MOST = {
    "": 18,
    "cases/": 10,
    "cases/?ended=any&sort=newest": 11,
    "cases/?area=pierhead&sort=oldest": 11,
    "cases/?ended=any&text=lamp": 14,
    "cases/?mine=yes&late=yes": 11,
}


def _asked(client: Client, address: str) -> list[str]:
    client.get(address)  # whatever is kept is kept from here on
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def _enquiries(council: Council, find: Find, count: int, at: datetime) -> list[Case]:
    """Enquiries of several councillors, in several wards, half of them with an officer."""
    hub, officer = find(council, HUB), find(council, OFFICER)
    wards = ("pierhead", "garrison", "cockle-sands")
    found = []
    for number in range(count):
        slug = (COUNCILLOR, "ada-example", "dev-instance")[number % 3]
        case = perform(
            None,
            "submit",
            kind="enquiry",
            council=council,
            by=find(council, slug),
            at=at - timedelta(hours=2),
            fields={"subject": f"Lamp {number}", "details": "A lamp", "ward": wards[number % 3]},
        ).case
        if number % 2:
            fields = {"given_to": officer}
            case = perform(case, "assign", by=hub, at=at - timedelta(hours=1), fields=fields).case
        found.append(case)
    return found


def _signed_in(slug: str) -> Client:
    client = Client()
    client.post("/southend/sign-in/", {"person": slug})
    return client


@pytest.mark.parametrize("slug", [HUB, COUNCILLOR, OFFICER])
def test_lists_ask_no_oftener_for_many_cases(
    southend: Council, person: Find, now: datetime, slug: str
) -> None:
    client = _signed_in(slug)
    _enquiries(southend, person, 6, now)  # so that each of them has one on every list
    few = {address: _asked(client, f"/southend/{address}") for address in MOST}
    _enquiries(southend, person, 27, now)
    for address, most in MOST.items():
        asked = _asked(client, f"/southend/{address}")
        assert len(asked) <= len(few[address]), (address, asked)
        assert len(asked) <= most, (address, asked)


def test_triage_asks_no_oftener_for_many_cases_of_the_same_wards(
    southend: Council, person: Find, now: datetime
) -> None:
    client = _signed_in(HUB)
    _enquiries(southend, person, 6, now)
    few = _asked(client, "/southend/triage/")
    _enquiries(southend, person, 18, now)
    many = _asked(client, "/southend/triage/")
    assert len(many) <= len(few) <= 14, many


@pytest.mark.parametrize("slug", [HUB, COUNCILLOR, OFFICER])
def test_a_case_asks_no_oftener_for_many_events_and_people(
    southend: Council, person: Find, now: datetime, slug: str
) -> None:
    client = _signed_in(slug)
    case = _enquiries(southend, person, 4, now)[3]
    assert person(southend, COUNCILLOR) in [party.person for party in case.parties.all()]
    address = f"/southend/cases/{case.reference}/"
    few = _asked(client, address)
    officer = person(southend, OFFICER)
    helpers = [person(southend, one) for one in ("vera-variable", "walter-wireframe")]
    perform(case, "ask_services", by=officer, at=now, fields={"services": helpers})
    for number in range(12):
        note = {"message": f"Note {number}"}
        perform(case, "note", by=officer, at=now, fields=note)
        perform(case, "ask_requester", by=officer, at=now, fields={"message": f"Which {number}?"})
        by = case.parties.get(slot="requester").person
        perform(case, "reply", by=by, at=now, fields={"message": f"That {number}"})
    many = _asked(client, address)
    assert len(many) <= len(few) <= 21, many


def test_an_act_asks_no_oftener_on_a_long_case(
    southend: Council, person: Find, now: datetime
) -> None:
    """What an act costs does not grow with what was done before."""
    officer = person(southend, OFFICER)
    case = _enquiries(southend, person, 2, now)[1]

    def note() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            perform(case, "note", by=officer, at=now, fields={"message": "Seen"})
        return [query["sql"] for query in asked]

    note()
    few = note()
    for _ in range(20):
        note()
    assert len(note()) <= len(few) <= 32, few
