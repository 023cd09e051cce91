"""What an import would do, and does: matched surely or not at all, ended and never deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from moothall.people.importing.difference import Difference
from moothall.people.models import (
    Area,
    Change,
    ContactDetail,
    Council,
    Identifier,
    Membership,
    Organization,
    Person,
    Post,
)
from moothall.people.roles import groups_of, roles_of, ward_councillors

from .conftest import AT, ON, Show
from .sources import councillor, fault, moderngov, table

ALL = {
    "Elm": [
        councillor(1, "Cllr Ada Example", "The Greens", email="ADA@rowborough.example"),
        councillor(2, "Cllr Bert Sample", "Blue Group"),
    ],
    "Oak &amp; Ash Ward": [
        councillor(3, "Cllr Cleo Specimen", "Blue Group"),
        councillor(4, "Cllr Dan Dummy", "Ungrouped"),
    ],
    "Quayside": [councillor(5, "Cllr Eve Instance", "Green Group")],
}
SAME = {**ALL, "Elm": [{**ALL["Elm"][0], "politicalgrouptitle": "Green Group"}, ALL["Elm"][1]]}


def without(number: int) -> dict[str, list[dict[str, str]]]:
    return {
        ward: [one for one in rows if one["councillorid"] != str(number)]
        for ward, rows in SAME.items()
    }


def outcome(difference: Difference) -> dict[str, list[str]]:
    return {
        one: [entry.name for entry in difference.of(one)] for one in ("added", "changed", "ended")
    }


def person(council: Council, slug: str) -> Person:
    return Person.objects.get(council=council, slug=slug)


def test_without_applying_nothing_changes(rowborough: Council, show: Show) -> None:
    difference = show("moderngov", moderngov(without(5)))
    assert outcome(difference)["ended"] == ["Councillor Eve Instance"]
    assert not Change.objects.filter(through="import").exists()
    assert not Identifier.objects.exists()


def test_known_people_only_get_their_numbers_and_again_nothing(
    rowborough: Council, bring: Show
) -> None:
    first = bring("moderngov", moderngov(SAME))
    assert [one.what for one in first.of("changed")] == [
        [f"moderngov number: {number}"] for number in (4, 1, 5, 2, 3)
    ]
    assert outcome(first)["added"] == outcome(first)["ended"] == []
    changes = Change.objects.count()
    again = bring("moderngov", moderngov(SAME))
    assert outcome(again) == {"added": [], "changed": [], "ended": []}
    assert (again.unchanged, Change.objects.count()) == (5, changes)


def test_somebody_new_gets_seat_group_and_address_from_today(
    rowborough: Council, bring: Show
) -> None:
    new = councillor(9, "Cllr Nora New", "Blue", email="nora@rowborough.example; n2@new.example")
    bring("moderngov", moderngov({**without(5), "Quayside": [new]}))
    nora = person(rowborough, "nora-new")
    assert (nora.name, nora.sort_name) == ("Councillor Nora New", "New, Nora")
    assert "elected_councillor" in roles_of(nora, on=ON)
    assert [one.slug for one in groups_of(nora, on=ON)] == ["blues"]
    quay = Area.objects.get(council=rowborough, slug="quay")
    assert ward_councillors(quay, on=ON) == (nora,)
    assert [one.slug for one in ward_councillors(quay, on=date(2026, 11, 29))] == ["eve-instance"]
    values = ContactDetail.objects.filter(person=nora).order_by("-preferred")
    assert [one.value for one in values] == ["nora@rowborough.example", "n2@new.example"]


def test_a_new_ward_comes_with_its_post(rowborough: Council, bring: Show) -> None:
    new = councillor(9, "Cllr Nora New")
    difference = bring("moderngov", moderngov({**SAME, "Beech": [new], "Yew": []}))
    post = Post.objects.get(council=rowborough, slug="councillor-beech")
    assert (post.label, post.role) == ("Councillor for Beech", "elected_councillor")
    assert outcome(difference)["added"] == ["Councillor Nora New", "Yew"]
    assert Post.objects.filter(council=rowborough, slug="councillor-yew").exists()


def test_who_is_missing_is_ended_and_never_deleted(rowborough: Council, bring: Show) -> None:
    before = Membership.objects.count()
    bring("moderngov", moderngov(without(3)))
    cleo = person(rowborough, "cleo-specimen")
    assert not roles_of(cleo, on=ON), "with the seat the Leader's post ends too"
    assert "leader" in roles_of(cleo, on=date(2026, 11, 29))
    assert Membership.objects.count() == before
    ends = {one.end_date for one in Membership.objects.filter(person=cleo)}
    assert ends == {date(2026, 11, 29)}


def test_a_list_of_councillors_ends_no_officer_and_no_committee(
    rowborough: Council, bring: Show
) -> None:
    bring("moderngov", moderngov(SAME))
    assert roles_of(person(rowborough, "olaf-officer"), on=ON)
    assert Membership.objects.get(organization__slug="planning").end_date is None


def test_a_list_of_officers_ends_no_councillor(rowborough: Council, bring: Show) -> None:
    rows = ("Name,Job title,Department", "Petra Post,Committee clerk,Highways")
    difference = bring("csv", table(*rows))
    assert outcome(difference) == {
        "added": ["Petra Post"],
        "changed": [],
        "ended": ["Olaf Officer"],
    }
    assert roles_of(person(rowborough, "cleo-specimen"), on=ON) >= {"leader"}
    assert Post.objects.get(council=rowborough, slug="clerk").memberships.count() == 2


def test_a_defection_ends_one_group_and_begins_another(rowborough: Council, bring: Show) -> None:
    moved = [SAME["Elm"][0], {**SAME["Elm"][1], "politicalgrouptitle": "Green"}]
    bring("moderngov", moderngov({**SAME, "Elm": moved}))
    bert = person(rowborough, "bert-sample")
    assert [one.slug for one in groups_of(bert, on=date(2026, 11, 29))] == ["blues"]
    assert [one.slug for one in groups_of(bert, on=ON)] == ["greens"]


def test_independent_is_a_party_and_puts_in_no_group(rowborough: Council, bring: Show) -> None:
    alone = {**SAME["Quayside"][0], "politicalgrouptitle": "", "politicalpartytitle": "Independent"}
    difference = bring("moderngov", moderngov({**SAME, "Quayside": [alone]}))
    assert not groups_of(person(rowborough, "eve-instance"), on=ON)
    assert any("shown as Independent" in one for one in difference.warnings)


def test_too_many_endings_are_refused_with_the_numbers(rowborough: Council, bring: Show) -> None:
    data = fault("mass-removal.xml")
    difference = bring("moderngov", data, allow=None)
    assert "It would end 9 of 11 memberships (82%)" in difference.refused
    assert "no more than 20%" in difference.refused
    assert not Change.objects.filter(through="import").exists()
    rowborough.import_ending_percent = 82
    rowborough.save()
    assert not bring("moderngov", data, allow=None).refused


def test_knowingly_more_may_end(rowborough: Council, bring: Show) -> None:
    assert bring("moderngov", fault("mass-removal.xml"), allow=81).refused
    assert not bring("moderngov", fault("mass-removal.xml"), allow=82).refused
    assert Change.objects.filter(through="import").exists()


def test_the_number_comes_before_address_and_name(rowborough: Council, bring: Show) -> None:
    bring("moderngov", moderngov(SAME))
    married = councillor(1, "Cllr Ada Married", "Green Group", email="am@rowborough.example")
    difference = bring("moderngov", moderngov({**SAME, "Elm": [married, SAME["Elm"][1]]}))
    assert [one.what[0] for one in difference.of("changed")] == [
        "name: Councillor Ada Example becomes Councillor Ada Married"
    ]
    ada = person(rowborough, "ada-example")
    assert (ada.name, ada.sort_name) == ("Councillor Ada Married", "Married, Ada")
    new = ContactDetail.objects.get(value="am@rowborough.example")
    assert (new.person, new.preferred) == (ada, True)
    assert not ContactDetail.objects.get(value="ada@rowborough.example").preferred


@pytest.mark.parametrize(
    "row, says",
    [
        (councillor(8, "Cllr Quentin Quite", email="ada@rowborough.example"), "is that of"),
        (councillor(8, "Cllr Dan Dummy"), "elsewhere, and neither"),
    ],
    ids=["another name with a known address", "a known name in another ward"],
)
def test_whoever_may_be_meant_is_neither_changed_nor_ended(
    rowborough: Council, bring: Show, row: dict[str, str], says: str
) -> None:
    difference = bring("moderngov", moderngov({"Quayside": [*SAME["Quayside"], row]}))
    assert any(says in one for one in difference.warnings)
    meant = "Ada Example" if "Quite" in row["fullusername"] else "Dan Dummy"
    assert f"Councillor {meant}" not in outcome(difference)["ended"]
    assert not Person.objects.filter(name__contains="Quite").exists()
    assert Person.objects.filter(name__contains="Dan Dummy").count() == 1


def test_one_name_twice_for_one_ward_is_left_out(rowborough: Council, bring: Show) -> None:
    difference = bring("moderngov", fault("duplicate-councillors.xml"))
    assert any("the name stands twice for one ward" in one for one in difference.warnings)
    assert "elected_councillor" in roles_of(person(rowborough, "ada-example"), on=ON)
    assert not Identifier.objects.exists()


def test_an_address_of_somebody_else_is_not_taken_over(rowborough: Council, bring: Show) -> None:
    rows = [{**SAME["Quayside"][0], "email": "bert@rowborough.example"}]
    difference = bring("moderngov", moderngov({**SAME, "Quayside": rows}))
    assert any("is that of Councillor Bert Sample" in one for one in difference.warnings)
    assert ContactDetail.objects.get(value="bert@rowborough.example").person.slug == "bert-sample"


def test_committees_come_and_the_expired_ones_end(rowborough: Council, bring: Show) -> None:
    def committee(number: int, title: str, *, expired: str = "False") -> str:
        return (
            f"<committee><committeeid>{number}</committeeid><committeetitle>{title}"
            f"</committeetitle><committeeexpired>{expired}</committeeexpired></committee>"
        )

    parts = [
        committee(1, "Planning Committee", expired="True"),
        committee(2, "Audit Sub-Committee"),
        committee(3, "Old Panel", expired="True"),
        committee(4, "Council"),
        committee(5, "Cabinet"),
    ]
    difference = bring("moderngov", f"<committees>{''.join(parts)}</committees>".encode())
    assert outcome(difference)["added"] == ["Audit Sub-Committee", "Cabinet"]
    kinds = Organization.objects.filter(council=rowborough).values_list("name", "classification")
    assert {("Audit Sub-Committee", "sub_committee"), ("Cabinet", "cabinet")} <= set(kinds)
    planning = Organization.objects.get(council=rowborough, slug="planning")
    assert planning.end_date == date(2026, 11, 29)
    assert Membership.objects.get(organization=planning).end_date == date(2026, 11, 29)
    assert not Organization.objects.filter(name="Old Panel").exists()
    again = bring("moderngov", f"<committees>{''.join(parts)}</committees>".encode())
    assert outcome(again) == {"added": [], "changed": [], "ended": []}
    assert again.unchanged == 3


def test_a_committee_called_otherwise_is_the_same_by_its_number(
    rowborough: Council, bring: Show
) -> None:
    def answer(title: str) -> bytes:
        inner = f"<committeeid>7</committeeid><committeetitle>{title}</committeetitle>"
        return f"<committees><committee>{inner}</committee></committees>".encode()

    first = bring("moderngov", answer("planning committee"))
    assert [one.what for one in first.of("changed")] == [["moderngov number: 7"]]
    second = bring("moderngov", answer("Development Committee"))
    words = "name: Planning Committee becomes Development Committee"
    assert [one.what for one in second.of("changed")] == [[words]]
    assert Organization.objects.get(council=rowborough, slug="planning").name == (
        "Development Committee"
    )


def test_everything_is_one_batch_in_the_log(rowborough: Council, bring: Show) -> None:
    bring("moderngov", moderngov(without(5)))
    log = Change.objects.filter(council=rowborough, through="import")
    assert len(set(log.values_list("batch", flat=True))) == 1
    assert set(log.values_list("through", flat=True)) == {"import"}


def test_a_later_import_leaves_what_has_ended_as_it_is(rowborough: Council, bring: Show) -> None:
    bring("moderngov", moderngov(without(5)))
    later = datetime(2027, 1, 15, 10, tzinfo=UTC)
    difference = bring("moderngov", moderngov(without(5)), at=later)
    assert outcome(difference) == {"added": [], "changed": [], "ended": []}
    assert later > AT


def test_the_first_councillors_of_a_council_have_no_first_day_that_nobody_knows(
    wantage: Council, rowborough: Council, bring: Show
) -> None:
    Membership.objects.filter(council=rowborough).delete()
    bring("moderngov", moderngov(SAME))
    seats = Membership.objects.filter(council=rowborough, post__isnull=False)
    assert {one.start_date for one in seats} == {None}


def test_one_committees_members_end_nobody_else(rowborough: Council, bring: Show) -> None:
    member = "<fullusername>Cllr {}</fullusername><councillorid>{}</councillorid><role>{}</role>"
    members = "".join(
        f"<member>{member.format(*one)}</member>"
        for one in (("Bert Sample", 2, "Vice-Chairman"), ("Ada Example", 1, ""))
    )
    bring("moderngov", moderngov(SAME))
    body = f"<committeetitle>Planning Committee</committeetitle><members>{members}</members>"
    difference = bring("moderngov", f"<committee>{body}</committee>".encode())
    assert outcome(difference) == {
        "added": [],
        "changed": ["Councillor Ada Example", "Councillor Bert Sample"],
        "ended": [],
    }
    held = Membership.objects.filter(organization__slug="planning", council=rowborough)
    assert {(one.person.slug, one.role) for one in held} == {
        ("ada-example", ""),
        ("bert-sample", "vice_chair"),
    }
