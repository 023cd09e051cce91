"""Answers that name several wards: how they are read, how many that is, and who stands for them."""

from __future__ import annotations

from datetime import date

import pytest
from enquiries import moment, someone

from moothall.cases import facts_of_people, fields
from moothall.cases.beginning import procedure_of
from moothall.cases.doing import Doing
from moothall.cases.fields import Unreadable
from moothall.cases.models import Case, Notice
from moothall.cases.perform import perform
from moothall.cases.procedure import Field
from moothall.cases.standing import Standing
from moothall.cases.view import view
from moothall.people.directory import directory_of, forget
from moothall.people.models import Council, Membership

WARDS = Field("wards", "areas", "Wards", "Which wards?")


@pytest.mark.parametrize(
    ("named", "reached"),
    [
        ([], "none"),
        (["garrison"], "one"),
        (["garrison", "pierhead", "garrison"], "few"),
        (["garrison", "pierhead", "cockle-sands", "priory-fields"], "many"),
    ],
)
def test_how_many_wards_are_reached(southend: Council, named: list[str], reached: str) -> None:
    procedure = procedure_of("ceremony")
    values = {"wards": fields.read(WARDS, named, council=southend)}
    doing = Doing(
        southend, procedure, procedure.acts["hold"], None, moment("2026-12-01T10:00"), Standing()
    )
    doing.values = values
    assert facts_of_people.reach(doing, "wards", None) == reached


def test_wards_are_read_from_text_and_written_by_name(southend: Council) -> None:
    read = fields.read(WARDS, "garrison, pierhead", council=southend)
    assert fields.write(WARDS, read, directory=directory_of(southend.pk)) == "Garrison and Pierhead"
    with pytest.raises(Unreadable, match="there is no “nowhere” here"):
        fields.read(WARDS, ["garrison", "nowhere"], council=southend)


def test_who_stands_for_the_wards_is_party_from_the_beginning(southend: Council) -> None:
    done = perform(
        None,
        "hold",
        by=someone(southend, "sam-stencil"),
        at=moment("2026-12-01T10:00"),
        fields={
            "title": "A tree",
            "day": "2026-12-20",
            "concerns": "committee",
            "wards": "garrison",
        },
        kind="ceremony",
        council=southend,
    )
    locals_ = done.case.parties.filter(slot="locals").values_list("person__slug", flat=True)
    assert set(locals_) == {"hamid-prototype", "iris-fiction"}


def notice(council: Council, by: str, act: str, case: Case | None = None, **given: object) -> Case:
    began = {} if case else {"kind": "ward_notice", "council": council}
    at = moment("2026-12-01T10:00")
    return perform(case, act, by=someone(council, by), at=at, fields=given, **began).case  # type: ignore[arg-type]


def test_the_ledger_says_who_was_told_by_which_clause(southend: Council) -> None:
    told = {"title": "Bridge", "details": "Weak", "matter": "operational", "wards": "priory-fields"}
    case = notice(southend, "sam-stencil", "raise", **told, media_interest=True)
    notice(southend, "sam-stencil", "send", case)
    by_clause = set(Notice.objects.values_list("person__slug", "clause"))
    assert by_clause == {
        ("femi-placeholder", "9.5.1"),
        ("grace-model", "9.5.1"),
        ("zoe-zeroth", "10.1.8"),
    }


def test_who_must_be_rung_has_a_number_and_what_is_vacant_is_called_so(wiltshire: Council) -> None:
    told = {"title": "Burst main", "details": "Closed", "matter": "utility_works", "urgent": True}
    case = notice(wiltshire, "otis-ode", "raise", **told, wards="larkspur-down")
    seen = view(case, person=someone(wiltshire, "otis-ode"), on=date(2026, 12, 1))
    assert seen is not None
    ((_, entries),) = seen.lists
    assert {one.person: one.call for one in entries} == {
        "Councillor Abel Allegory": "01632 960201",
        "Councillor Beatrix Ballad": "no number is known",
    }
    assert {one.clauses for one in entries} == {("A2.3",)}


def test_an_office_that_nobody_holds_is_an_entry_by_its_name(guildford: Council) -> None:
    Membership.objects.filter(post__role="chief_finance_officer").delete()
    forget(guildford.pk)
    Membership.objects.filter(post__role="chief_executive").delete()
    Membership.objects.filter(post__role="monitoring_officer").delete()
    forget(guildford.pk)
    told = {"title": "Flaw", "details": "Wrong", "matter": "other"}
    stated = {"matter.for_statutory_officers": True}
    case = notice(guildford, "saskia-sextant", "raise", **told, **stated)
    seen = view(case, person=None, on=date(2026, 12, 1))
    assert seen is not None
    ((_, entries),) = seen.lists
    assert [(one.person, one.state) for one in entries] == [
        ("Statutory officer (vacant)", "vacant")
    ]
