"""Lists of councillors and officers as councils write them, in CSV and in workbooks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from moothall.people.importing.plan import ImportRefused
from moothall.people.importing.reading import read_plan
from moothall.people.importing.text import BadDay, day_of, person_key, person_name
from moothall.people.models import Council, Membership, Organization, Post

from .conftest import Show
from .sources import table, workbook


def test_headings_are_known_in_many_words_and_any_separator() -> None:
    for separator in (",", ";", "\t"):
        rows = (
            separator.join(("List of members", "", "", "")),
            separator.join(("Surname", "Forename", "Electoral Division", "Political party")),
            separator.join(("Example", "Ada", "Elm", "Green Party")),
        )
        plan = read_plan("csv", [table(*rows)])
        assert [one.name for one in plan.people] == ["Ada Example"]
        assert list(plan.areas) == ["elm"]
        assert [one.name for one in plan.bodies.values()] == ["Green Party"]
        assert plan.people[0].where == "row 3"


def test_a_workbook_with_dates_and_numbers() -> None:
    data = workbook(
        [
            ["Rowborough Council"],
            ["Employee", "Job title", "Department", "Staff number", "Start date", "Tel"],
            [
                "Petra Post",
                "Clerk",
                "Highways",
                1234,
                datetime(2024, 4, 1),
                "01234 567890 / 07700 900000",
            ],
        ]
    )
    person = read_plan("csv", [data]).people[0]
    assert person.ids == [("csv", "1234")]
    assert person.telephones == ["01234 567890", "07700 900000"]
    assert person.held[0].start == date(2024, 4, 1)


def test_rows_of_one_person_are_put_together() -> None:
    rows = ("Name,Ward,Committee", "Cllr Ada Example,Elm,", "Ada Example,Elm,Planning; Audit")
    plan = read_plan("csv", [table(*rows)])
    assert [len(one.held) for one in plan.people] == [3]


def test_a_standard_role_is_taken_and_a_title_that_is_one_too(
    rowborough: Council, bring: Show
) -> None:
    rows = (
        "Name,Post,Standard role,Department",
        "Mo Officer,Head of Law,monitoring_officer,Law",
        "Di Rector,Director of Place,,Place",
        "Pat Plain,Gardener,no such role,Place",
        "Sly Title,Administrator,,Place",
    )
    difference = bring("csv", table(*rows))
    roles = dict(Post.objects.filter(council=rowborough).values_list("label", "role"))
    assert roles["Head of Law"] == "monitoring_officer"
    assert roles["Director of Place"] == "director"
    assert roles["Gardener"] == "officer"
    assert roles["Administrator"] == "officer", "nobody becomes one by a title"
    assert any("no_such_role" in one for one in difference.warnings)
    place = Organization.objects.get(council=rowborough, name="Place")
    assert place.classification == "department"


def test_a_councillors_title_never_makes_an_officer(rowborough: Council, bring: Show) -> None:
    rows = ("Name,Ward,Post", "Cllr Ada Example,Elm,Champion for Bees")
    bring("csv", table(*rows))
    post = Post.objects.get(council=rowborough, label="Champion for Bees")
    assert post.role == "elected_councillor"


def test_a_last_day_ends_and_somebody_who_has_left_already_is_not_taken_in(
    rowborough: Council, bring: Show
) -> None:
    rows = (
        "Name,Email,Job title,End",
        "Olaf Officer,olaf@rowborough.example,Committee clerk,31/10/2026",
        "Lew Longgone,lew@rowborough.example,Committee clerk,31/10/2020",
    )
    difference = bring("csv", table(*rows))
    held = Membership.objects.filter(council=rowborough)
    assert held.get(post__slug="clerk").end_date == date(2026, 10, 31)
    assert any("Lew Longgone (row 3) has left already" in one for one in difference.warnings)


def test_two_posts_of_one_title_need_a_department(rowborough: Council, bring: Show) -> None:
    bring("csv", table("Name,Post,Department", "Ann A,Adviser,Law", "Bob B,Adviser,Place"))
    difference = bring("csv", table("Name,Post", "Cat C,Adviser"))
    assert any("Several posts are called “Adviser”" in one for one in difference.warnings)


@pytest.mark.parametrize(
    "raw, day",
    [
        ("27/03/2027", date(2027, 3, 27)),
        ("7 May 2023", date(2023, 5, 7)),
        ("8th May 2023", date(2023, 5, 8)),
        ("2023-05-08T00:00:00", date(2023, 5, 8)),
        ("unspecified", None),
        ("", None),
        (datetime(2023, 5, 8, 12), date(2023, 5, 8)),
    ],
)
def test_days_as_councils_write_them(raw: object, day: date | None) -> None:
    assert day_of(raw) == day


@pytest.mark.parametrize("raw", ["31/02/2023", "1/2/23", "13/13/2023", "soon", "01/01/0001"])
def test_a_day_is_never_guessed(raw: str) -> None:
    with pytest.raises(BadDay):
        day_of(raw)


def test_one_name_in_several_spellings() -> None:
    spellings = ("Cllr Dr Ada Example MBE", "Councillor Ada Example", "Example, Ada", "ADA EXAMPLE")
    assert {person_key(person_name(one)) for one in spellings} == {"ada example"}
    assert person_name("Cllr. Example, Ada OBE") == "Councillor Ada Example OBE"


def test_one_file_at_a_time() -> None:
    with pytest.raises(ImportRefused, match="One file at a time"):
        read_plan("csv", [b"Name\nA", b"Name\nB"])
