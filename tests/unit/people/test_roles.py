"""Who holds which role on which day, in the demonstration councils."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from moothall.people import roles
from moothall.people.models import Area, Council, Membership, Organization, Person, Post

Find = Callable[[Council, str], Person]
TODAY = date(2026, 12, 1)


def slugs(people: Iterable[Person]) -> list[str]:
    return [person.slug for person in people]


def test_roles_are_those_of_the_posts_and_the_side(southend: Council, person: Find) -> None:
    assert roles.roles_of(person(southend, "ada-example"), on=TODAY) == {
        "leader",
        "group_leader",
        "elected_councillor",
        "councillor",
    }
    assert roles.roles_of(person(southend, "nadia-mock"), on=TODAY) == {
        "executive_director",
        "monitoring_officer",
        "officer",
    }


def test_a_coopted_member_is_a_councillor_but_not_an_elected_one(
    southend: Council, person: Find
) -> None:
    assert roles.roles_of(person(southend, "keziah-coopted"), on=TODAY) == {
        "coopted_member",
        "councillor",
    }


def test_who_has_left_has_no_role_from_the_day_after(southend: Council, person: Find) -> None:
    jonah = person(southend, "jonah-bygone")
    assert "councillor" in roles.roles_of(jonah, on=date(2026, 5, 11))
    assert roles.roles_of(jonah, on=date(2026, 5, 12)) == frozenset()


def test_who_is_elected_has_the_role_from_that_day(southend: Council, person: Find) -> None:
    iris = person(southend, "iris-fiction")
    assert roles.roles_of(iris, on=date(2026, 5, 11)) == frozenset()
    assert "councillor" in roles.roles_of(iris, on=date(2026, 5, 12))


def test_a_director_counts_as_chief_officer(southend: Council) -> None:
    chiefs = slugs(roles.holders(southend, "chief_officer", on=TODAY))
    assert {"quentin-mockup", "nadia-mock", "leonora-testcase"} <= set(chiefs)
    assert "sam-stencil" not in chiefs


def test_holders_may_be_asked_of_one_department_or_ward(southend: Council) -> None:
    highways = Organization.objects.get(council=southend, slug="highways")
    pierhead = Area.objects.get(council=southend, slug="pierhead")
    assert slugs(roles.holders(southend, "chief_officer", on=TODAY, organization=highways)) == [
        "quentin-mockup"
    ]
    assert slugs(roles.holders(southend, "councillor", on=TODAY, area=pierhead)) == [
        "ada-example",
        "bertram-sample",
        "clara-specimen",
    ]


def test_nobody_holds_a_role_of_another_council(southend: Council, wantage: Council) -> None:
    assert slugs(roles.holders(wantage, "hub", on=TODAY)) == ["lydia-larch"]
    assert slugs(roles.holders(southend, "hub", on=TODAY)) == ["hattie-hub", "howard-hub"]


def test_ward_councillors_change_on_the_day(southend: Council) -> None:
    garrison = Area.objects.get(council=southend, slug="garrison")
    before = roles.ward_councillors(garrison, on=date(2026, 5, 11))
    after = roles.ward_councillors(garrison, on=date(2026, 5, 12))
    assert slugs(before) == ["jonah-bygone", "hamid-prototype"]
    assert slugs(after) == ["iris-fiction", "hamid-prototype"]


def test_areas_and_groups_of_a_councillor(southend: Council, person: Find) -> None:
    ada, clara = person(southend, "ada-example"), person(southend, "clara-specimen")
    assert [area.slug for area in roles.areas_of(ada, on=TODAY)] == ["pierhead"]
    assert [group.slug for group in roles.groups_of(ada, on=TODAY)] == ["harbour-group"]
    assert roles.groups_of(clara, on=TODAY) == ()


def test_a_committee_is_no_group(southend: Council, person: Find) -> None:
    iris = person(southend, "iris-fiction")
    assert [group.slug for group in roles.groups_of(iris, on=TODAY)] == ["meadow-group"]


def test_management_goes_up_the_posts(southend: Council, person: Find) -> None:
    line = ["umar-understudy", "sam-stencil", "quentin-mockup", "martin-dummy", "leonora-testcase"]
    for below, above in pairwise(line):
        manager = roles.manager_of(person(southend, below), on=TODAY)
        assert manager is not None and manager.slug == above
    assert roles.manager_of(person(southend, "leonora-testcase"), on=TODAY) is None


def test_nobody_is_their_own_manager(southend: Council, wantage: Council) -> None:
    for council in (southend, wantage):
        for someone in Person.objects.filter(council=council):
            assert roles.manager_of(someone, on=TODAY) != someone, someone


def test_a_vacant_post_passes_management_on(southend: Council, person: Find) -> None:
    director = Post.objects.get(council=southend, slug="director-highways")
    Membership.objects.filter(post=director).update(end_date=date(2026, 11, 30))
    sam = person(southend, "sam-stencil")
    before = roles.manager_of(sam, on=date(2026, 11, 30))
    after = roles.manager_of(sam, on=date(2026, 12, 1))
    assert before is not None and before.slug == "quentin-mockup"
    assert after is not None and after.slug == "martin-dummy"


def test_of_two_holders_the_one_who_has_held_it_longest_manages(
    southend: Council, person: Find
) -> None:
    director = Post.objects.get(council=southend, slug="director-highways")
    old = Membership.objects.get(post=director)
    rosa, vera = person(southend, "rosa-draft"), person(southend, "vera-variable")
    for who, start in ((vera, date(2024, 1, 1)), (rosa, date(2023, 1, 1))):
        Membership.objects.create(council=southend, person=who, post=director, start_date=start)
    sam = person(southend, "sam-stencil")
    assert roles.manager_of(sam, on=TODAY) == old.person
    old.delete()
    assert roles.manager_of(sam, on=TODAY) == rosa


def test_a_councillor_has_no_manager(southend: Council, person: Find) -> None:
    assert roles.manager_of(person(southend, "ada-example"), on=TODAY) is None


def test_who_reports_to_nobody_has_the_chief_officer_of_the_department(
    southend: Council, person: Find
) -> None:
    Post.objects.filter(council=southend, slug="lighting-engineer").update(reports_to=None)
    manager = roles.manager_of(person(southend, "tilda-template"), on=TODAY)
    assert manager is not None and manager.slug == "quentin-mockup"


def test_a_department_without_chief_officer_has_that_of_the_one_above(southend: Council) -> None:
    def chief(slug: str) -> str:
        department = Organization.objects.get(council=southend, slug=slug)
        found = roles.chief_officer_of(department, on=TODAY)
        return found.slug if found else ""

    assert chief("highways") == "quentin-mockup"
    assert chief("waste") == "martin-dummy"
    assert chief("members-support") == "nadia-mock"


def test_of_several_chief_officers_the_one_above_the_others(
    southend: Council, person: Find
) -> None:
    department = Organization.objects.get(council=southend, slug="neighbourhoods")
    below = Post.objects.create(
        council=southend,
        slug="director-neighbourhoods",
        label="Director of Neighbourhoods",
        role="director",
        organization=department,
        reports_to=Post.objects.get(council=southend, slug="deputy-chief-executive"),
    )
    zoe, martin = person(southend, "zoe-zeroth"), person(southend, "martin-dummy")
    Membership.objects.create(council=southend, person=zoe, post=below)
    assert roles.chief_officer_of(department, on=TODAY) == martin
    zoe.sort_name = "Aardvark, Zoe"
    zoe.save()
    assert roles.chief_officer_of(department, on=TODAY) == martin


def test_posts_that_report_in_a_circle_have_no_manager(southend: Council, person: Find) -> None:
    chief = Post.objects.get(council=southend, slug="chief-executive")
    director = Post.objects.get(council=southend, slug="director-highways")
    Membership.objects.filter(post__in=[chief, director]).delete()
    Post.objects.filter(pk=chief.pk).update(reports_to=director)
    Post.objects.filter(pk=director.pk).update(reports_to=chief)
    assert roles.manager_of(person(southend, "sam-stencil"), on=TODAY) is None


def test_in_a_parish_the_clerk_answers_for_the_office(wantage: Council) -> None:
    office = Organization.objects.get(council=wantage, slug="town-office")
    found = roles.chief_officer_of(office, on=TODAY)
    assert found is not None and found.slug == "lydia-larch"


def test_posts_are_found_held_or_vacant(southend: Council) -> None:
    Membership.objects.filter(post__slug="hub-officer", post__council=southend).delete()
    assert [post.slug for post in roles.posts_of(southend, "hub")] == ["hub-lead", "hub-officer"]


def test_an_address_belongs_to_one_person_of_one_council(
    southend: Council, wantage: Council
) -> None:
    found = roles.person_by_address(southend, " Ada.Example@Councillors.Southend.EXAMPLE ")
    assert found is not None and found.slug == "ada-example"
    assert roles.person_by_address(wantage, "ada.example@councillors.southend.example") is None


def test_what_any_officer_may_take_falls_to_those_of_another_council_last(
    guildford: Council, person: Find
) -> None:
    found = slugs(roles.any_officers(guildford, on=TODAY))
    assert found[-1] == "jasper-jigsaw", "whose post is shared"
    mona = person(guildford, "mona-metronome")
    assert not roles.sits_elsewhere(mona, on=TODAY), "who has a post of the council's besides"
