"""A file whose bytes are no more: a page that says so, and `verify`, which names it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from moothall.cases import files
from moothall.cases.files import File
from moothall.cases.models import Attachment
from moothall.cases.verify import verify
from moothall.config.cli import main
from moothall.pages.export import gather
from moothall.pages.export_files import zipped
from moothall.people.models import Council, Person

from .conftest import Ask, Browse, Do, parsed


@pytest.fixture
def lost(southend: Council, ask: Ask, do: Do) -> Attachment:
    """A file of Ada's that the disk has not any more."""
    case = ask(southend, "ada-example")
    do(case, "reply", "ada-example", message="The plan", files=[File("plan.txt", b"a plan")])
    attachment = Attachment.objects.select_related("event__case").get(event__case=case)
    files.path_of(attachment.sha256).unlink()
    return attachment


def test_the_page_says_that_the_file_cannot_be_read(
    southend: Council, browse: Browse, lost: Attachment
) -> None:
    """Regression: it was a fault of the server without a word of what is wrong."""
    path = f"cases/{lost.event.case.reference}/files/{lost.pk}/"
    answer = browse(southend, "ada-example").open(path)
    assert answer.status_code == 503
    assert "“plan.txt” was kept, and cannot be read" in parsed(answer).text
    assert browse(southend, "bertram-sample").open(path).status_code == 404


def test_verify_names_it(
    southend: Council, lost: Attachment, capsys: pytest.CaptureFixture[str]
) -> None:
    said = " ".join(one.what for one in verify(southend).wrong)
    assert f"{lost.sha256} is missing" in said
    assert main(["verify"]) == 1
    assert lost.event.case.reference in capsys.readouterr().out


def test_everything_about_a_person_says_that_it_is_lost(
    southend: Council,
    lost: Attachment,
    person: Callable[[Council, str], Person],
) -> None:
    now = datetime.now(UTC)
    export = gather(person(southend, "ada-example"), viewer=None, on=now.date())
    with ZipFile(io.BytesIO(zipped(export, at=now))) as archive:
        assert f"files/{lost.pk}-plan.txt (lost).txt" in archive.namelist()
