"""Quarantine: what a person decides about a message, and what is said when something is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from moothall.cases.models import Case
from moothall.people.models import Council
from moothall.post.models import Mail
from moothall.post.receive import receive_file

from .conftest import Ask, Browse, Browsing, parsed

RAW = b"""From: Percy Passer-by <percy@passer-by.example>\r
To: enquiries@southend.example\r
Subject: Bins\r
Message-ID: <bins-1@passer-by.example>\r
\r
Who empties them?\r
"""


@pytest.fixture
def mail(southend: Council, at: Callable[[str], datetime]) -> Mail:
    found = receive_file(southend, RAW, at=at("2026-11-24T10:00"))
    assert found.outcome == Mail.Outcome.QUARANTINED
    return found


@pytest.fixture
def hub(southend: Council, browse: Browse) -> Browsing:
    return browse(southend, "hattie-hub")


@pytest.mark.parametrize(
    "fields, field, says",
    [
        ({}, "choice", "Choose what to do with it."),
        ({"choice": "burn"}, "choice", "Choose what to do with it."),
        ({"choice": "enquiry"}, "person", "Choose the councillor"),
        ({"choice": "enquiry", "person": "sam-stencil"}, "person", "councillor"),
        ({"choice": "note", "reference": "SOU-ENQ-99"}, "reference", "no such reference"),
        ({"choice": "ignore", "why": " "}, "why", "Say why"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    hub: Browsing, mail: Mail, fields: dict[str, str], field: str, says: str
) -> None:
    answer = hub.send(f"quarantine/{mail.pk}/", fields)
    page = parsed(answer)
    assert answer.status_code == 422
    assert says in page.text
    assert f"#{field}" in {one.get("href") for one in page.all("a")}
    assert field in {one.get("id") for _, one in page.elements}
    mail.refresh_from_db()
    assert mail.outcome == Mail.Outcome.QUARANTINED


def test_it_becomes_an_enquiry(hub: Browsing, mail: Mail) -> None:
    answer = hub.send(f"quarantine/{mail.pk}/", {"choice": "enquiry", "person": "ada-example"})
    case = Case.objects.get()
    assert answer["Location"] == f"/southend/cases/{case.reference}/"
    assert "Who empties them?" in hub.read(answer["Location"])
    assert "Nothing is in quarantine" in hub.read("quarantine/")
    assert hub.open(f"quarantine/{mail.pk}/").status_code == 404


def test_it_becomes_a_note(southend: Council, ask: Ask, hub: Browsing, mail: Mail) -> None:
    case = ask(southend, "ada-example")
    fields = {"choice": "note", "reference": f" {case.reference.lower()} "}
    answer = hub.send(f"quarantine/{mail.pk}/", fields)
    text = hub.read(answer["Location"])
    assert "percy@passer-by.example" in text[text.index("Notes Officers only") :]


def test_it_is_set_aside_and_that_is_said_once(hub: Browsing, mail: Mail) -> None:
    hub.send(f"quarantine/{mail.pk}/", {"choice": "ignore", "why": "An advertisement"})
    assert "Bins: set aside." in hub.read("quarantine/")
    assert "set aside" not in hub.read("quarantine/")
    mail.refresh_from_db()
    assert mail.outcome == Mail.Outcome.IGNORED
    assert "Hattie Hub: An advertisement" in mail.why


def test_mail_of_another_council_is_not_here(
    wiltshire: Council, mail: Mail, browse: Browse
) -> None:
    ruth = browse(wiltshire, "ruth-register")
    assert ruth.open(f"quarantine/{mail.pk}/").status_code == 404
    assert "Bins" not in ruth.read("quarantine/")
