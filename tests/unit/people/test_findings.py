"""What is wanting in who is who: each sort is found when it is planted, and says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from moothall.config.cli import main
from moothall.people import roles
from moothall.people.findings import findings
from moothall.people.models import (
    Absence,
    Area,
    ContactDetail,
    Council,
    Membership,
    Organization,
    Person,
    Post,
)

TODAY = date(2026, 12, 1)


def about(council: Council, sort: str) -> list[str]:
    return [one.about for one in findings(council, on=TODAY) if one.sort == sort]


def test_the_demonstrations_say_what_they_want(southend: Council, wantage: Council) -> None:
    assert about(southend, "vacancy") == ["cabinet-member-adults", "deputy-mayor"]
    assert about(southend, "seat") == ["priory-fields"]
    assert about(southend, "chair") == ["standards-committee"]
    assert about(wantage, "chair") == ["planning-committee"]
    assert "council_vice_chair" in about(wantage, "role")
    for sort in ("manager", "ward", "address", "leaver", "two holders", "cover", "body"):
        assert about(southend, sort) == []


def leaves(who: Iterable[str]) -> None:
    Membership.objects.filter(post__isnull=False, person__slug__in=who).update(
        end_date=date(2026, 11, 30)
    )


def _no_manager(council: Council) -> None:
    Post.objects.filter(slug__in=["waste-officer", "deputy-chief-executive"]).update(
        reports_to=None, organization=None
    )


def _seatless(council: Council) -> None:
    Membership.objects.filter(person__slug="ada-example", post__area__isnull=False).delete()


def _two_mayors(council: Council) -> None:
    grace = Person.objects.get(council=council, slug="grace-model")
    post = Post.objects.get(council=council, slug="mayor")
    Membership.objects.create(council=council, person=grace, post=post)


def _two_chairs(council: Council) -> None:
    body = Organization.objects.get(council=council, slug="place-scrutiny")
    grace = Person.objects.get(council=council, slug="grace-model")
    Membership.objects.create(council=council, person=grace, organization=body, role="chair")


def _away(council: Council, *pairs: tuple[str, str]) -> None:
    people = {one.slug: one for one in Person.objects.filter(council=council)}
    for slug, cover in pairs:
        Absence.objects.create(
            council=council,
            person=people[slug],
            cover=people.get(cover),
            start_date=TODAY,
            end_date=TODAY,
        )


PLANTED: dict[str, tuple[str, str, Callable[[Council], object]]] = {
    "no manager": ("manager", "vera-variable", _no_manager),
    "no ward": ("ward", "ada-example", _seatless),
    "no address": (
        "address",
        "sam-stencil",
        lambda c: ContactDetail.objects.filter(person__slug="sam-stencil").delete(),
    ),
    "left": ("leaver", "ada-example", lambda c: leaves(["ada-example"])),
    "two mayors": ("two holders", "mayor", _two_mayors),
    "two chairs": ("two holders", "place-scrutiny", _two_chairs),
    "circle": (
        "cover",
        "sam-stencil",
        lambda c: _away(c, ("sam-stencil", "vera-variable"), ("vera-variable", "sam-stencil")),
    ),
    "no cover": ("cover", "rosa-draft", lambda c: _away(c, ("rosa-draft", ""))),
    "ended": (
        "body",
        "waste",
        lambda c: Organization.objects.filter(slug="waste").update(end_date=date(2026, 11, 30)),
    ),
    "no hub": ("role", "hub", lambda c: leaves(["hattie-hub", "howard-hub"])),
    "ward gone": (
        "ward",
        "iris-fiction",
        lambda c: Area.objects.filter(slug="garrison").update(end_date=date(2026, 11, 30)),
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_wanting_is_found_with_what_to_do(southend: Council, what: str) -> None:
    sort, slug, plant = PLANTED[what]
    assert slug not in about(southend, sort)
    plant(southend)
    found = [one for one in findings(southend, on=TODAY) if (one.sort, one.about) == (sort, slug)]
    assert found and all(one.message and one.do for one in found)


def test_whoever_has_lost_the_seat_chairs_nothing(southend: Council) -> None:
    iris = Person.objects.get(council=southend, slug="iris-fiction")
    assert "committee_chair" in roles.roles_of(iris, on=TODAY)
    leaves(["iris-fiction"])
    assert roles.roles_of(iris, on=TODAY) == frozenset()
    assert iris not in roles.holders(southend, "committee_chair", on=TODAY)


def test_the_check_ends_with_one_where_something_is_wanting(
    southend: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "check", "--council", "southend", "--at", "2026-12-01", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"sort": "seat", "about": "priory-fields"}.items() <= next(
        one for one in found if one["sort"] == "seat"
    ).items()
