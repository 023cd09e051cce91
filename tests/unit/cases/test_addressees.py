"""Whom a case goes to by a route that names several together; and what an empty seat counts as."""

from __future__ import annotations

from enquiries import moment, someone

from moothall.cases.beginning import Request, begin
from moothall.cases.facts import facts_for
from moothall.cases.perform import perform
from moothall.people.models import Council
from moothall.protocol.judgement import Roles

OFFICERS = ["miles-memoir", "nora-novella"]


def test_whoever_is_named_together_is_asked_together(wiltshire: Council) -> None:
    """Wiltshire 3.9: both officers. Once, the case went to the first of the two alone."""
    case = perform(
        None,
        "seek",
        kind="advice",
        council=wiltshire,
        by=someone(wiltshire, "abel-allegory"),
        at=moment("2026-11-02T10:00"),
        fields={
            "subject": "A grant",
            "question": "Is there a power?",
            "matter": "other",
            "advice.about": "legality",
        },
    ).case
    asked = case.parties.filter(slot="adviser")
    assert sorted(one.person.slug for one in asked if one.person) == OFFICERS


def test_an_empty_seat_is_told_and_consulted_as_nothing_wider(southend: Council) -> None:
    quentin, at = someone(southend, "quentin-mockup"), moment("2026-11-02T10:00")
    fields = {"subject": "Sign", "details": "Paint it.", "service": "highways"}
    fields["authority"] = "delegation"
    case = perform(
        None, "propose", kind="decision", council=southend, by=quentin, at=at, fields=fields
    ).case
    told = facts_for(begin(Request(case, "take", quentin, at), lock=False))["told"]
    assert isinstance(told, Roles)
    assert told == told.empty == {"ward.councillors"}
