"""Every relation of the vocabulary can be said in a procedure, and gives people where it should."""

from __future__ import annotations

from typing import Any

import pytest
from test_relations import here

from moothall.cases.relation_kinds import KINDS_OF_RELATION
from moothall.cases.relations import MANAGER
from moothall.cases.source_checks import PARTS
from moothall.people.models import Council
from moothall.protocol import read_vocabulary

SLOT = ("actor", {"actor": "sam-stencil"}, {}, ["sam-stencil"])
COUNCILLOR = ("actor", {"actor": "ada-example"}, {}, ["ada-example"])
GROUP = ["ada-example", "dev-instance", "femi-placeholder", "hamid-prototype"]
# Role -> how a procedure may say it, who is in its slots, its answers, and who that is.
SAID: dict[str, tuple[Any, dict[str, str], dict[str, str], list[str]]] = {
    "enquiry.requester": COUNCILLOR,
    "enquiry.handler": SLOT,
    "enquiry.responder": SLOT,
    "enquiry.manager": ({"manager_of": "actor"}, {"actor": "sam-stencil"}, {}, ["quentin-mockup"]),
    "service.chief_officer": (
        {"chief_officer_of": "service", "or": "actor"},
        {},
        {"service": "waste"},
        ["martin-dummy"],
    ),
    "correspondence.writer": COUNCILLOR,
    "correspondence.initiator": COUNCILLOR,
    "correspondence.officer": SLOT,
    "information.authoriser": (
        {"holders_of": "monitoring_officer", "not": "subject"},
        {},
        {},
        ["nadia-mock"],
    ),
    "information.giver": SLOT,
    "ward.councillors": (
        {"councillors_of": "ward"},
        {},
        {"ward": "garrison"},
        ["iris-fiction", "hamid-prototype"],
    ),
    "briefing.group": ({"members_of": "body"}, {}, {"body": "harbour-group"}, GROUP),
    "officer.director": (
        {"above": "actor", "up_to": "director"},
        {"actor": "sam-stencil"},
        {},
        ["quentin-mockup"],
    ),
    "service.director": (
        {"head_of": "service", "who": "director"},
        {},
        {"service": "planning"},
        ["rosa-draft"],
    ),
    "service.head": (
        {"head_of": "service", "who": "head_of_service", "else": "chief_executive"},
        {},
        {"service": "planning"},
        ["leonora-testcase"],
    ),
    "service.cabinet_member": (
        {"portfolio_of": "service"},
        {},
        {"service": "planning"},
        ["dev-instance"],
    ),
    "document.chief_officer": (
        {"chief_officer_of": "service"},
        {},
        {"service": "planning"},
        ["rosa-draft"],
    ),
    "briefing.officer": SLOT,
    "decision.body": (
        {"members_of": "body"},
        {},
        {"body": "standards-committee"},
        ["keziah-coopted", "iris-fiction"],
    ),
    "decision.named_officer": SLOT,
    "decision.consulted_councillor": COUNCILLOR,
    "report.author": SLOT,
    "report.director": (
        {"above": "actor", "up_to": "director"},
        {"actor": "walter-wireframe"},
        {},
        ["rosa-draft"],
    ),
    "complaint.complainant": COUNCILLOR,
    "complaint.subject": SLOT,
    "subject.director": (
        {"above": "subject", "up_to": "chief_officer", "not": "complainant"},
        {"subject": "quentin-mockup"},
        {},
        ["martin-dummy"],
    ),
    "subject.group_leader": (
        {"group_leader_of": "subject"},
        {"subject": "grace-model"},
        {},
        ["bertram-sample"],
    ),
    "relationship.other": SLOT,
    "place.person_in_charge": SLOT,
    "bulletin.subscribers": ({"entered_in": "subscribed", "for": "topic"}, {}, {}, []),
    "meeting.organiser": COUNCILLOR,
    "outside_body.representative": (
        {"members_of": "body"},
        {},
        {"body": "pier-trust"},
        ["hamid-prototype"],
    ),
    "other_groups": (
        {"other_group_leaders": "body"},
        {},
        {"body": "harbour-group"},
        ["bertram-sample"],
    ),
}


def test_every_dotted_role_is_said() -> None:
    dotted = {role for role in read_vocabulary().roles if "." in role}
    assert dotted - {MANAGER} <= set(SAID)  # theirs is no procedure's to say: the clock's owner is


@pytest.mark.parametrize("role", SAID)
def test_it_gives_whoever_it_should(southend: Council, role: str) -> None:
    spec, parties, answers, expected = SAID[role]
    assert sorted(here(southend, spec, parties, **answers)) == sorted(expected)


def test_every_kind_of_relation_has_its_parts() -> None:
    assert set(PARTS) == set(KINDS_OF_RELATION)
