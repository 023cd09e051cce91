"""Loading every kind of body, places in it, wards and departments that became others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from test_load import _set as put
from test_load import everything, small

from moothall.people.council_shape import BadCouncil
from moothall.people.load import load_council
from moothall.people.models import Membership, Organization, Post, Succession

pytestmark = pytest.mark.django_db


def test_every_kind_of_body_and_place_is_loaded_with_its_days() -> None:
    data = small()
    data["committees"] = {
        "planning": {"name": "Planning", "role": "committee"},
        "appeals": {"name": "Appeals", "kind": "sub_committee", "parent": "planning"},
    }
    data["councils"] = {"district": "Vale District Council"}
    data["outside_bodies"] = {"trust": "Hall Trust"}
    data["areas"]["south"] = {"name": "South", "seats": 2, "replaces": ["north"]}
    data["posts"]["chair"] = {"label": "Chair", "role": "council_chair"}
    data["departments"]["office"] |= {"portfolio": "chair"}
    data["departments"]["old"] = {"name": "Old", "until": "2026-01-01", "successor": "office"}
    data["memberships"] = [
        {"person": "una-first", "body": "appeals", "role": "chair", "from": "2026-02-01"},
        {"person": "una-first", "ward": "south", "until": "2026-03-01"},
    ]
    council = load_council(data)
    bodies = {one.slug: one for one in Organization.objects.filter(council=council)}
    assert bodies["appeals"].classification == "sub_committee"
    assert bodies["appeals"].parent == bodies["planning"]
    assert (bodies["district"].classification, bodies["trust"].classification) == (
        "council",
        "outside_body",
    )
    assert bodies["old"].successor == bodies["office"]
    assert bodies["office"].portfolio == Post.objects.get(slug="chair")
    succession = Succession.objects.get(council=council)
    assert (succession.old.slug, succession.new.slug) == ("north", "south")
    chair = Membership.objects.get(organization=bodies["appeals"])
    assert (chair.role, chair.start_date) == ("chair", date(2026, 2, 1))
    south = Membership.objects.get(post__slug="councillor-south")
    assert (south.person.slug, south.end_date) == ("una-first", date(2026, 3, 1))
    before = everything()
    load_council(data)
    assert everything() == before
    load_council(small() | {key: data[key] for key in ("committees", "councils")})
    assert not Succession.objects.exists()


MISTAKES: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (put("committees", to={"c": {"name": "C", "kind": "quango"}}), "is not one of cabinet, comm"),
    (put("committees", to={"c": {"name": "C", "role": "clerk"}}), "role is called 'clerk'"),
    (put("committees", to={"c": {"name": "C", "parent": "c"}}), "committees.c.parent leads back"),
    (put("departments", "office", "successor", to="office"), "office.successor leads back"),
    (put("departments", "office", "portfolio", to="mayor"), "no 'mayor' under posts"),
    (put("areas", "north", to={"name": "N", "replaces": ["south"]}), "no 'south' under areas"),
    (put("areas", "north", to={"name": "N", "seats": 0}), "is not a whole number above nought"),
    (put("memberships", to=[{"person": "una-first"}]), "give one of `post`, `body` and `ward`"),
    (
        put("memberships", to=[{"person": "una-first", "ward": "north", "role": "chair"}]),
        "memberships[1]: a `role` is had in a `body`",
    ),
    (
        put("memberships", to=[{"person": "una-first", "body": "greens", "role": "boss"}]),
        "'boss' is not one of chair, vice_chair, coopted, substitute",
    ),
    (
        put(
            "memberships",
            to=[
                {
                    "person": "una-first",
                    "body": "greens",
                    "from": "2026-02-01",
                    "until": "2026-01-01",
                }
            ],
        ),
        "memberships: una-first: the last day is before the first",
    ),
]


@pytest.mark.parametrize(("plant", "message"), MISTAKES, ids=[text for _, text in MISTAKES])
def test_a_mistake_in_them_is_named_and_nothing_is_written(
    plant: Callable[[dict[str, Any]], None], message: str
) -> None:
    data = small()
    plant(data)
    before = everything()
    with pytest.raises(BadCouncil) as refused:
        load_council(data)
    assert message in str(refused.value)
    assert everything() == before
