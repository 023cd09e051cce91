"""A first-time administrator at a browser: somebody comes, two leave, a day is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import FilePayload

from moothall.cases.models import Case, Clock, Notice
from moothall.cases.perform import perform
from moothall.people.law import working_time_of
from moothall.people.models import Council, Membership, Person

from .conftest import DESK, PHONE, Enter, Visitor

Find = Callable[[Council, str], Person]


def day(visitor: Visitor, name: str, value: date) -> Visitor:
    return visitor.fill(
        **{
            f"{name}-day": str(value.day),
            f"{name}-month": str(value.month),
            f"{name}-year": str(value.year),
        }
    )


def open_case(council: Council, person: Find) -> Case:
    now = datetime.now(UTC)
    fields = {"subject": "Kerb in Elm Road", "details": "Who paints it?"}
    ada = person(council, "ada-example")
    made = perform(
        None, "submit", kind="enquiry", council=council, by=ada, at=now, fields=fields
    ).case
    hattie = person(council, "hattie-hub")
    return perform(made, "assign", by=hattie, at=now, fields={"given_to": "sam-stencil"}).case


def test_the_first_day_of_an_administrator(southend: Council, enter: Enter, person: Find) -> None:
    case = open_case(southend, person)
    answer = Clock.objects.get(case=case, act="enquiry.answer")
    today = datetime.now(UTC).date()
    petra = enter(southend, "petra-placard", width=PHONE)
    petra.open().page.get_by_role("link", name="Settings").click()
    petra.accessible().fits()

    # A councillor comes.
    petra.follow("People", exact=True).accessible().fits()
    petra.follow("Add a person").press("Continue").accessible().fits()
    assert "Enter the name" in petra.text()
    petra.fill(name="Councillor Nina Novel", emails="nina.novel@councillors.southend.example")
    petra.press("Continue")
    petra.fill(what="post-councillor-pierhead")
    day(petra, "start", today).press("Save").accessible().fits()
    assert "Councillor for Pierhead" in petra.text()
    assert Membership.objects.filter(person__slug="nina-novel").exists()

    # Two officers leave, looked at first; the last of a desk may not.
    petra.open("settings/people/?side=officer")
    for slug in ("sam-stencil", "vera-variable"):
        petra.page.locator(f'label[for="who-{slug}"]').click()
    petra.fill(action="end").press("Continue").accessible().fits()
    petra.fill(body="everything")
    day(petra, "last", today + timedelta(days=60)).press("Show what would change")
    petra.accessible().fits()
    assert "Highways engineer: ends on" in petra.text()
    petra.press("Change 2 people").accessible()
    assert "2 people were changed." in petra.text()

    # A day is closed, looked at first; whoever has the case is told.
    shut = working_time_of(southend).add(today, 1)
    petra.open("settings/closures/")
    day(petra, "first", shut).fill(reason="Burst pipe").press("Show what would change")
    petra.accessible().fits()
    assert case.reference in petra.text()
    assert "Kerb in Elm Road" not in petra.text()
    petra.press("Add and count again").accessible().fits()
    assert "Counted again lately" in petra.text()
    was = answer.due
    answer.refresh_from_db()
    assert was is not None and answer.due == working_time_of(southend).add(was, 1)
    assert Notice.objects.filter(case=case, event__act="recount").count() == 1

    # It can all be read afterwards.
    petra.page.set_viewport_size({"width": DESK, "height": 900})
    petra.open("settings/log/?by=petra-placard").accessible().fits()
    for words in ("Nina Novel", "Sam Stencil: Highways engineer", "Burst pipe"):
        assert words in petra.text()


def test_an_election_night_at_a_browser(southend: Council, enter: Enter) -> None:
    petra = enter(southend, "petra-placard", width=PHONE)
    petra.open("settings/").follow("Election night").accessible().fits()
    petra.press("Show what would change").accessible().fits()
    assert "Enter the polling day" in petra.text()
    sent = b"ward,name,group,email\nGarrison,Iris Fiction,Meadow Group,\nGarrison,Nova Newcomer,,\n"
    file = FilePayload(name="results.csv", mimeType="text/csv", buffer=sent)
    petra.page.get_by_label("The results as a CSV file").set_input_files(file)
    day(petra, "polling", date(2027, 5, 6)).press("Show what would change").accessible().fits()
    assert "Nothing has been changed yet." in petra.text()
    assert "Councillor Nova Newcomer" in petra.text()
    petra.press("Make these changes").accessible().fits()
    assert "Election night:" in petra.text()
    assert Membership.objects.filter(person__slug="nova-newcomer").exists()


def test_wards_and_departments_change_on_a_day_at_a_browser(
    southend: Council, enter: Enter
) -> None:
    petra = enter(southend, "petra-placard", width=PHONE)
    for section, answers, says in (
        ("Change of group", {"person": "bertram-sample"}, "Meadow Group, until"),
        ("Reorganisation", {"old": "planning", "into": "waste"}, "Moves: 3"),
        ("New boundaries", {"became": "Garrison=North Shore\nPierhead=South Shore"}, "South Shore"),
    ):
        petra.open("settings/").follow(section).fill(**answers)
        if section == "Change of group":
            petra.page.get_by_label("No group").check()
        day(petra, "start", date(2027, 5, 10)).press("Show what would change")
        petra.accessible().fits()
        assert says in petra.text()
        petra.press("Make these changes").accessible()
        assert f"{section}: " in petra.text()
