"""What starts nothing: machines in their dialects, reports, loops. The rest is somebody's."""

from __future__ import annotations

from datetime import datetime

import pytest

from moothall.cases.models import Case
from moothall.people.models import Council
from moothall.post.reading import read
from moothall.post.receive import receive_file
from moothall.post.sorting import MOST_HOPS, automatic, looping, unanswerable

COUNCIL = Council(address="Enquiries@southend.example")


def sorted_as(headers: str, *, envelope_from: str = "") -> str:
    text = f"{headers}\r\n" if headers else ""
    message = read(f"{text}From: sam@southend.example\r\n\r\nx".encode())
    return automatic(message, envelope_from=envelope_from)


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "AUTO-SUBMITTED: Auto-Notified (why)",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: yes",
        "X-Autorespond: vacation",
        "X-Mail-Autoreply: on",
        "X-FC-MachineGenerated: true",
        "Precedence: AUTO_REPLY",
        "Precedence: bulk",
        "List-Id: <bulletin.lists.example>",
        "List-Unsubscribe: <mailto:leave@lists.example>",
        "X-Failed-Recipients: a@x.example",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Delivered-To: Autoresponder",
        "Subject: Automatic reply: Lights",
        "Subject: Out of Office AutoReply: Lights",
        "Subject: Out of the office: Lights",
        "Subject: Auto-Reply: Lights",
        "Subject: AUTO: Sam is out of the office (returning 23/11/2026)",
        "Subject: =?utf-8?q?Automatic_reply=3A_Lights?=",
        "Subject: Out of office",
        "Subject: OOO: Lights",
        "Subject: Ateb awtomatig: Goleuadau",
        "Subject: Réponse automatique : Lumières",
        "Subject: Automatische Antwort: Licht",
        "Subject: Abwesenheitsnotiz: Licht",
        "Subject: Automatisch antwoord: Licht",
        "Subject: Respuesta automática: Luces",
        "Subject: Risposta automatica: Luci",
        "Subject: Automatyczna odpowiedź: Lampy",
    ],
)
def test_a_machine_is_known_by_its_headers(headers: str) -> None:
    assert sorted_as(headers)


ACCEPTED = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
OF_PARTS = """Content-Type: multipart/alternative; boundary=c\r
\r
--c\r
Content-Type: text/plain\r
\r
{words}\r
--c\r
Content-Type: text/calendar; method={method}\r
\r
BEGIN:VCALENDAR\r
METHOD:{method}\r
END:VCALENDAR\r
--c--\r
"""


def from_a_calendar(content: str) -> str:
    message = read(f"From: sam@southend.example\r\nSubject: Accepted: Visit\r\n{content}".encode())
    return automatic(message, envelope_from="")


@pytest.mark.parametrize(
    "content",
    [
        f"Content-Type: text/calendar; method=REPLY\r\n\r\n{ACCEPTED}",
        OF_PARTS.format(words="", method="REPLY"),
    ],
)
def test_who_pressed_accept_has_asked_nothing(content: str) -> None:
    assert "invitation" in from_a_calendar(content)


@pytest.mark.parametrize(("words", "method"), [("I may be late.", "REPLY"), ("", "REQUEST")])
def test_words_beside_and_invitations_are_somebody_s(words: str, method: str) -> None:
    assert not from_a_calendar(OF_PARTS.format(words=words, method=method))


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@x.example", "postmaster@southend.example"])
def test_reports_come_from_nobody(sender: str) -> None:
    assert automatic(read(f"From: {sender}\r\n\r\nx".encode()), envelope_from="")


def test_an_empty_envelope_sender_is_a_machine_whatever_the_headers_say() -> None:
    assert sorted_as("Return-Path: <sam@southend.example>", envelope_from="<>")
    assert not sorted_as("Return-Path: <>", envelope_from="sam@southend.example")


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no",
        "Auto-Submitted: No (a person)",
        "Precedence: first-class",
        "Subject: Re: Automatic reply: Lights",
        "Subject: Automatic gates at the depot",
        "Subject: Out of office hours noise",
        "Subject: The planning officer is out of the office again",
        "Subject: Autoreply",
        "Content-Type: multipart/mixed; boundary=b",
        "Delivered-To: enquiries@southend.example",
    ],
)
def test_a_person_is_no_machine(headers: str) -> None:
    assert sorted_as(headers) == ""


@pytest.mark.parametrize(
    "headers",
    [
        "X-Moothall: notice\r\nFrom: sam@southend.example",
        "From: enquiries@SOUTHEND.example",
        "From: enquiries+SOU-ENQ-1@southend.example",
        "Received: from x\r\n" * (MOST_HOPS + 1) + "From: sam@southend.example",
    ],
)
def test_what_has_been_here_before_is_a_loop(headers: str) -> None:
    assert looping(read(f"{headers}\r\n\r\nx".encode()), COUNCIL)


@pytest.mark.parametrize(
    "headers",
    [
        "From: sam@southend.example",
        "From: enquiries@guildford.example",
        "Received: from x\r\n" * MOST_HOPS + "From: sam@southend.example",
        "",
    ],
)
def test_anything_else_is_none(headers: str) -> None:
    assert looping(read(f"{headers}\r\n\r\nx".encode()), COUNCIL) == ""


@pytest.mark.parametrize(
    ("sender", "nobody"),
    [
        ("no-reply@shop.example", True),
        ("noreply+12@shop.example", True),
        ("do_not_reply@shop.example", True),
        ("bounce-77@shop.example", True),
        ("owner-list@lists.example", True),
        ("nora@shop.example", False),
        ("norepton@shop.example", False),
    ],
)
def test_who_is_never_answered(sender: str, nobody: bool) -> None:
    assert unanswerable(sender) is nobody


ADA = "ada.example@councillors.southend.example"
SEALED = (
    f"From: {ADA}\r\nTo: enquiries@southend.example\r\nSubject: Sealed\r\n"
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggEw\r\n"
)
OPENPGP = (
    f"From: {ADA}\r\nTo: enquiries@southend.example\r\nSubject: Sealed\r\n"
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n'
    "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    "--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
)


@pytest.mark.django_db
@pytest.mark.parametrize("message", [SEALED, OPENPGP], ids=["S/MIME", "OpenPGP"])
def test_what_nobody_here_can_read_is_kept_for_a_person(
    southend: Council, message: str, now: datetime
) -> None:
    mail = receive_file(southend, message.encode(), at=now)
    assert mail.outcome == "quarantined"
    assert "Ask for it to be sent again" in mail.why
    assert mail.person and mail.person.slug == "ada-example"
    assert not Case.objects.exists()
