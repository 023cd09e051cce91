"""May I …?: the pages that find an act, ask what matters, answer with the clause, and send it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from moothall.cases.models import Outgoing
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]
COPY = "/southend/ask/correspondence.copy/"


def text(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer
    return unescape(answer.content.decode())


@pytest.fixture
def officer(client: Client, southend: Council, person: Find) -> Client:
    client.post("/southend/sign-in/", {"person": person(southend, "sam-stencil").slug})
    return client


def test_anybody_may_ask(client: Client, southend: Council) -> None:
    page = text(client, "/southend/ask/?words=bcc+somebody")
    assert COPY in page
    assert "9.1.14" in page


def test_without_words_everything_the_protocol_speaks_of_is_there(
    client: Client, wantage: Council
) -> None:
    page = text(client, "/wantage/ask/")
    assert "Everything the protocol speaks of" in page
    assert "/wantage/ask/enquiry.submit/" in page
    assert "Your protocol does not speak of this" not in page


def test_words_that_mean_nothing_are_answered_kindly(client: Client, southend: Council) -> None:
    assert "Nothing here is called that" in text(client, "/southend/ask/?words=xyzzy")
    assert "<script>" not in client.get("/southend/ask/?words=<script>").content.decode()


def test_only_what_matters_is_asked_and_then_answered(client: Client, southend: Council) -> None:
    page = text(client, COPY)
    assert "Who are you?" in page or "Who would the copy go to?" in page
    assert "No: this must not be done" not in page
    page = text(client, f"{COPY}?actor=officer&copy.to=councillor")
    assert "No: this must not be done." in page
    assert "/southend/protocol/9.1.14/" in page
    assert "the councillor who wrote or was written to has agreed" in page
    assert "/southend/ask/correspondence.send_separately/" in page


def test_saying_what_else_is_so_turns_the_answer(client: Client, southend: Council) -> None:
    asked = f"{COPY}?actor=officer&copy.to=councillor&agreed=correspondence.writer"
    assert "No: this must not be done." not in text(client, asked)


def test_several_boxes_of_one_fact_are_taken_together(client: Client, southend: Council) -> None:
    page = text(client, f"{COPY}?actor=officer&copy.to=councillor&copy.to=officer")
    assert "The copy goes to a councillor and an officer" in page


def test_silence_is_said_as_silence(client: Client, wiltshire: Council) -> None:
    page = text(client, "/wiltshire/ask/enquiry.discourage/?actor=officer")
    assert "does not speak of this" in page
    assert "That is no permission" in page


def test_whoever_is_signed_in_need_not_say_who_they_are(officer: Client) -> None:
    page = text(officer, COPY)
    assert "You are an officer" in page
    assert "Who would the copy go to?" in page


def test_an_answer_can_be_kept(officer: Client) -> None:
    page = text(officer, f"{COPY}?actor=officer&copy.to=councillor&on=2026-11-25")
    found = re.search(r'href="([^"]+)">The address of this answer', page)
    assert found
    kept = found[1]
    query = parse_qs(urlparse(kept).query)
    assert query["on"] == ["2026-11-25"]
    assert query["edition"] == ["2020"]
    officer.post("/southend/sign-out/")
    assert "No: this must not be done." in text(officer, kept)


def test_an_answer_can_be_sent_once_a_day(officer: Client, southend: Council) -> None:
    asked = f"{COPY}?actor=officer&copy.to=councillor&edition=2020&on=2026-11-25"
    for _ in range(2):
        answer = officer.post(asked, {"to": "ada-example"})
        assert answer.status_code == 302
    mail = Outgoing.objects.get(purpose="answer")
    assert mail.person is not None and mail.person.slug == "ada-example"
    assert "Sam Stencil" in mail.body
    assert "No: this must not be done." in mail.body
    assert "9.1.14" in mail.body
    assert f"http://localhost:8000{COPY}?" in mail.body
    assert "on its way" in text(officer, str(answer.headers["Location"]))


def test_sending_to_nobody_is_said(officer: Client) -> None:
    answer = officer.post(f"{COPY}?actor=officer&copy.to=councillor", {"to": "nobody-here"})
    assert answer.status_code == 400
    assert "Choose who should receive the answer" in answer.content.decode()
    assert not Outgoing.objects.filter(purpose="answer").exists()


def test_a_stranger_cannot_send(client: Client, southend: Council) -> None:
    client.post(f"{COPY}?actor=officer&copy.to=councillor", {"to": "ada-example"})
    assert not Outgoing.objects.filter(purpose="answer").exists()


def test_where_the_business_runs_it_can_be_started(
    client: Client, southend: Council, person: Find
) -> None:
    client.post("/southend/sign-in/", {"person": "ada-example"})
    page = text(client, "/southend/ask/enquiry.submit/")
    assert "/southend/cases/new/enquiry/submit/" in page


@pytest.mark.parametrize(
    "address",
    [
        "/southend/ask/correspondence.cpoy/",
        f"{COPY}?copy.to=nonsense",
        f"{COPY}?edition=1066",
        f"{COPY}?edition=../../wantage/2026",
        f"{COPY}?on=yesterday",
        f"{COPY}?again=nonsense",
    ],
)
def test_what_cannot_be_read_is_not_found(client: Client, southend: Council, address: str) -> None:
    text(client, address, status=404)


def test_a_day_beyond_every_calendar_gives_the_period_without_a_day(
    client: Client, southend: Council
) -> None:
    page = text(client, "/southend/ask/enquiry.submit/?actor=councillor&on=2199-01-01")
    assert "within 10 working days" in page
