"""Elections, group changes, reorganisations and new wards: looked at first, then one batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from moothall.config.cli import main
from moothall.people import roles
from moothall.people.changing import Changing
from moothall.people.models import Area, Change, Council, Membership, Organization, Person, Post
from moothall.people.relating import portfolio_holder
from moothall.people.succession import organization_on
from moothall.people.turnover.defection import plan_group
from moothall.people.turnover.election import in_office_from, plan_election
from moothall.people.turnover.plan import Plan, PlanRefused
from moothall.people.turnover.reorganising import move_post, plan_department
from moothall.people.turnover.results import read_results

Find = Callable[[Council, str], Person]
POLLING, IN_OFFICE, LAST = date(2027, 5, 6), date(2027, 5, 10), date(2027, 5, 9)
AT = datetime(2027, 5, 7, 3, tzinfo=UTC)
HEAD = "ward,name,group,email\n"
NIGHT = HEAD + (
    "Garrison,Iris Fiction,Meadow Group,iris.fiction@councillors.southend.example\n"
    "Garrison,Cllr Nova Newcomer,,nova@councillors.southend.example\n"
)


def changing(council: Council) -> Changing:
    return Changing(council=council, by=None, at=AT, through="command line")


def elects(council: Council, text: str = NIGHT) -> Plan:
    return plan_election(council, read_results(text), polling_day=POLLING)


def everything(council: Council) -> list[tuple[object, ...]]:
    return sorted(Membership.objects.filter(council=council).values_list(), key=repr)


@pytest.mark.parametrize(
    ("polling", "office"),
    [
        (date(2026, 5, 7), date(2026, 5, 11)),  # the Monday: Local Government Act 1972, s. 7
        (date(2024, 5, 2), date(2024, 5, 7)),  # that Monday was a bank holiday: s. 243(1)
        (date(2026, 5, 5), date(2026, 5, 9)),  # Saturdays count
        (date(2026, 5, 6), date(2026, 5, 11)),  # a Sunday is passed over
    ],
)
def test_they_come_into_office_on_the_fourth_day(
    southend: Council, polling: date, office: date
) -> None:
    assert in_office_from(southend, polling) == office


def test_terms_end_and_begin_on_the_day(southend: Council, person: Find) -> None:
    elects(southend).apply(changing(southend))
    garrison = Area.objects.get(council=southend, slug="garrison")
    before = roles.ward_councillors(garrison, on=LAST)
    after = roles.ward_councillors(garrison, on=IN_OFFICE)
    assert {one.slug for one in before} == {"iris-fiction", "hamid-prototype"}
    assert {one.slug for one in after} == {"iris-fiction", "nova-newcomer"}
    nova = person(southend, "nova-newcomer")
    assert (nova.name, nova.sort_name) == ("Councillor Nova Newcomer", "Newcomer, Nova")
    assert roles.person_by_address(southend, "nova@councillors.southend.example") == nova
    assert roles.groups_of(nova, on=IN_OFFICE) == ()


def test_who_retires_loses_committees_and_group_but_a_mayor_stays_one(
    southend: Council, person: Find
) -> None:
    plan = elects(southend)
    plan.apply(changing(southend))
    hamid = person(southend, "hamid-prototype")
    assert [str(one.post) for one in roles.memberships_of(hamid, on=IN_OFFICE)] == ["Mayor"]
    assert any("stays Mayor until the annual meeting" in one for one in plan.warnings)


def test_it_is_looked_at_first_and_written_down_as_one_batch(southend: Council) -> None:
    before = everything(southend)
    plan = elects(southend)
    assert everything(southend) == before
    plan.apply(changing(southend))
    assert everything(southend) != before
    assert len(set(Change.objects.filter(at=AT).values_list("batch", flat=True))) == 1


def test_the_same_results_twice_change_nothing(southend: Council) -> None:
    elects(southend).apply(changing(southend))
    before = everything(southend)
    again = elects(southend)
    assert [step.sort for step in again.steps] == ["continuing", "continuing"]
    assert again.apply(changing(southend)) == 0
    assert everything(southend) == before


def test_where_a_third_retires_only_who_is_replaced_goes(southend: Council, person: Find) -> None:
    text = (
        "ward,name,group,email,replaces\n"
        "Pierhead,Nova Newcomer,Meadow Group,nova@councillors.southend.example,Clara Specimen\n"
    )
    elects(southend, text).apply(changing(southend))
    pierhead = Area.objects.get(council=southend, slug="pierhead")
    found = {one.slug for one in roles.ward_councillors(pierhead, on=IN_OFFICE)}
    assert found == {"ada-example", "bertram-sample", "nova-newcomer"}


def test_who_is_elected_elsewhere_moves(southend: Council, person: Find) -> None:
    text = HEAD + "Pierhead,Iris Fiction,Meadow Group,iris.fiction@councillors.southend.example\n"
    elects(southend, text).apply(changing(southend))
    iris = person(southend, "iris-fiction")
    assert [one.slug for one in roles.areas_of(iris, on=LAST)] == ["garrison"]
    assert [one.slug for one in roles.areas_of(iris, on=IN_OFFICE)] == ["pierhead"]


REFUSED = {
    "a ward nobody knows": ("Garison,Ada Example,,\n", "Did you mean Garrison?"),
    "a group nobody knows": ("Garrison,Ada Example,Harbor Group,\n", "Did you mean Harbour Group?"),
    "an address of another": (
        "Garrison,Ada Exmple,,ada.example@councillors.southend.example\n",
        "belongs to Councillor Ada Example",
    ),
    "one person twice": ("Garrison,Ada Example,,\nPierhead,Ada Example,,\n", "line 2 already"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_results_that_cannot_be_meant_are_refused(southend: Council, what: str) -> None:
    text, message = REFUSED[what]
    plan = elects(southend, HEAD + text)
    assert message in plan.refused
    assert not plan.steps
    with pytest.raises(PlanRefused):
        plan.apply(changing(southend))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it has no ward"),
        (HEAD, "nobody in the file"),
        ("<html><body>Not found</body></html>", "it has no ward"),
        (HEAD + "Garrison,,,\n", "Line 2 has no name"),
        (HEAD + 'Garrison,"Ada\n', "is not CSV"),
        (HEAD + "\x00", "no file of results"),
        (HEAD + "Garrison,Ada,,ada at home\n", "Line 2: “ada at home” is no e-mail address"),
        (HEAD + "Garrison,Ada,,ada@\n", "is no e-mail address"),
        (HEAD + f"Garrison,{'A' * 151},,\n", "Line 2: the name must be 150 characters"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(PlanRefused, match=message):
        read_results(text)


def test_the_command_shows_and_then_applies(
    southend: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_text(NIGHT)
    words = ["people", "election", str(file), "--council", "southend"]
    words += ["--polling-day", "2027-05-06", "--json"]
    before = everything(southend)
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["from"], said["last_day_before"]) == ("2027-05-10", "2027-05-09")
    assert (said["refused"], said["applied"]) == (None, False)
    assert {one["slug"] for one in said["ended"]} == {"hamid-prototype"}
    assert [one["slug"] for one in said["begun"]] == ["nova-newcomer"]
    assert everything(southend) == before
    assert main([*words, "--apply"]) == 0
    assert json.loads(capsys.readouterr().out)["applied"]
    assert everything(southend) != before


def test_the_command_refuses_with_two(
    southend: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("<html></html>")
    words = ["people", "election", str(file), "--council", "southend", "--apply", "--json"]
    assert main([*words, "--polling-day", "2027-05-06"]) == 2
    assert json.loads(capsys.readouterr().out)["refused"]


# Groups -------------------------------------------------------------------------------------------


def group(council: Council, slug: str) -> Organization:
    return Organization.objects.get(council=council, slug=slug)


def test_a_defector_leaves_the_group_and_its_posts(southend: Council, person: Find) -> None:
    bertram, day = person(southend, "bertram-sample"), date(2026, 12, 1)
    harbour = group(southend, "harbour-group")
    plan_group(bertram, harbour, on=day).apply(changing(southend))
    assert [one.slug for one in roles.groups_of(bertram, on=date(2026, 11, 30))] == ["meadow-group"]
    assert roles.groups_of(bertram, on=day) == (harbour,)
    assert "group_leader" not in roles.roles_of(bertram, on=day)


def test_who_leaves_every_group_is_ungrouped(southend: Council, person: Find) -> None:
    ada, day = person(southend, "ada-example"), date(2026, 12, 1)
    plan_group(ada, None, on=day).apply(changing(southend))
    assert roles.groups_of(ada, on=day) == ()
    assert "leader" in roles.roles_of(ada, on=day)


@pytest.mark.parametrize(
    ("who", "to"), [("ada-example", "harbour-group"), ("sam-stencil", "meadow-group")]
)
def test_a_change_that_is_none_is_refused(
    southend: Council, person: Find, who: str, to: str
) -> None:
    assert plan_group(person(southend, who), group(southend, to), on=date(2026, 12, 1)).refused


# Departments and wards ----------------------------------------------------------------------------


def test_a_department_becomes_part_of_another_from_the_day(southend: Council, person: Find) -> None:
    planning, waste = group(southend, "planning"), group(southend, "waste")
    day, before = date(2026, 12, 1), date(2026, 11, 30)
    plan = plan_department(planning, waste, on=day)
    assert {one.about for one in plan.of("moved")} == {
        "director-planning",
        "planning-officer",
        "planning-assistant",
    }
    plan.apply(changing(southend))
    rosa, martin = person(southend, "rosa-draft"), person(southend, "martin-dummy")
    assert organization_on(planning, on=before) == planning
    assert organization_on(planning, on=day) == waste
    assert roles.chief_officer_of(waste, on=before) == martin
    assert roles.chief_officer_of(waste, on=day) == rosa
    assert roles.chief_officer_of(planning, on=day) == rosa
    dev = person(southend, "dev-instance")
    assert portfolio_holder(planning, on=day) == dev


def test_a_post_may_go_elsewhere_than_its_department(southend: Council, person: Find) -> None:
    post = Post.objects.get(council=southend, slug="planning-assistant")
    assert move_post(post, group(southend, "highways"), changing=changing(southend))
    post.refresh_from_db()
    assert post.organization == group(southend, "highways")


@pytest.mark.parametrize(
    ("old", "into"),
    [("neighbourhoods", "waste"), ("waste", "waste"), ("harbour-group", "waste")],
)
def test_a_department_is_no_part_of_itself(southend: Council, old: str, into: str) -> None:
    plan = plan_department(group(southend, old), group(southend, into), on=date(2026, 12, 1))
    assert plan.refused
