"""Triage: the most urgent first, whoever could answer, and one step to give it to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from moothall.cases.procedures import load
from moothall.pages import triage
from moothall.people.models import Council

from .conftest import Ask, Browse, Do, parsed

NOW = datetime.now(UTC)


def test_urgent_ones_first_with_who_asked(southend: Council, ask: Ask, browse: Browse) -> None:
    ask(southend, "ada-example", subject="Kerb", at=NOW - timedelta(days=2))
    ask(southend, "grace-model", subject="Ice", urgent="yes", at=NOW - timedelta(days=1))
    text = browse(southend, "hattie-hub").read("triage/")
    assert text.index("Ice") < text.index("Kerb")
    assert "from Councillor Grace Model" in text


def test_giving_it_away_from_here(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    hub = browse(southend, "hattie-hub")
    page = parsed(hub.open("triage/"))
    form = next(one for one in page.all("form") if case.reference in one.get("action", ""))
    fields = {"given_to": "sam-stencil", "seen": str(case.version)}
    answer = hub.send(form["action"], fields)
    assert "With an officer" in hub.read(answer["Location"])
    assert "Nothing waits" in hub.read("triage/")


def test_choosing_nobody_leads_to_the_form(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    hub = browse(southend, "hattie-hub")
    answer = hub.send(f"cases/{case.reference}/do/assign/", {"given_to": ""})
    assert answer.status_code == 422
    assert "Answer: Who will answer?" in parsed(answer).text


def test_whoever_had_something_in_the_ward_lately_comes_first(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    earlier = ask(southend, "ada-example", ward="pierhead")
    do(earlier, "assign", "hattie-hub", given_to="vera-variable")
    elsewhere = ask(southend, "dev-instance", ward="garrison")
    do(elsewhere, "assign", "hattie-hub", given_to="sam-stencil")
    ask(southend, "bertram-sample", ward="pierhead")
    ask(southend, "clara-specimen")
    page = parsed(browse(southend, "hattie-hub").open("triage/"))
    assert len(page.all("optgroup")) == 2, "the case without a ward has no suggestion"
    options = [one["value"] for one in page.all("option")]
    assert options[1] == "vera-variable"
    assert options.count("vera-variable") == 2, "named twice for one case"


def test_no_more_than_a_page(southend: Council, ask: Ask, browse: Browse) -> None:
    for number in range(triage.MOST + 1):
        ask(southend, "ada-example", subject=f"Kerb {number}")
    page = parsed(browse(southend, "hattie-hub").open("triage/"))
    assert len(page.all("section")) == triage.MOST
    assert "These are the first 50" in page.text


def test_the_act_that_hands_over_is_found_in_the_procedure() -> None:
    enquiry = load()["enquiry"]
    found = triage.handing_of(enquiry, "received")
    assert found and (found.act.name, found.slot, found.field.name) == (
        "assign",
        "handler",
        "given_to",
    )
    assert triage.handing_of(enquiry, "answered") is None
