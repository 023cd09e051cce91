"""Every relation that a role of the vocabulary may be: who it is today, who must not be concerned
in it, and who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from enquiries import moment, someone

from moothall.cases.beginning import procedure_of
from moothall.cases.doing import Doing
from moothall.cases.models import Registered
from moothall.cases.perform import perform
from moothall.cases.procedure import Field, Slot
from moothall.cases.relations import related
from moothall.cases.standing import Standing
from moothall.people.models import Area, Council, Membership, Organization

AT = "2026-12-01T10:00"
FIELDS = {
    name: Field(name, type_, name, f"{name}?")
    for name, type_ in (("body", "organization"), ("service", "organization"), ("ward", "area"))
}


def here(
    council: Council, spec: Any, parties: Mapping[str, str] | None = None, **answers: str
) -> list[str]:
    """Whoever stands in the relation, with these people in these slots and these answers."""
    base = procedure_of("enquiry")
    parties = parties or {}
    slots = {name: Slot(name, name) for name in (*parties, "subject", "complainant", "actor")}
    procedure = replace(
        base, parties=slots, fields=FIELDS, roles={"service.chief_officer": spec, **BESIDE}
    )
    filled = {slot: [f"person:{someone(council, who).pk}"] for slot, who in parties.items()}
    standing = Standing(kind="enquiry", parties=filled)
    values = {name: _number(council, name, slug) for name, slug in answers.items()}
    act = base.acts["submit"]
    doing = Doing(council, procedure, act, None, moment(AT), standing, values=values)
    return [one.slug for one in related(doing, "service.chief_officer")]


BESIDE = {"subject.group_leader": {"group_leader_of": "subject"}}


def _number(council: Council, name: str, slug: str) -> int:
    if name == "ward":
        return Area.objects.get(council=council, slug=slug).pk
    return Organization.objects.get(council=council, slug=slug).pk


def vacate(post: str) -> None:
    Membership.objects.filter(post__slug=post).update(end_date=date(2026, 11, 30))


def test_the_director_over_an_officer(southend: Council) -> None:
    spec = {"above": "actor", "up_to": "director"}
    assert here(southend, spec, {"actor": "umar-understudy"}) == ["quentin-mockup"]
    assert here(southend, spec, {"actor": "quentin-mockup"}) == []
    chief = {"above": "actor", "up_to": "chief_officer"}
    assert here(southend, chief, {"actor": "quentin-mockup"}) == ["martin-dummy"]


def test_the_head_of_a_service_or_of_the_one_above(southend: Council) -> None:
    spec = {"head_of": "service", "who": "director"}
    assert here(southend, spec, service="highways") == ["quentin-mockup"]
    assert here(southend, spec, service="waste") == []
    either = {"head_of": "service", "who": "chief_officer", "or": "actor"}
    assert here(southend, either, service="waste") == ["martin-dummy"]
    assert here(southend, either, {"actor": "walter-wireframe"}) == ["rosa-draft"]
    assert here(southend, either) == []


def test_whose_portfolio_it_is(southend: Council) -> None:
    spec = {"portfolio_of": "service", "or": "actor"}
    assert here(southend, spec, service="highways") == ["dev-instance"]
    assert here(southend, spec, {"actor": "oswald-figment"}) == ["ada-example"]
    assert here(southend, spec, service="adults-and-children") == []
    assert here(southend, spec) == []


def test_the_wards_of_a_case_are_those_of_the_day(southend: Council) -> None:
    spec = {"councillors_of": "ward"}
    assert here(southend, spec, ward="garrison") == ["iris-fiction", "hamid-prototype"]


def test_a_body_its_chair_and_a_group(southend: Council) -> None:
    members = {"members_of": "body"}
    assert here(southend, members, body="standards-committee") == ["keziah-coopted", "iris-fiction"]
    assert here(southend, members, body="pier-trust") == ["hamid-prototype"]
    assert here(southend, members) == []
    chair = {"chair_of": "body"}
    assert here(southend, chair, body="place-scrutiny") == ["iris-fiction"]
    assert here(southend, chair, body="development-committee") == ["femi-placeholder"]
    assert here(southend, chair, body="standards-committee") == []
    assert here(southend, chair) == []


def test_groups_and_their_leaders(southend: Council) -> None:
    leader = {"group_leader_of": "subject"}
    assert here(southend, leader, {"subject": "grace-model"}) == ["bertram-sample"]
    assert here(southend, leader, {"subject": "clara-specimen"}) == []
    group = {"group_of": "subject"}
    assert set(here(southend, group, {"subject": "bertram-sample"})) == {
        "bertram-sample",
        "edith-pattern",
        "grace-model",
        "iris-fiction",
    }


def test_the_leaders_of_the_other_groups(southend: Council) -> None:
    spec = {"other_group_leaders": "body", "or": "subject"}
    assert here(southend, spec, body="harbour-group") == ["bertram-sample"]
    assert here(southend, spec, {"subject": "grace-model"}) == ["ada-example"]
    everybody = here(southend, spec, {"subject": "clara-specimen"})
    assert set(everybody) == {"ada-example", "bertram-sample"}
    assert here(southend, spec) == []
    Organization.objects.filter(slug="meadow-group").update(end_date=date(2026, 11, 30))
    assert here(southend, spec, body="harbour-group") == []


def test_a_chief_officer_who_is_not_concerned_in_it(southend: Council) -> None:
    spec = {"holders_of": "executive_director", "not": ["subject", "complainant"]}
    found = here(southend, spec, {"subject": "nadia-mock", "complainant": "priya-imaginary"})
    assert found == ["oswald-figment"]


def test_who_is_concerned_is_replaced_by_whoever_stands_in(southend: Council) -> None:
    spec = {
        "holders_of": "monitoring_officer",
        "not": "subject",
        "else": ["chief_finance_officer", "chief_executive"],
    }
    assert here(southend, spec, {"subject": "sam-stencil"}) == ["nadia-mock"]
    assert here(southend, spec, {"subject": "nadia-mock"}) == ["oswald-figment"]
    vacate("chief-finance-officer")
    assert here(southend, spec, {"subject": "nadia-mock"}) == ["leonora-testcase"]


def test_a_post_that_is_vacant_has_its_stand_in_too(southend: Council) -> None:
    spec = {"head_of": "service", "who": "director", "else": ["subject.group_leader", "leader"]}
    vacate("director-highways")
    found = here(southend, spec, {"subject": "grace-model"}, service="highways")
    assert found == ["bertram-sample"]
    assert here(southend, spec, service="highways") == ["ada-example"]


def test_a_stand_in_that_leads_back_ends(southend: Council) -> None:
    spec = {"manager_of": "actor", "else": ["service.chief_officer"]}
    assert here(southend, spec, {"actor": "leonora-testcase"}) == []


@pytest.mark.parametrize("declared_by", ["nadia-mock", "sam-stencil"])
def test_who_has_declared_a_tie_is_passed_over(southend: Council, declared_by: str) -> None:
    nadia, sam = someone(southend, "nadia-mock"), someone(southend, "sam-stencil")
    other = sam if declared_by == "nadia-mock" else nadia
    given = {"may_be_asked": sam, "matter": "Lamps", "who_may_ask": []}
    by = someone(southend, "leonora-testcase")
    southend.switched = {"contact": True}  # the protocol does not speak of it
    southend.save()
    case = perform(
        None, "confirm", by=by, at=moment("2026-11-20T10:00"), fields=given, kind="contact",
        council=southend,
    ).case  # fmt: skip
    Registered.objects.create(
        council=southend,
        case=case,
        register="relationship",
        person=someone(southend, declared_by),
        detail={"for": [other.pk], "what": ""},
        start_date=date(2026, 11, 1),
    )
    spec = {
        "holders_of": "monitoring_officer",
        "unrelated": "subject",
        "ties": "relationship",
        "else": "chief_finance_officer",
    }
    assert here(southend, spec, {"subject": "sam-stencil"}) == ["oswald-figment"]
    assert here(southend, spec, {"subject": "tilda-template"}) == ["nadia-mock"]
    Registered.objects.filter(register="relationship").update(
        end_date=moment(AT).date() - timedelta(days=1)
    )
    assert here(southend, spec, {"subject": "sam-stencil"}) == ["nadia-mock"]
