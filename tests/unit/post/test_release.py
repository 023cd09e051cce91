"""What people do with quarantined mail; each message is dealt with by one of them only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from emails import raw, reply_to

from moothall.cases import files
from moothall.cases.models import Case
from moothall.cases.refusals import NotPossible
from moothall.people.models import Council, Person
from moothall.post import release
from moothall.post.models import Mail
from moothall.post.receive import receive_file

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Receive = Callable[..., Mail]


@pytest.fixture
def quarantined(southend: Council, receive: Receive) -> Mail:
    return receive(
        "ada@home.example", council=southend, subject="Bins in Garrison", text="Who empties them?"
    )


def test_it_becomes_an_enquiry_received_when_it_came(
    southend: Council, person: Find, quarantined: Mail, now: datetime
) -> None:
    ada, hattie = person(southend, "ada-example"), person(southend, "hattie-hub")
    later = now + timedelta(days=3)
    case = release.as_enquiry(quarantined, person=ada, by=hattie, at=later)
    quarantined.refresh_from_db()
    assert (quarantined.outcome, quarantined.case, quarantined.released_by) == (
        "case",
        case,
        hattie,
    )
    assert quarantined.why.endswith("Hattie Hub took it as an enquiry.")
    assert case.parties.get(slot="requester").person == ada
    assert case.opened_at == now
    assert case.area is not None
    assert case.area.slug == "garrison"
    assert case.clocks.get(act="enquiry.answer").due.isoformat() == "2026-12-02"
    assert case.sheet["received_by"] == "email"


def test_only_the_hub_takes_one_down(southend: Council, person: Find, quarantined: Mail) -> None:
    ada, sam = person(southend, "ada-example"), person(southend, "sam-stencil")
    with pytest.raises(NotPossible):
        release.as_enquiry(quarantined, person=ada, by=sam, at=quarantined.received_at)
    quarantined.refresh_from_db()
    assert quarantined.outcome == "quarantined"
    assert not Case.objects.exists()


def test_it_becomes_a_note_with_its_files(
    assigned: Case, southend: Council, person: Find, now: datetime
) -> None:
    southend.receiving_server = "mx.elsewhere.example"
    southend.save()
    mail = receive_file(southend, raw("attachments"), at=now)
    assert mail.outcome == "quarantined"
    hattie = person(southend, "hattie-hub")
    release.as_note(mail, case=assigned, by=hattie, at=now)
    mail.refresh_from_db()
    assert (mail.outcome, mail.case) == ("reply", assigned)
    event = assigned.events.get(act="note")
    assert mail.event == event
    said = event.said.get(field="message").value
    assert said.startswith("From ada.example@councillors.southend.example: Photographs of")
    assert "See the files." in said
    kept = event.attachments.get(name="Straße.pdf")
    assert files.read(kept).startswith(b"%PDF-")


def test_it_is_set_aside_with_a_reason(
    southend: Council, person: Find, quarantined: Mail, now: datetime
) -> None:
    hattie = person(southend, "hattie-hub")
    with pytest.raises(release.NotReleased):
        release.set_aside(quarantined, why=" ", by=hattie, at=now)
    release.set_aside(quarantined, why="Sent to the wrong address", by=hattie, at=now)
    quarantined.refresh_from_db()
    assert quarantined.outcome == "ignored"
    assert quarantined.why.endswith("Hattie Hub: Sent to the wrong address")


@pytest.mark.parametrize("first", ["enquiry", "note", "aside"])
def test_who_comes_second_finds_it_done(
    assigned: Case, southend: Council, person: Find, quarantined: Mail, now: datetime, first: str
) -> None:
    ada, hattie = person(southend, "ada-example"), person(southend, "hattie-hub")
    ways: dict[str, Callable[[], object]] = {
        "enquiry": lambda: release.as_enquiry(quarantined, person=ada, by=hattie, at=now),
        "note": lambda: release.as_note(quarantined, case=assigned, by=hattie, at=now),
        "aside": lambda: release.set_aside(quarantined, why="Done", by=hattie, at=now),
    }
    ways[first]()
    events = assigned.council.events.count()
    for way in ways.values():
        with pytest.raises(release.NotReleased):
            way()
    assert assigned.council.events.count() == events


# What was held waits on the page ------------------------------------------------------------------


@pytest.fixture
def held(assigned: Case, person: Find, receive: Receive) -> Mail:
    return receive(
        person(assigned.council, "sam-stencil"),
        to=reply_to(assigned),
        text="Mended.\n\n> It is out.\n",
        cc="bertram.sample@councillors.southend.example",
    )


def test_it_waits_for_its_sender_on_its_case_alone(
    held: Mail, assigned: Case, person: Find, quarantined: Mail
) -> None:
    sam, hattie = (person(assigned.council, who) for who in ("sam-stencil", "hattie-hub"))
    assert release.held_for(sam, case=assigned, number=str(held.pk)) == held
    assert release.held_for(hattie, case=assigned, number=str(held.pk)) is None
    for number in ("", "x", "²", str(quarantined.pk), "9" * 40, "-1"):
        assert release.held_for(sam, case=assigned, number=number) is None


def test_its_words_and_copies_are_there(held: Mail, assigned: Case, person: Find) -> None:
    sam = person(assigned.council, "sam-stencil")
    answers = release.answers_of(held, act="answer", by=sam, at=held.received_at)
    assert answers == {"answer": ["Mended."], "copies": ["bertram-sample"]}
    assert release.answers_of(held, act="send_separately", by=sam, at=held.received_at) == {}


def test_on_the_page_it_is_sent_without_the_copy_and_over(
    held: Mail, assigned: Case, client: Client
) -> None:
    """From the link in the mail to the answer, by the page's own form."""
    client.post("/southend/sign-in/", {"person": "sam-stencil"})
    page = f"/southend/cases/{assigned.reference}/do/answer/"
    shown = unescape(client.get(f"{page}?mail={held.pk}").content.decode())
    assert "Mended.</textarea>" in shown
    assert f'name="mail" value="{held.pk}"' in shown
    copied = re.search(r'<input[^>]*value="bertram-sample"[^>]*>|<option[^>]*bertram[^>]*>', shown)
    assert copied
    assert re.search("checked|selected", copied[0])
    posted = {"answer": "Mended.", "mail": str(held.pk)}
    explained = {"reason": "The lamp was not in stock.", "action_taken": "It is now."}
    sent = client.post(page, {**posted, **explained})
    assert sent.status_code == 302
    held.refresh_from_db()
    assert (held.outcome, held.event.act) == ("reply", "answer")
    assert held.why.endswith("Sam Stencil sent it from the page.")


def test_nobody_else_finds_it_on_the_page(held: Mail, assigned: Case, client: Client) -> None:
    client.post("/southend/sign-in/", {"person": "hattie-hub"})
    shown = client.get(f"/southend/cases/{assigned.reference}/do/answer/?mail={held.pk}")
    assert shown.status_code == 200
    assert "Mended." not in shown.content.decode()
