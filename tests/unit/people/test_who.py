"""Who held this role, for this ward, on that date: holders, vacancies, cover, fallback, finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from moothall.config.cli import main
from moothall.people.models import (
    Area,
    Council,
    Membership,
    Organization,
    Person,
    Post,
    Succession,
)
from moothall.people.who import Answer, UnknownRole, who

Find = Callable[[Council, str], Person]
TODAY = date(2026, 12, 1)
FOREVER = date(2030, 1, 1)


def slugs(answer: Answer) -> list[str]:
    return [one.person.slug for one in answer.holders]


def ward(council: Council, slug: str) -> Area:
    return Area.objects.get(council=council, slug=slug)


def test_who_holds_it_is_told_with_post_and_days(southend: Council) -> None:
    (one,) = who(southend, "mayor", on=TODAY).holders
    assert (one.person.slug, one.post) == ("hamid-prototype", "Mayor")
    assert (one.since, one.until, one.cover) == (date(2023, 5, 9), None, None)


def test_it_is_told_of_the_day_that_is_asked_about(southend: Council) -> None:
    garrison = ward(southend, "garrison")
    before = who(southend, "ward.councillors", on=date(2026, 5, 11), ward=garrison)
    after = who(southend, "ward.councillors", on=date(2026, 5, 12), ward=garrison)
    assert slugs(before) == ["jonah-bygone", "hamid-prototype"]
    assert slugs(after) == ["iris-fiction", "hamid-prototype"]
    assert before.holders[0].until == date(2026, 5, 11)


def test_who_is_away_is_told_with_who_covers(southend: Council, person: Find) -> None:
    answer = who(southend, "officer", on=date(2026, 12, 7))
    covers = {one.person.slug: one.cover for one in answer.holders}
    assert covers["tilda-template"] == person(southend, "sam-stencil")
    assert covers["sam-stencil"] is None


def test_a_vacant_post_is_a_row_of_its_own(southend: Council) -> None:
    answer = who(southend, "cabinet_member", on=TODAY)
    assert "dev-instance" in slugs(answer)
    assert [one.slug for one in answer.vacant] == ["cabinet-member-adults"]


def test_since_when_a_post_is_vacant_is_known(southend: Council) -> None:
    last = TODAY - timedelta(days=1)
    Membership.objects.filter(person__slug="hamid-prototype").update(end_date=last)
    (empty,) = who(southend, "mayor", on=TODAY).vacant
    assert empty.since == TODAY


@pytest.mark.parametrize(("slug", "empty"), [("priory-fields", 1), ("pierhead", 0)])
def test_empty_seats_of_a_ward_are_counted(southend: Council, slug: str, empty: int) -> None:
    answer = who(southend, "ward.councillors", on=TODAY, ward=ward(southend, slug))
    assert sum(one.seats for one in answer.vacant) == empty


def test_nobody_is_a_finding_with_the_clause_that_says_who_acts(guildford: Council) -> None:
    Membership.objects.filter(post__slug="monitoring-officer").update(end_date=date(2026, 1, 1))
    answer = who(guildford, "monitoring_officer", on=TODAY)
    assert answer.holders == ()
    assert answer.finding.startswith("On 1 December 2026 nobody is Joint Monitoring Officer")
    assert answer.fallback is not None
    assert (answer.fallback.clause, answer.fallback.role) == ("10.6", "chief_executive")
    assert "By clause 10.6 it falls to Jasper Jigsaw." in answer.finding


def test_a_vacancy_goes_up_the_line_of_management(southend: Council) -> None:
    Membership.objects.filter(post__role="director").update(end_date=date(2026, 1, 1))
    answer = who(southend, "director", on=TODAY)
    assert answer.fallback is not None
    assert [one.slug for one in answer.fallback.people] == ["martin-dummy"]


def test_a_deputy_acts_for_a_mayor(southend: Council, person: Find) -> None:
    Membership.objects.filter(post__slug="mayor").update(end_date=date(2026, 1, 1))
    post = Post.objects.get(council=southend, slug="deputy-mayor")
    grace = person(southend, "grace-model")
    Membership.objects.create(council=southend, person=grace, post=post)
    answer = who(southend, "mayor", on=TODAY)
    assert answer.fallback is not None
    assert answer.fallback.people == (grace,)


def test_chairs_are_found_as_post_and_as_place(southend: Council) -> None:
    answer = who(southend, "committee_chair", on=TODAY)
    by = {one.post: one.person.slug for one in answer.holders}
    assert by["Chair of the Development Control Committee"] == "femi-placeholder"
    assert by["Chair of the Place Scrutiny Committee"] == "iris-fiction"
    assert [one.slug for one in answer.vacant] == ["standards-committee"]


def test_a_body_is_its_members_and_no_substitutes(southend: Council) -> None:
    assert set(slugs(who(southend, "standards_committee", on=TODAY))) == {
        "iris-fiction",
        "keziah-coopted",
    }
    scrutiny = set(slugs(who(southend, "scrutiny_committee", on=TODAY)))
    assert scrutiny == {"iris-fiction", "grace-model", "hamid-prototype"}
    assert "grace-model" not in slugs(who(southend, "committee", on=date(2024, 1, 1)))


def test_the_district_s_monitoring_officer_is_the_parish_s(wantage: Council) -> None:
    assert slugs(who(wantage, "monitoring_officer", on=TODAY)) == ["orla-osier"]
    assert "orla-osier" not in slugs(who(wantage, "officer", on=TODAY))


def test_a_joint_post_is_a_post_in_each_council(guildford: Council) -> None:
    (one,) = who(guildford, "monitoring_officer", on=TODAY).holders
    post = Post.objects.get(council=guildford, slug="monitoring-officer")
    assert one.person.council_id == guildford.pk
    assert post.organization is not None
    assert post.organization.classification == Organization.Classification.COUNCIL


def test_a_ward_that_was_split_is_those_it_became(southend: Council, person: Find) -> None:
    old = ward(southend, "garrison")
    new = Area.objects.create(council=southend, slug="fort", name="Fort", start_date=TODAY)
    Area.objects.filter(pk=old.pk).update(end_date=TODAY - timedelta(days=1))
    Succession.objects.create(council=southend, old=old, new=new)
    post = Post.objects.create(
        council=southend, slug="c-fort", label="Fort", role="elected_councillor", area=new
    )
    vera = Person.objects.create(council=southend, slug="v", name="V Fort", sort_name="Fort")
    Membership.objects.create(council=southend, person=vera, post=post, start_date=TODAY)
    on_the_day = who(southend, "ward.councillors", on=TODAY, ward=old)
    assert slugs(on_the_day) == ["v"]
    before = who(southend, "ward.councillors", on=TODAY - timedelta(days=1), ward=new)
    assert slugs(before) == ["iris-fiction", "hamid-prototype"]


@pytest.mark.parametrize("role", ["committe_chair", "enquiry.handler", "ward.councillors"])
def test_what_no_person_can_hold_is_said(southend: Council, role: str) -> None:
    with pytest.raises(UnknownRole):
        who(southend, role, on=TODAY)


# The command line ---------------------------------------------------------------------------------


def test_the_command_answers_as_json(southend: Council, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["people", "who", "ward.councillors", "--council", "southend", "--ward", "Garrison"]
    assert main([*words, "--at", "2026-05-11", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["role"], said["at"], said["ward"]) == (
        "ward.councillors",
        "2026-05-11",
        "garrison",
    )
    assert said["holders"][0] == {
        "slug": "jonah-bygone",
        "name": "Councillor Jonah Bygone",
        "post": "Councillor for Garrison",
        "since": "2023-05-09",
        "until": "2026-05-11",
        "cover": None,
    }
    assert (said["vacant"], said["fallback"], said["finding"]) == ([], None, None)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["committe_chair", "--council", "southend"], "Did you mean committee_chair?"),
        (["mayor", "--council", "nowhere"], "there is no council 'nowhere'"),
        (["mayor", "--council", "southend", "--ward", "x"], "there is no ward 'x'"),
        (["mayor", "--council", "southend", "--ward", "Garisson"], "Did you mean Garrison?"),
        (["mayor", "--council", "suthend"], "Did you mean southend?"),
        (["ward.councillors", "--council", "southend"], "--ward WARD"),
        (["enquiry.handler", "--council", "southend"], "Only a case says who enquiry.handler is"),
    ],
)
def test_the_command_says_what_it_does_not_know(
    southend: Council, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["people", "who", *words]) == 2
    assert message in capsys.readouterr().err
