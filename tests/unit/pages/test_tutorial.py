"""The tutorial followed to the letter: what it says to choose is there, and does what it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from moothall.cases.models import Case
from moothall.config.demonstration import stories
from moothall.people.models import Council
from moothall.post.receive import receive_file

from .conftest import Browse, parsed

ROOT = Path(__file__).parent.parent.parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "first-enquiry.md"
TEXT = " ".join(TUTORIAL.read_text().split())


def said(*words: str) -> None:
    """The tutorial says these words."""
    for one in words:
        assert one in TEXT, one


def test_the_enquiry_of_the_tutorial(southend: Council, browse: Browse) -> None:
    stories.tell(southend, at=datetime.now(UTC))
    said("*Councillor Ada Example*", "*Ask the council*", "*Continue*", "*Send*")
    ada, hub, sam = (browse(southend, one) for one in ("ada-example", "hattie-hub", "sam-stencil"))
    assert "Ask the council" in ada.read()
    assert "Continue" in ada.read("cases/new/enquiry/submit/")
    fields = {"subject": "Kerb", "details": "Who paints it?"}
    checked = parsed(ada.send("cases/new/enquiry/submit/", {**fields, "step": "check"})).text
    assert "Clause 9.1.5" in checked and "Send" in checked
    address = ada.send("cases/new/enquiry/submit/", {**fields, "step": "send"})["Location"]
    said("**Why this date?**")
    assert "Why this date?" in ada.read(address)
    assert "Working day 10 of 10" in ada.read(f"{address}why/1/")
    said("*Hattie Hub*", "*Triage*", "*Sam Stencil*", "*Give it to an officer*")
    triage = hub.read("triage/")
    assert "Kerb" in triage and "Give it to an officer" in triage and "Sam Stencil" in triage
    hub.send(f"{address}do/assign/", {"given_to": "sam-stencil"})
    said("*Send the answer*")
    assert "Send the answer" in sam.read(address)
    sam.send(f"{address}do/answer/", {"answer": "We do."})
    text = ada.read(address)
    assert "We do." in text and "Done on" in text


def test_the_rule_that_the_tutorial_breaks(southend: Council, browse: Browse) -> None:
    stories.tell(southend, at=datetime.now(UTC))
    said("*Visitors' parking permits in Cockle Sands*", "*Who should receive a copy?*", "9.1.14")
    case = Case.objects.get(subject="Visitors' parking permits in Cockle Sands")
    sam = browse(southend, "sam-stencil")
    assert "Visitors' parking permits in Cockle Sands" in sam.read()
    form = f"cases/{case.reference}/do/answer/"
    assert "Who should receive a copy? (optional)" in sam.read(form)
    answer = sam.send(form, {"answer": "Two a year.", "copies": ["edith-pattern"]})
    assert "Clause 9.1.14" in parsed(answer).text


def test_the_mail_of_the_tutorial(southend: Council, browse: Browse) -> None:
    named = re.findall(r"\S+\.eml", TUTORIAL.read_text())
    assert len(named) == 1
    mail = receive_file(southend, (ROOT / named[0]).read_bytes(), at=datetime.now(UTC))
    assert mail.outcome == "case"
    assert "Dark corner at Elm Road" in browse(southend, "hattie-hub").read("triage/")


def test_every_picture_is_there_and_all_are_small() -> None:
    shown = [
        (file.parent / name).resolve()
        for file in (ROOT / "README.md", TUTORIAL)
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", file.read_text())
    ]
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert sorted(shown) == pictures
    assert sum(one.stat().st_size for one in pictures) < 500_000
