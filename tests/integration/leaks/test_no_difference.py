"""What is not yours is as if it were not there: the same answer as for no case at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from emails import letter

from moothall.cases.files import File
from moothall.cases.models import Attachment, Case
from moothall.cases.perform import perform
from moothall.config.cli import main
from moothall.people.models import Council, Person
from moothall.post.receive import receive_file

Find = Callable[[Council, str], Person]
NOTHING = "SOU-ENQ-9"  # as long as the other
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|csrftoken=[^;]*;|expires=[^;]*;')
PATHS = ("", "why/1/", "do/reply/", "do/note/", "do/no-such-act/", "files/{file}/")
OUTSIDERS = ("bertram-sample", "dev-instance", "sam-stencil", "nadia-mock", "keziah-coopted")


@pytest.fixture
def case(southend: Council, person: Find) -> Case:
    """Ada's enquiry, for nobody else to see, with a file."""
    return perform(
        None, "submit", kind="enquiry", council=southend, by=person(southend, "ada-example"),
        at=datetime.now(UTC), fields={"subject": "Lamp", "details": "Out", "privacy": "me"},
        files=[File("lamp.txt", b"a lamp")],
    ).case  # fmt: skip


@pytest.fixture
def signed_in(
    southend: Council, session_of: Callable[[Council, str], str]
) -> Callable[..., Client]:
    def make(slug: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(southend, slug)
        return client

    return make


def said(response: Any, reference: str, file: int) -> str:
    """Everything a response says, but for what the visitor typed and what is new each time."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    whole = f"{response.status_code}\n{headers}\n{response.cookies}\n{response.content.decode()}"
    return TOKENS.sub("", whole).replace(reference, "").replace(f"/{file}/", "//")


@pytest.mark.parametrize("slug", OUTSIDERS)
def test_pages_do_not_tell_whether_there_is_such_a_case(
    slug: str, case: Case, signed_in: Callable[[str], Client]
) -> None:
    client, file = signed_in(slug), Attachment.objects.get(event__case=case).pk
    for method, path in product(("get", "post"), PATHS):
        answers = []
        for reference, number in ((case.reference, file), (NOTHING, 99999)):
            address = f"/southend/cases/{reference}/{path.format(file=number)}"
            answers.append(said(getattr(client, method)(address), reference, number))
        assert answers[0] == answers[1], (method, path)
        assert answers[0].startswith("404"), (method, path)


@pytest.mark.parametrize("field", ["earlier", "permission"])
def test_a_form_does_not_tell_whether_there_is_such_a_case(
    field: str, case: Case, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("bertram-sample")
    answers = []
    for reference in (case.reference, NOTHING):
        posted = {"step": "check", "subject": "Lamp", "details": "Out", field: reference}
        sent = client.post("/southend/cases/new/enquiry/submit/", posted)
        answers.append(said(sent, reference, 0))
    assert answers[0] == answers[1]
    assert answers[0].startswith("422")


def test_a_search_by_reference_finds_nothing_in_the_same_words(
    case: Case, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("bertram-sample")
    found = [
        said(client.get(f"/southend/cases/?text={reference}"), reference, 0)
        for reference in (case.reference, NOTHING)
    ]
    assert found[0] == found[1]


def test_an_answer_by_mail_is_sorted_in_the_same_words(
    case: Case, southend: Council, person: Find
) -> None:
    bertram = person(southend, "bertram-sample").contact_details.get(type="email").value
    outcomes = []
    for number, reference in enumerate((case.reference, NOTHING)):
        to = southend.address.replace("@", f"+{reference}@")
        raw = letter(bertram, to=to, text="What now?", message_id=f"<{number}@b.example>")
        mail = receive_file(southend, raw, at=datetime.now(UTC))
        outcomes.append((mail.outcome, mail.why, mail.case))
    assert outcomes[0] == outcomes[1]


def test_the_command_line_says_the_same(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for reference in (case.reference, NOTHING):
        status = main(["case", "show", reference, "--as", "bertram-sample"])
        answers.append((status, capsys.readouterr().err.replace(reference, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 2
