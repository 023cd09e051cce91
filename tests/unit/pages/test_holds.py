"""Holds on their pages and by the command; how long things are kept, and what that would erase."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from moothall.cases.models import Case, Hold, Outgoing, Said
from moothall.config.cli import main
from moothall.people.models import Change, Council, Person, Post

from .conftest import Ask, Browse, Browsing, Do, parsed

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Moment = Callable[[str], datetime]


@pytest.fixture
def ended(southend: Council, ask: Ask, do: Do, at: Moment) -> Case:
    """An enquiry that ended in January 2020."""
    when = at("2026-01-20T10:00")
    case = ask(southend, "ada-example", at=when)
    case = do(case, "assign", "hattie-hub", given_to="sam-stencil", at=when)
    case = do(case, "answer", "sam-stencil", answer="The county does", at=when)
    case = do(case, "close", "hattie-hub", at=when)
    Outgoing.objects.update(state=Outgoing.State.SENT)
    return case


@pytest.fixture
def administrator(southend: Council, person: Find, browse: Browse) -> Browsing:
    post = Post.objects.create(
        council=southend, slug="admin", label="Administrator", role="administrator"
    )
    post.memberships.create(council=southend, person=person(southend, "sam-stencil"))
    return browse(southend, "sam-stencil")


# Holds --------------------------------------------------------------------------------------------


def test_a_person_is_held_and_let_go(southend: Council, browse: Browse) -> None:
    officer = browse(southend, "nadia-mock")
    assert "Nothing is on hold." in officer.read("holds/")
    answer = officer.send("holds/", {"what": "ada-example", "reason": "Claim 12"})
    assert answer.status_code == 302
    text = officer.read("holds/")
    assert "It is on hold." in text
    assert "Everything of Councillor Ada Example Claim 12. Since" in text
    hold = Hold.objects.get()
    assert hold.by is not None
    assert hold.by.slug == "nadia-mock"
    refused = officer.send(f"holds/{hold.pk}/", {"why": ""})
    assert refused.status_code == 422
    assert officer.send(f"holds/{hold.pk}/", {"why": "Settled"}).status_code == 302
    assert "Nothing is on hold." in officer.read("holds/")
    assert "Settled" in officer.read("holds/")


@pytest.mark.parametrize(
    "what, reason, says",
    [
        ("", "Claim", "Enter a reference that you may see"),
        ("SOU-ENQ-1", "Claim", "Enter a reference that you may see"),  # not the officer's to see
        ("ada-example", "", "Say why"),
    ],
)
def test_what_cannot_be_held(
    southend: Council, ended: Case, browse: Browse, what: str, reason: str, says: str
) -> None:
    answer = browse(southend, "nadia-mock").send("holds/", {"what": what, "reason": reason})
    assert answer.status_code == 422
    assert says in parsed(answer).text
    assert not Hold.objects.exists()


def test_a_hold_of_another_council_is_not_there(
    southend: Council, wantage: Council, person: Find, browse: Browse, at: Moment
) -> None:
    who = person(wantage, "alma-acorn")
    row = Hold.objects.create(council=wantage, person=who, reason="x", since=at("2026-11-24T10:00"))
    assert browse(southend, "nadia-mock").open(f"holds/{row.pk}/").status_code == 404


def test_the_command_holds_and_lifts(
    southend: Council, ended: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--council", "southend", "--json"]
    assert main(["records", "hold", ended.reference, "--reason", "Claim", *where]) == 0
    number = json.loads(capsys.readouterr().out)["hold"]
    assert main(["records", "holds", *where]) == 0
    (one,) = json.loads(capsys.readouterr().out)["holds"]
    assert (one["hold"], one["of"], one["reason"]) == (number, ended.reference, "Claim")
    erase = ["records", "erase", ended.reference, "1", "details", "--reason", "Asked for"]
    assert main([*erase, *where]) == 2
    assert "is on hold since" in capsys.readouterr().err
    assert main(["records", "lift", str(number), "--reason", "Over", *where]) == 0
    assert main([*erase, *where]) == 0
    kept = Said.objects.filter(event__case=ended, event__seq=1, value__isnull=False)
    fields = set(kept.values_list("field", flat=True))
    assert "subject" in fields
    assert "details" not in fields
    assert not any(name.startswith("words.") for name in fields)


# How long -----------------------------------------------------------------------------------------


def test_the_page_shows_what_would_be_erased_and_saves_then(
    southend: Council, ended: Case, administrator: Browsing
) -> None:
    text = administrator.read("settings/retention/")
    assert "Suggested: 6 years (72 months)" in text
    assert "Your council’s own schedule decides" in text
    preview = administrator.send("settings/retention/", {"enquiry": "1", "choice": "preview"})
    assert "1 case would be erased" in parsed(preview).text
    southend.refresh_from_db()
    assert southend.retention == {}
    saved = administrator.send("settings/retention/", {"enquiry": "1", "choice": "save"})
    assert saved.status_code == 302
    southend.refresh_from_db()
    assert southend.retention == {"enquiry": 1}
    change = Change.objects.get(table="council")
    assert (change.before, change.after) == ({"retention": {}}, {"retention": {"enquiry": 1}})


def test_a_held_case_is_named(
    southend: Council, ended: Case, administrator: Browsing, at: Moment
) -> None:
    since = at("2026-11-24T10:00")
    Hold.objects.create(council=southend, case=ended, reason="Claim", since=since)
    preview = administrator.send("settings/retention/", {"enquiry": "1", "choice": "preview"})
    text = parsed(preview).text
    assert "0 cases would be erased" in text
    assert f"On hold and kept: {ended.reference}." in text


def test_months_that_cannot_be_meant(southend: Council, administrator: Browsing) -> None:
    answer = administrator.send("settings/retention/", {"enquiry": "six", "choice": "save"})
    assert answer.status_code == 422
    assert "enter whole months from 1 to 1200" in parsed(answer).text
    southend.refresh_from_db()
    assert southend.retention == {}


def test_the_command_erases(
    southend: Council, ended: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    Council.objects.filter(pk=southend.pk).update(retention={"enquiry": 12})
    given = ["records", "expire", "--council", "southend", "--json", "--at", "2027-02-01T03:00"]
    assert main([*given, "--dry-run"]) == 0
    dry = json.loads(capsys.readouterr().out)
    assert (dry["erased"], dry["dry_run"]) == ([ended.reference], True)
    assert main(given) == 0
    assert json.loads(capsys.readouterr().out)["erased"] == [ended.reference]
    assert main(["verify", "--council", "southend"]) == 0
