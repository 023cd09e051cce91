"""Trouble pages: plain words, the right status, and the way home where there is one."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from moothall.pages import people
from moothall.people.models import Council

from .conftest import Browse, parsed


def test_not_found_knows_where_and_who(southend: Council, browse: Browse) -> None:
    signed_in = browse(southend, "ada-example").open("nothing/")
    assert signed_in.status_code == 404
    page = parsed(signed_in)
    assert "Councillor Ada Example" in page.text
    assert "See what needs you" in page.text
    assert "Sign in to" in parsed(browse(southend).open("nothing/")).text
    assert "Start again" in parsed(browse(southend).open("/nowhere/at/all/")).text


def test_a_fault_shows_nothing_of_itself(
    southend: Council, session_of: object, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(people, "_directory", break_down)
    ada = browse(southend, "ada-example")
    ada.client.raise_request_exception = False
    answer = ada.open("people/")
    assert answer.status_code == 500
    assert "Something went wrong here" in parsed(answer).text
    assert b"secret" not in answer.content


def test_more_text_than_a_form_takes(southend: Council, browse: Browse) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = browse(southend, "ada-example").send(
            "cases/new/enquiry/submit/", {"subject": "Kerb", "details": "x" * 2000}
        )
    assert answer.status_code == 413
    assert "too much to send" in parsed(answer).text


def test_no_council_yet(db: None) -> None:
    Council.objects.all().update(name="Z")
    assert "Which council?" in parsed(Client().get("/")).text  # type: ignore[arg-type]
