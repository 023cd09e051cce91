"""The page of a case: what stands out for whom, whose turn it is, what officers alone see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from moothall.cases.perform import perform
from moothall.cases.refusals import Refused
from moothall.people.models import Council, Person

from .conftest import Ask, Browse, Browsing, Do, parsed

Find = Callable[[Council, str], Person]


def button(browsing: Browsing, reference: str) -> str:
    """The name of the act that stands out; empty where none does."""
    page = parsed(browsing.open(f"cases/{reference}/"))
    found = [one["href"] for one in page.all("a") if one.get("class") == "govuk-button"]
    assert len(found) <= 1
    return found[0].partition("/do/")[2].partition("/")[0] if found else ""


def test_what_stands_out_is_the_next_step_of_whoever_has_the_turn(
    wiltshire: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    abel, hub, uma = (
        browse(wiltshire, slug) for slug in ("abel-allegory", "ruth-register", "uma-update")
    )
    case = ask(wiltshire, "abel-allegory")
    assert [button(one, case.reference) for one in (abel, hub)] == ["", "assign"]
    do(case, "assign", "ruth-register", given_to="uma-update")
    # Two promises run: the nearer one is to acknowledge.
    assert [button(one, case.reference) for one in (abel, hub, uma)] == ["", "", "acknowledge"]
    do(case, "acknowledge", "uma-update")
    assert button(uma, case.reference) == "answer"
    do(case, "ask_requester", "uma-update", message="Which end?")
    assert [button(one, case.reference) for one in (abel, uma)] == ["reply", ""]
    do(case, "reply", "abel-allegory", message="Both.")
    do(case, "answer", "uma-update", answer="Mended.")
    assert [button(one, case.reference) for one in (abel, uma)] == ["follow_up", ""]


def test_the_next_open_item_of_a_checklist_stands_out_before_what_moves_the_case_on(
    southend: Council, person: Find, do: Do, browse: Browse
) -> None:
    """Once, the body that decides instead stood out as long as an item was open."""
    quentin = person(southend, "quentin-mockup")
    answers = {"subject": "Sign", "details": "Paint it.", "service": "highways"}
    answers |= {"authority": "delegation"}
    case = perform(
        None,
        "propose",
        kind="decision",
        council=southend,
        by=quentin,
        at=datetime.now(UTC),
        fields=answers,
    ).case
    page = browse(southend, "quentin-mockup")
    assert button(page, case.reference) == "take"
    do(case, "begin_checklist", "quentin-mockup")
    for entry in case.entries.all():
        assert button(page, case.reference) == "check"
        do(case, "check", "quentin-mockup", entry=entry.key)
    assert button(page, case.reference) == "take"


def test_whose_turn_it_is_is_said(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    assert "It is your turn." in browse(southend, "hattie-hub").read(f"cases/{case.reference}/")
    assert "It is Members Support Hub ’s turn." in browse(southend, "ada-example").read(
        f"cases/{case.reference}/"
    )


def test_notes_stand_apart_from_messages(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example", details="Who paints it?")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    do(case, "note", "sam-stencil", message="The paint is on order.")
    text = browse(southend, "sam-stencil").read(f"cases/{case.reference}/")
    messages = text[text.index("Messages") : text.index("Notes Officers only")]
    notes = text[text.index("Notes Officers only") : text.index("What else you can do")]
    assert "Who paints it?" in messages and "paint is on order" not in messages
    assert "paint is on order" in notes
    assert "Officers only" not in browse(southend, "ada-example").read(f"cases/{case.reference}/")


def test_what_belongs_together_is_one_message(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    answers = {"reason": "No paint.", "action_taken": "It is on order.", "answer_by": "2027-01-20"}
    do(case, "explain_delay", "sam-stencil", **answers)
    page = parsed(browse(southend, "ada-example").open(f"cases/{case.reference}/"))
    assert len(page.all("article")) == 2
    assert "Why it is late No paint. What is being done It is on order." in page.text


def test_acts_on_entries_say_whose(southend: Council, ask: Ask, do: Do, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    do(case, "ask_services", "sam-stencil", services=["vera-variable", "walter-wireframe"])
    page = parsed(browse(southend, "sam-stencil").open(f"cases/{case.reference}/"))
    for name in ("Vera Variable", "Walter Wireframe"):
        assert f"Go on without a contribution ({name})" in page.text
    entries = {one["href"] for one in page.all("a") if "do/excuse/?entry=" in one.get("href", "")}
    assert len(entries) == 2


def test_what_was_stopped_is_told_to_those_who_watch(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    with pytest.raises(Refused):
        do(case, "answer", "sam-stencil", answer="Painted.", copies=["bertram-sample"])
    for slug in ("hattie-hub", "sam-stencil"):
        text = browse(southend, slug).read(f"cases/{case.reference}/")
        stopped = text[text.index("Stopped by the protocol") :]
        assert "Send the answer, Sam Stencil" in stopped
        assert "Clause 9.1.14" in stopped
    assert "Stopped" not in browse(southend, "ada-example").read(f"cases/{case.reference}/")


def test_the_clauses_and_who_can_see_stand_beside(
    southend: Council, ask: Ask, browse: Browse
) -> None:
    case = ask(southend, "ada-example", ward="pierhead", privacy="ward")
    text = browse(southend, "ada-example").read(f"cases/{case.reference}/")
    aside = text[text.index("Who can see it") :]
    assert "Councillors for Pierhead" in aside
    assert "An officer should answer an enquiry, within 10 working days" in aside
    assert "Subject" not in aside


def test_why_this_date(southend: Council, ask: Ask, do: Do, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    do(case, "assign", "hattie-hub", given_to="sam-stencil")
    answers = {"reason": "No paint.", "action_taken": "On order.", "answer_by": "2027-01-20"}
    do(case, "explain_delay", "sam-stencil", **answers)
    text = browse(southend, "ada-example").read(f"cases/{case.reference}/why/1/")
    assert "Working day 10 of 10" in text
    assert "to 20 January 2027 (Explain a late answer)" in text
    assert "The original date," in text and "is kept" in text
    assert "How days are counted here" in text
    counting = text[text.index("How days are counted here") :]
    assert len(counting.split()) > 20, "the reading of how days are counted is not shown"
    assert browse(southend, "ada-example").open(f"cases/{case.reference}/why/9/").status_code == 404


def test_done_is_said_once(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    fields = {"subject": "Kerb", "details": "Who paints it?", "step": "send"}
    address = ada.send("cases/new/enquiry/submit/", fields)["Location"]
    assert "Your reference is" in ada.read(address)
    assert "Your reference is" not in ada.read(address)
    ada.send(f"{address}do/reply/", {"message": "A child fell over it."})
    assert "Done: Reply." in ada.read(address)
    assert "Done:" not in ada.read(address)


def test_a_council_with_divisions_says_so(wiltshire: Council, ask: Ask, browse: Browse) -> None:
    abel = browse(wiltshire, "abel-allegory")
    form = abel.read("cases/new/enquiry/submit/")
    assert "Which division is it in?" in form and "Councillors in my division" in form
    case = ask(
        wiltshire, "abel-allegory", place="1 Ward Lane", ward="larkspur-down", privacy="ward"
    )
    text = abel.read(f"cases/{case.reference}/")
    assert "Division Larkspur Down" in text and "Councillors in my division" in text
    assert "1 Ward Lane" in text, "what somebody wrote was changed"


def test_a_circle_that_a_councillor_shares_is_not_for_officers_only(
    guildford: Council, person: Find, browse: Browse
) -> None:
    hub = person(guildford, "querida-quill")
    given = {
        "sits": "delia-dial",
        "body": "executive",
        "body_kind": "cabinet",
        "touches": "emeka-easel",
    }
    now = datetime.now(UTC)
    done = perform(None, "take_for", kind="seat", council=guildford, by=hub, at=now, fields=given)
    case = done.case
    page = browse(guildford, "querida-quill").read(f"cases/{case.reference}/")
    assert "Not for everybody" in page and "Officers only" not in page


def test_a_sentence_of_the_timeline_ends_once(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    with pytest.raises(Refused):
        do(case, "answer", "hattie-hub", answer="Painted.", copies=["bertram-sample"])
    assert ".." not in browse(southend, "hattie-hub").read(f"cases/{case.reference}/")
