"""Assistants act for a councillor: openly, with the councillor's eyes but for what is kept back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from moothall.cases import chain, readings, visibility
from moothall.cases.models import Case, Event, Outgoing
from moothall.cases.perform import perform
from moothall.cases.refusals import NotPossible
from moothall.cases.verify import verify
from moothall.cases.view import view
from moothall.people.assistance import BadAssistance, acting, choose, councillors_of, end
from moothall.people.changing import Changing
from moothall.people.models import Assistance, Change, Council, Membership, Person

from .conftest import Ask, Do

Find = Callable[[Council, str], Person]
NOW = datetime.now(UTC)
TODAY = NOW.date()
WORDS = "Sam Stencil for Councillor Ada Example"


def submit(council: Council, by: Person, **fields: object) -> Case:
    answers = {"subject": "Kerb in Elm Road", "details": "Who paints it?", **fields}
    return perform(
        None, "submit", kind="enquiry", council=council, by=by, at=datetime.now(UTC), fields=answers
    ).case


# What is recorded ---------------------------------------------------------------------------------


def test_what_an_assistant_does_is_theirs_for_the_councillor(
    southend: Council, assist: Callable[..., Assistance], person: Find
) -> None:
    case = submit(southend, acting(assist()))
    event = Event.objects.get(case=case)
    ada, sam = person(southend, "ada-example"), person(southend, "sam-stencil")
    assert event.by == sam
    assert event.body["for"] == ada.pk
    seen = view(case, person=ada, on=TODAY)
    assert seen is not None
    assert seen.timeline[0].by == WORDS
    assert WORDS in seen.timeline[0].words
    assert [
        one.name for slot, _, people in seen.parties if slot == "requester" for one in people
    ] == ["Councillor Ada Example"]
    assert verify(southend).clean


def test_for_whom_it_was_is_covered_by_the_digest(
    southend: Council, assist: Callable[..., Assistance]
) -> None:
    event = Event.objects.get(case=submit(southend, acting(assist())))
    assert chain.digest(event) == event.digest
    event.body = {**event.body, "for": event.body["for"] + 1}
    assert chain.digest(event) != event.digest


def test_nothing_is_said_of_assistants_where_there_was_none(southend: Council, ask: Ask) -> None:
    assert "for" not in Event.objects.get(case=ask(southend, "ada-example")).body


def test_what_an_assistant_is_shown_is_written_down_as_read_by_the_assistant(
    southend: Council, assist: Callable[..., Assistance]
) -> None:
    """Once, the log of readings named the councillor, who had seen nothing."""
    ada = acting(assist())
    case = submit(southend, ada)
    readings.note(case, person=ada, at=NOW, through=readings.PAGE)
    Case.objects.update(confidential=True)
    readings.note_all(Case.objects.all(), person=ada, at=NOW, through=readings.SEARCH)
    assert [str(one.person) for one in case.readings.all()] == ["Sam Stencil"] * 2


def test_a_change_of_people_or_settings_is_the_assistants_too(
    southend: Council, assist: Callable[..., Assistance], person: Find
) -> None:
    ada = acting(assist())
    Changing(southend, ada, NOW, "page").change(person(southend, "ada-example"), sort_name="Other")
    assert str(Change.objects.first().by) == "Sam Stencil"  # type: ignore[union-attr]


def test_the_councillor_is_told_by_mail_who_did_it(
    southend: Council, assist: Callable[..., Assistance], person: Find, do: Do
) -> None:
    case = submit(southend, acting(assist()))
    case = do(case, "assign", "hattie-hub", given_to="tilda-template")
    case = do(case, "ask_requester", "tilda-template", message="Which end?")
    perform(case, "reply", by=acting(_one()), at=datetime.now(UTC), fields={"message": "North."})
    bodies = [mail.body for mail in Outgoing.objects.filter(case=case)]
    assert any(WORDS in body for body in bodies)


def _one() -> Assistance:
    row = Assistance.objects.get()
    return councillors_of(row.assistant, on=TODAY)[0]


# What they may do, and until when -----------------------------------------------------------------


def test_an_assistant_may_do_what_the_councillor_may_and_no_more(
    southend: Council, assist: Callable[..., Assistance], do: Do
) -> None:
    case = submit(southend, acting(assist()))
    with pytest.raises(NotPossible):
        perform(case, "assign", by=acting(_one()), at=NOW, fields={"given_to": "sam-stencil"})


def test_it_ends_at_once_whatever_was_begun(
    southend: Council, assist: Callable[..., Assistance], person: Find
) -> None:
    one = assist()
    ada = acting(one)
    changing = Changing(southend, person(southend, "ada-example"), NOW, "page")
    end(changing, Assistance.objects.get())
    with pytest.raises(NotPossible):
        submit(southend, ada)


@pytest.mark.parametrize("slug", ["ada-example", "sam-stencil"])
def test_it_ends_with_eithers_post(
    southend: Council, assist: Callable[..., Assistance], person: Find, slug: str
) -> None:
    ada = acting(assist())
    Membership.objects.filter(person__slug=slug, council=southend).update(
        end_date=TODAY - timedelta(days=1)
    )
    assert not councillors_of(person(southend, "sam-stencil"), on=TODAY)
    with pytest.raises(NotPossible):
        submit(southend, ada)


@pytest.mark.parametrize("slug", ["bertram-sample", "ada-example", "jonah-bygone"])
def test_who_cannot_be_an_assistant(southend: Council, person: Find, slug: str) -> None:
    ada = person(southend, "ada-example")
    with pytest.raises(BadAssistance):
        choose(Changing(southend, ada, NOW, "page"), ada, person(southend, slug), sees_own=True)


# What they see ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sees_own", [False, True])
@pytest.mark.parametrize("privacy, shown", [("me", False), ("ward", True), ("councillors", True)])
def test_only_me_is_for_the_councillor_alone_where_they_chose_so(
    southend: Council,
    assist: Callable[..., Assistance],
    ask: Ask,
    privacy: str,
    shown: bool,
    sees_own: bool,
) -> None:
    case = ask(southend, "ada-example", privacy=privacy, ward="pierhead")
    ada = acting(assist(sees_own=sees_own))
    expected = shown or sees_own
    assert visibility.may_see(ada, case, on=TODAY) is expected
    assert visibility.cases_for(ada, on=TODAY).filter(pk=case.pk).exists() is expected
    assert bool(visibility.circles_for(ada, case, on=TODAY)) is expected
    assert (view(case, person=ada, on=TODAY) is not None) is expected


def test_what_was_the_councillors_alone_comes_by_no_cover_either(
    southend: Council, assist: Callable[..., Assistance], person: Find
) -> None:
    keys = visibility.keys_of(acting(assist(sees_own=True)), on=TODAY)
    own = f"person:{person(southend, 'ada-example').pk}"
    assert {key for key in keys if key.startswith(("person:", "granted:"))} == {own}
