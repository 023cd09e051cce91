"""Headers on every page, what people write shown as words only, and changes only by a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from moothall.cases.files import File
from moothall.cases.models import Attachment, Case, Event
from moothall.pages.security import MOST_BYTES, POLICY
from moothall.people.models import Area, Council, Person
from moothall.post.receive import receive_file

from .conftest import Ask, Browse, Browsing, Do, parsed

EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg/onload=alert(3)>{{7*7}}"""


def harmless(answer: HttpResponse) -> None:
    """Nothing that somebody wrote has become an element or an attribute."""
    page = parsed(answer)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "style"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
    assert all("onload" not in attributes for attributes in page.all("svg"))
    assert "49" not in page.text.replace("2049", "")


# Headers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, status",
    [
        ("/", 200),
        ("/southend/", 302),
        ("/southend/sign-in/", 200),
        ("/southend/protocol/", 200),
        ("/southend/nowhere/", 404),
        ("/nowhere/", 404),
        ("/health/", 200),
    ],
)
def test_every_answer_carries_the_headers(southend: Council, address: str, status: int) -> None:
    answer = Client().get(address)
    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in answer["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts(southend: Council) -> None:
    answer = Client().post("/southend/sign-in/", {"person": "ada-example"})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_page_of_html_that_was_attached_is_a_download(
    southend: Council, ask: Ask, do: Do, browse: Browse
) -> None:
    case = ask(southend, "ada-example")
    name = 'a"b\r\nX-Evil: 1/é.html'
    do(case, "reply", "ada-example", message="See this", files=[File(name, EVIL.encode())])
    file = Attachment.objects.get(event__case=case)
    answer = browse(southend, "ada-example").open(f"cases/{case.reference}/files/{file.pk}/")
    assert answer.content == EVIL.encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "X-Evil" not in answer
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


# What people write --------------------------------------------------------------------------------


@pytest.fixture
def evil_case(southend: Council, ask: Ask, do: Do, person: Callable[..., Person]) -> Case:
    """A case in which everybody has written something evil wherever they could."""
    Person.objects.filter(pk=person(southend, "ada-example").pk).update(name=EVIL)
    Area.objects.filter(council=southend, slug="pierhead").update(name=EVIL)
    case = ask(
        southend,
        "ada-example",
        subject=EVIL,
        details=EVIL,
        place=EVIL,
        ward="pierhead",
        urgent="yes",
    )
    case = do(case, "assign", "hattie-hub", given_to="sam-stencil", message=EVIL)
    case = do(case, "note", "sam-stencil", message=EVIL, files=[File(f"{EVIL}.html", b"x")])
    case = do(case, "ask_requester", "sam-stencil", message=EVIL)
    return do(case, "reply", "ada-example", message=EVIL)


@pytest.mark.parametrize("slug", ["ada-example", "sam-stencil", "hattie-hub"])
def test_every_page_shows_it_as_words(
    slug: str, southend: Council, evil_case: Case, browse: Browse
) -> None:
    visitor = browse(southend, slug)
    for address in (
        "",
        "cases/",
        f"cases/{evil_case.reference}/",
        f"cases/{evil_case.reference}/why/1/",
        f"cases/{evil_case.reference}/do/prioritise/",
        "people/",
        "people/ada-example/",
        "areas/",
        "cases/new/enquiry/submit/",
    ):
        answer = visitor.open(address)
        harmless(answer)
    page = parsed(visitor.open(f"cases/{evil_case.reference}/"))
    assert page.text.count("<script>alert(1)</script>") >= 6


def test_what_is_searched_for_and_sent_is_shown_as_words(
    southend: Council, evil_case: Case, browse: Browse
) -> None:
    ada, hub = browse(southend, "ada-example"), browse(southend, "hattie-hub")
    for address in ("cases/", "people/", "ask/", "sign-in/"):
        for name in ("text", "words", "sort", "kind", "area", "page", "next", "side"):
            harmless(ada.open(address, data={name: EVIL}))
    harmless(ada.open(f"cases/{EVIL.replace('/', '')}/"))
    fields = {"subject": EVIL, "details": EVIL, "step": "check", "privacy": EVIL, "ward": EVIL}
    harmless(ada.send("cases/new/enquiry/submit/", fields))
    checked = ada.send("cases/new/enquiry/submit/", {**fields, "privacy": "me", "ward": ""})
    assert "Check your answers" in parsed(checked).text
    harmless(checked)
    harmless(hub.send(f"cases/{evil_case.reference}/do/reassign/", {"given_to": EVIL, "why": EVIL}))
    changed = {"given_to": "tilda-template", "why": EVIL, "seen": "1"}
    answer = hub.send(f"cases/{evil_case.reference}/do/reassign/", changed)
    assert answer.status_code == 409
    harmless(answer)


def test_mail_in_quarantine_is_shown_as_words(
    southend: Council, browse: Browse, at: Callable[[str], datetime]
) -> None:
    raw = (
        f'From: "{escape(EVIL)}" <percy@passer-by.example>\r\nTo: enquiries@southend.example\r\n'
        f"Subject: {EVIL}\r\nMessage-ID: <1@passer-by.example>\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n<p>{EVIL}</p>{escape(EVIL)}\r\n"
    )
    mail = receive_file(southend, raw.encode(), at=at("2026-11-24T10:00"))
    hub = browse(southend, "hattie-hub")
    harmless(hub.open("quarantine/"))
    harmless(hub.open(f"quarantine/{mail.pk}/"))
    answer = hub.send(f"quarantine/{mail.pk}/", {"choice": EVIL, "why": EVIL, "reference": EVIL})
    assert answer.status_code == 422
    harmless(answer)


# Changes ------------------------------------------------------------------------------------------


def everything(browsing: Browsing, case: Case) -> dict[str, dict[str, str]]:
    """Every form there is, with answers that would do."""
    return {
        "sign-in/": {"person": "ada-example"},
        "sign-out/": {},
        "cases/new/enquiry/submit/": {"subject": "Kerb", "details": "Who?", "step": "send"},
        f"cases/{case.reference}/do/assign/": {"given_to": "sam-stencil"},
        "quarantine/1/": {"choice": "ignore", "why": "Noise"},
        "absence/": {"start-day": "1", "cover": "sam-stencil"},
        "ask/correspondence.copy/": {"to": "sam-stencil"},
    }


def test_no_form_is_taken_without_its_token(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    hub = browse(southend, "hattie-hub", csrf=True)
    before = Event.objects.count()
    for address, fields in everything(hub, case).items():
        answer = hub.send(address, fields)
        assert answer.status_code == 403, address
        assert "That could not be accepted" in parsed(answer).text
    assert Event.objects.count() == before
    assert hub.open().status_code == 200, "a forged form has signed her out"


def test_opening_an_address_changes_nothing(southend: Council, ask: Ask, browse: Browse) -> None:
    case = ask(southend, "ada-example")
    hub = browse(southend, "hattie-hub")
    before = Event.objects.count()
    for address, fields in everything(hub, case).items():
        hub.open(address, data=fields)
    assert Event.objects.count() == before
    assert hub.open().status_code == 200, "a link has signed her out"
    case.refresh_from_db()
    assert case.state == "received"


def test_far_too_much_is_turned_away_unread(southend: Council, browse: Browse) -> None:
    ada = browse(southend, "ada-example")
    for length in (str(MOST_BYTES + 1), "9" * 30, "-1", "many"):
        answer = ada.send("cases/new/enquiry/submit/", {}, CONTENT_LENGTH=length)
        assert answer.status_code == 413, length
        assert "too much to send" in parsed(answer).text


@pytest.mark.parametrize(
    "address", ["cases/%00/", "cases/?text=%00", "people/?text=a%00", "protocol/%00/"]
)
def test_a_nul_is_refused_in_words(southend: Council, browse: Browse, address: str) -> None:
    answer = browse(southend, "ada-example").open(address)
    assert answer.status_code == 400
    assert "That could not be read" in parsed(answer).text


def test_a_nul_in_a_form_is_refused(southend: Council, browse: Browse) -> None:
    fields = {"subject": "Kerb", "details": "a\0b", "step": "send"}
    assert (
        browse(southend, "ada-example").send("cases/new/enquiry/submit/", fields).status_code == 400
    )


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "²", "-1", "1.5"])
def test_numbers_that_no_database_holds(
    southend: Council, ask: Ask, browse: Browse, number: str
) -> None:
    case = ask(southend, "ada-example")
    hub = browse(southend, "hattie-hub")
    for address in ("assign", "redirect"):
        fields = {"given_to": number, "turns_into": number, "why": "x", "seen": number}
        assert hub.send(f"cases/{case.reference}/do/{address}/", fields).status_code == 422
    assert hub.open("cases/", data={"page": number, "area": number}).status_code == 200
    fields = {"subject": "Kerb", "details": "x", "ward": number, "service": number, "step": "check"}
    ada = browse(southend, "ada-example")
    assert ada.send("cases/new/enquiry/submit/", fields).status_code == 422
