"""A row of the outbox as a mail: one recipient, headers that survive the way, files as they are."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from emails import raw

from moothall.cases import files
from moothall.cases.models import Outgoing
from moothall.people.models import Council, Person
from moothall.post.carriers import Folder, ForNow, message
from moothall.post.receive import receive_file

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
LONG = f"<{'A' * 120}@AM6PR01MB4567.eurprd01.prod.outlook.example>"


def row(council: Council, now: datetime, **named: object) -> Outgoing:
    given = {
        "council": council,
        "purpose": "notice",
        "once": "1",
        "recipient": "ada.example@councillors.southend.example",
        "subject": "[SOU-ENQ-1] A light",
        "body": "Dear Ada,\n\nIt is mended.\n",
        "message_id": "<1@southend.example>",
        "next_try_at": now,
    }
    return Outgoing.objects.create(**{**given, **named})


def sent(mail: Outgoing) -> EmailMessage:
    """As a reader of mail sees it."""
    found = email.message_from_bytes(message(mail).as_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_it_names_its_one_recipient_and_says_that_a_machine_wrote_it(
    southend: Council, now: datetime
) -> None:
    mail = row(southend, now, reply_to="enquiries+SOU-ENQ-1@southend.example")
    made = sent(mail)
    assert made["To"] == mail.recipient
    assert made["Cc"] is None
    assert made["Bcc"] is None
    assert made["From"].addresses[0].addr_spec == southend.address
    assert made["From"].addresses[0].display_name == southend.name
    assert made["Reply-To"] == "enquiries+SOU-ENQ-1@southend.example"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["X-Auto-Response-Suppress"] == "All"
    assert made["X-Moothall"] == "notice"
    assert made["Date"].datetime == now
    assert made.get_content() == mail.body


@pytest.mark.parametrize("purpose", ["stranger", "held", "noted"])
def test_what_answers_somebody_says_so(southend: Council, now: datetime, purpose: str) -> None:
    assert sent(row(southend, now, purpose=purpose))["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize("name", ["<1@x.example>", LONG, f"<{'b' * 240}@x.example>"])
def test_a_long_message_id_stays_whole(southend: Council, now: datetime, name: str) -> None:
    """Outlook's are longer than a line; broken or encoded they would thread nothing."""
    bytes_ = message(row(southend, now, in_reply_to=name)).as_bytes()
    for header in (b"In-Reply-To", b"References"):
        assert header + b": " + name.encode() + b"\n" in bytes_


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("[SOU-ENQ-1] URGENT: Straße – “café”", "[SOU-ENQ-1] URGENT: Straße – “café”"),
        ("Two\r\nBcc: evil@evil.example", "Two Bcc: evil@evil.example"),
        ("w " * 149, ("w " * 149).strip()),
        ("é" * 300, "é" * 300),
    ],
)
def test_a_subject_is_one_line_whatever_it_says(
    southend: Council, now: datetime, given: str, wanted: str
) -> None:
    made = sent(row(southend, now, subject=given))
    assert made["Subject"] == wanted
    assert made["Bcc"] is None


def test_a_name_with_marks_in_it_is_no_second_address(southend: Council, now: datetime) -> None:
    southend.name = 'Council "of the City", <evil@evil.example> é'
    made = sent(row(southend, now))
    assert [one.addr_spec for one in made["From"].addresses] == [southend.address]
    shown = made["From"].addresses[0].display_name
    assert shown.split() == southend.name.split()


def test_files_go_with_it_as_they_came(southend: Council, now: datetime) -> None:
    case = receive_file(southend, raw("attachments"), at=now).case
    assert case is not None
    attachments = list(case.events.get(act="submit").attachments.order_by("pk"))
    mail = Outgoing.objects.filter(case=case).first()
    assert mail is not None
    found = {one.get_filename(): one for one in sent(mail).iter_attachments()}
    assert set(found) == {one.name for one in attachments}
    for one in attachments:
        assert found[one.name].get_payload(decode=True) == files.read(one)
        assert found[one.name].get_content_type() == one.content_type


def test_the_folder_has_one_file_for_each_mail(
    southend: Council, now: datetime, home: Path
) -> None:
    mail = row(southend, now)
    for _ in range(2):
        Folder().carry(mail)
    (file,) = (home / "mailbox").iterdir()
    assert email.message_from_bytes(file.read_bytes())["Message-ID"] == mail.message_id


def test_a_folder_that_cannot_be_written_is_tried_later(
    southend: Council, now: datetime, home: Path
) -> None:
    (home / "mailbox").write_text("in the way")
    with pytest.raises(ForNow):
        Folder().carry(row(southend, now))
