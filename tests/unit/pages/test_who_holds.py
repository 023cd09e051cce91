"""Who holds a role: the look-up says who, since when, who covers, and never a silent nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from moothall.people.models import Absence, Council, Membership, Person

from .conftest import Browse, parsed


def test_the_council_s_own_words_are_offered(southend: Council, browse: Browse) -> None:
    answer = parsed(browse(southend, "ada-example").open("people/roles/"))
    values = {one["value"] for one in answer.all("option")}
    assert {"hub", "monitoring_officer", "cabinet", "committee_chair"} <= values
    assert not {"resident", "author", "enquiry.handler", "other_councillor"} & values
    assert "Members Support Hub" in answer.text
    links = [one["href"] for one in answer.all("a") if "href" in one]
    assert "/southend/people/roles/?role=hub" in links


def test_holders_since_when(southend: Council, browse: Browse) -> None:
    text = browse(southend, "ada-example").read("people/roles/?role=monitoring_officer")
    assert "Nadia Mock" in text
    assert "Who holds it" in text
    assert "nobody" not in text


def test_councillors_of_a_ward_on_a_day(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    day = "day-day=11&day-month=5&day-year=2026"
    text = ada.read(f"people/roles/?role=councillor&ward=garrison&{day}")
    assert "Councillor for Garrison on 11 May 2026" in text
    assert "Jonah Bygone" in text
    assert "Jonah Bygone" not in ada.read("people/roles/?role=councillor&ward=garrison")


def test_who_covers_that_day(southend: Council, browse: Browse) -> None:
    today = timezone.localdate()
    nadia = Person.objects.get(council=southend, slug="nadia-mock")
    tilda = Person.objects.get(council=southend, slug="tilda-template")
    Absence.objects.create(
        council=southend, person=nadia, start_date=today, end_date=today, cover=tilda
    )
    text = browse(southend, "ada-example").read("people/roles/?role=monitoring_officer")
    assert "Away that day; Tilda Template covers" in text


def test_nobody_is_said_with_the_vacancy_and_who_acts(southend: Council, browse: Browse) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    held = Membership.objects.filter(council=southend, post__role="monitoring_officer")
    assert held.update(end_date=yesterday)
    answer = parsed(browse(southend, "ada-example").open("people/roles/?role=monitoring_officer"))
    assert "nobody is Monitoring Officer" in answer.text
    assert "Vacant" in answer.text
    assert "Acts instead:" in answer.text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("role=", "Choose a role"),
        ("role=resident", "Choose a role"),
        ("role=hub&day-day=30&day-month=2&day-year=2026", "enter a real date"),
        ("role=cabinet&ward=garrison", "leave out the ward"),
        ("role=hub&ward=garrison", "leave out the ward"),
    ],
)
def test_what_cannot_be_asked_is_said(
    southend: Council, browse: Browse, query: str, says: str
) -> None:
    answer = browse(southend, "ada-example").open(f"people/roles/?{query}")
    assert answer.status_code == 422
    assert "There is a problem" in parsed(answer).text
    assert says in parsed(answer).text


@pytest.mark.parametrize("year", [1, 1066, 9999])
def test_any_day_has_an_answer(southend: Council, browse: Browse, year: int) -> None:
    ada = browse(southend, "ada-example")
    for month, day in ((1, 1), (12, 31)):
        asked = f"day-day={day}&day-month={month}&day-year={year}"
        for role in ("councillor", "officer", "committee_chair"):
            assert ada.read(f"people/roles/?role={role}&{asked}")
