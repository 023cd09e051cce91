"""Files that come by mail: typed by content, for those who may see them, never shown inline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from emails import letter, raw, reply_to

from moothall.cases import files
from moothall.cases.files import clean_name, content_type
from moothall.cases.models import Attachment, Case
from moothall.people.models import Council, Person
from moothall.post.receive import receive_file

Find = Callable[[Council, str], Person]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04", "application/zip"),
        (b"<!DOCTYPE html><script>", "text/plain"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"\x78\x9f\x3e\x22\x00", "application/octet-stream"),
        (b"a" + "é".encode() * 5000, "text/plain"),  # cut in the middle of a character
        (b"", "text/plain"),
    ],
)
def test_the_type_is_that_of_the_content(content: bytes, kind: str) -> None:
    assert content_type(content) == kind


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),  # would read as invoiceexe.pdf
        ("a\nb\x00.txt", "ab.txt"),
        ("...", "attachment"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.fixture
def case(southend: Council, now: datetime) -> Case:
    found = receive_file(southend, raw("attachments"), at=now).case
    assert found is not None
    return found


def as_(client: Client, slug: str) -> Client:
    client.post("/southend/sign-in/", {"person": slug})
    return client


def address(one: Attachment) -> str:
    return f"/southend/cases/{one.event.case.reference}/files/{one.pk}/"


@pytest.mark.django_db
def test_every_file_is_a_download_and_nothing_else(client: Client, case: Case) -> None:
    as_(client, "ada-example")
    kept = list(case.events.get(act="submit").attachments.all())
    assert len(kept) == 5
    for one in kept:
        answer = client.get(address(one))
        assert answer.status_code == 200
        assert answer.content == files.read(one)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_among_them_is_never_shown_as_one(client: Client, case: Case) -> None:
    as_(client, "ada-example")
    page = case.events.get(act="submit").attachments.get(name="page.html")
    assert b"<script>" in files.read(page)
    assert page.content_type == "text/plain"
    answer = client.get(address(page))
    assert "html" not in answer["Content-Type"]
    shown = client.get(f"/southend/cases/{case.reference}/").content.decode()
    assert "page.html" in shown
    assert "evil.example" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["bertram-sample", "sam-stencil", "nadia-mock"])
def test_who_may_not_see_the_case_has_no_file_of_it(client: Client, case: Case, who: str) -> None:
    as_(client, who)
    one = case.events.get(act="submit").attachments.first()
    assert one is not None
    assert client.get(address(one)).status_code == 404


@pytest.mark.django_db
def test_a_file_is_found_on_its_own_case_alone(
    client: Client, case: Case, southend: Council, now: datetime
) -> None:
    other = receive_file(southend, raw("plain"), at=now).case
    assert other is not None
    one = case.events.get(act="submit").attachments.first()
    assert one is not None
    as_(client, "ada-example")
    assert client.get(f"/southend/cases/{other.reference}/files/{one.pk}/").status_code == 404
    assert client.get(f"/southend/cases/{case.reference}/files/999999/").status_code == 404


@pytest.mark.django_db
def test_files_of_a_note_are_for_officers(
    client: Client, case: Case, southend: Council, person: Find, now: datetime
) -> None:
    note = letter("hattie.hub@southend.example", to=reply_to(case), text="For officers.")
    parts = b"--b\r\nContent-Type: text/plain\r\n\r\nFor officers.\r\n--b\r\nContent-Type: "
    head, _, _ = note.partition(b"Content-Type")
    whole = (
        head
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + parts
        + b"application/pdf; name=inner.pdf\r\n\r\n%PDF-\r\n--b--\r\n"
    )
    mail = receive_file(southend, whole.replace(b"\r\n", b"\n"), at=now)
    assert mail.event is not None
    assert mail.event.act == "note"
    (one,) = mail.event.attachments.all()
    as_(client, "ada-example")
    assert client.get(address(one)).status_code == 404
    assert "inner.pdf" not in client.get(f"/southend/cases/{case.reference}/").content.decode()
    as_(client, "howard-hub")
    assert client.get(address(one)).status_code == 200


@pytest.mark.django_db
def test_quarantined_html_is_shown_as_words(
    client: Client, southend: Council, now: datetime
) -> None:
    raw_ = raw("html-only").replace(b"ada.example@councillors.southend", b"rita@residents")
    mail = receive_file(southend, raw_, at=now)
    assert mail.outcome == "quarantined"
    as_(client, "hattie-hub")
    shown = client.get(f"/southend/quarantine/{mail.pk}/").content.decode()
    assert "Could it cost less than £5 a week" in shown
    assert "alert(" not in shown
    as_(client, "ada-example")
    assert client.get(f"/southend/quarantine/{mail.pk}/").status_code == 403
