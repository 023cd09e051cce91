"""Everything about a person as a download: what is in it and what not, and that it is logged."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from emails import letter

from moothall.cases.files import File
from moothall.cases.models import Case
from moothall.config.cli import main
from moothall.pages.export import gather
from moothall.pages.models import SignInCode
from moothall.people.models import Change, Council, Membership, Person
from moothall.post.receive import receive_file

from .conftest import Ask, Browse, Do, parsed

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Moment = Callable[[str], datetime]
ON = date(2026, 12, 1)
ADA = "ada.example@councillors.southend.example"


@pytest.fixture
def case(southend: Council, do: Do, at: Moment) -> Case:
    """By mail, with a note that officers wrote of her and one that they did not."""
    when = at("2026-11-20T10:00")
    raw = letter(ADA, to=southend.address, subject="Kerb", text="Sam Stencil says he paints it.")
    mail = receive_file(southend, raw, at=when)
    assert mail.case is not None
    case = do(mail.case, "assign", "hattie-hub", given_to="sam-stencil", at=when)
    do(case, "note", "sam-stencil", message="Ada Example rang again", at=when)
    do(case, "note", "sam-stencil", message="The county was asked", at=when)
    return do(case, "reply", "ada-example", message="Yes", files=[File("map.txt", b"a map")],
              at=when)  # fmt: skip


def of(person: Person, *, viewer: Person | None = None) -> tuple[Any, int]:
    found = gather(person, viewer=viewer, on=ON)
    return found.data, found.left_out


def said(data: Any) -> str:
    return json.dumps([data["cases"], data["named_elsewhere"]])


def test_everything_is_there(southend: Council, case: Case, person: Find, at: Moment) -> None:
    ada = person(southend, "ada-example")
    code = {"council": southend, "person": ada, "address": ADA, "made_at": at("2026-11-30T10:00")}
    SignInCode.objects.create(digest="abcdef", **code)
    data, left_out = of(ada)
    assert left_out == 0
    assert data["record"]["name"] == "Councillor Ada Example"
    (one,) = data["cases"]
    assert one["parties"] == ["requester"]
    first = one["events"][0]
    assert first["own"]
    assert first["said"]["details"] == {
        "words": "Sam Stencil says he paints it.",
        "review": True,
        "names": ["Sam Stencil"],
    }
    assert "Ada Example rang again" in said(data)
    assert "The county was asked" not in said(data)
    assert data["messages_from_them"][0]["sender"] == ADA
    assert any("Kerb" in mail["subject"]["words"] for mail in data["mails_to_them"])
    records = data["other_records"]
    assert {"people.contactdetail (person)", "people.membership (person)"} <= set(records)
    assert records["pages.signincode (person)"][0]["address"] == ADA


def test_no_secret_leaves(southend: Council, case: Case, person: Find, at: Moment) -> None:
    ada = person(southend, "ada-example")
    code = {"council": southend, "person": ada, "address": ADA, "made_at": at("2026-11-30T10:00")}
    SignInCode.objects.create(digest="abcdef", **code)
    assert "abcdef" not in json.dumps(of(ada)[0])


def test_ones_own_has_nothing_that_one_may_not_see(
    southend: Council, case: Case, person: Find
) -> None:
    ada = person(southend, "ada-example")
    data, left_out = of(ada, viewer=ada)
    assert "rang again" not in said(data)
    assert left_out == 1


def test_the_monitoring_officer_gets_all_but_what_they_are_part_of(
    southend: Council, case: Case, person: Find
) -> None:
    ada, officer = person(southend, "ada-example"), person(southend, "nadia-mock")
    data, left_out = of(ada, viewer=officer)
    assert "rang again" in said(data)
    assert left_out == 0
    case.parties.create(slot="helper", person=officer)
    case.viewers.filter(circle="officers").delete()
    data, left_out = of(ada, viewer=officer)
    assert "rang again" not in said(data)
    assert left_out > 0


def test_who_is_named_in_a_case_of_others_is_told(
    southend: Council, ask: Ask, person: Find
) -> None:
    other, ada = person(southend, "bertram-sample"), person(southend, "ada-example")
    assert of(other)[0]["named_elsewhere"] == []
    ask(southend, "ada-example", details="Bertram Sample says so")
    (named,) = of(other)[0]["named_elsewhere"]
    assert (named["field"], named["words"]) == ("details", "Bertram Sample says so")
    assert of(other, viewer=other)[0]["named_elsewhere"] == []
    assert of(ada)[0]["named_elsewhere"] == []


# The pages ----------------------------------------------------------------------------------------


def archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_my_own_data_is_a_download_that_is_written_down(
    southend: Council, case: Case, browse: Browse
) -> None:
    ada = browse(southend, "ada-example")
    assert "Download" in ada.read("my-data/")
    answer = ada.send("my-data/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="ada-example-')
    with archive(answer.content) as found:
        names = found.namelist()
        assert names[:2] == ["index.html", "data.json"]
        assert any(name.endswith(".eml") for name in names)
        assert any(name.endswith("-map.txt") for name in names)
        page = found.read("index.html").decode()
    assert "What is kept about Councillor Ada Example" in page
    assert "check: may name other people: Sam Stencil" in page
    change = Change.objects.get(action="exported")
    assert change.by is not None
    assert (change.by.slug, change.after) == ("ada-example", {"why": "by themselves"})


def test_for_another_a_reason_is_asked_and_kept(
    southend: Council, case: Case, browse: Browse
) -> None:
    officer = browse(southend, "nadia-mock")
    refused = officer.send("people/ada-example/data/", {"choice": "export", "why": "  "})
    assert refused.status_code == 422
    assert "Say for what you need it" in parsed(refused).text
    assert not Change.objects.filter(action="exported").exists()
    answer = officer.send("people/ada-example/data/", {"choice": "export", "why": "Request 7"})
    with archive(answer.content) as found:
        assert "rang again" in found.read("data.json").decode()
    assert Change.objects.get(action="exported").after == {"why": "Request 7"}


def test_a_download_is_escaped(southend: Council, ask: Ask, browse: Browse) -> None:
    ask(southend, "ada-example", subject="<b>Kerb</b>", details="<script>1</script>")
    with archive(browse(southend, "ada-example").send("my-data/").content) as found:
        page = found.read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;b&gt;Kerb&lt;/b&gt;" in page


def test_what_stands_against_anonymising_is_said(
    southend: Council, case: Case, browse: Browse
) -> None:
    officer = browse(southend, "nadia-mock")
    text = officer.read("people/ada-example/data/")
    assert f"{case.reference} is open and has them as a party." in text
    sent = {"choice": "anonymise", "sure": "yes"}
    assert officer.send("people/ada-example/data/", sent).status_code == 422
    assert Person.objects.filter(slug="ada-example").exists()


def test_anonymising_is_confirmed_first(southend: Council, person: Find, browse: Browse) -> None:
    left = {"end_date": date(2020, 1, 1)}
    Membership.objects.filter(person=person(southend, "ada-example")).update(**left)
    officer = browse(southend, "nadia-mock")
    assert officer.send("people/ada-example/data/", {"choice": "anonymise"}).status_code == 422
    sent = {"choice": "anonymise", "sure": "yes"}
    answer = officer.send("people/ada-example/data/", sent)
    assert "They are Former councillor 1 now" in parsed(answer).text
    assert officer.open("people/ada-example/").status_code == 404


def test_there_is_nobody_of_that_name(southend: Council, browse: Browse) -> None:
    assert browse(southend, "nadia-mock").open("people/nobody/data/").status_code == 404


# The command --------------------------------------------------------------------------------------


def test_the_command_writes_the_file_and_anonymises(
    southend: Council, person: Find, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ada.zip"
    where = ["--council", "southend", "--json"]
    export = ["records", "export", "ada-example", "--to", str(file), "--reason", "Request", *where]
    assert main(export) == 0
    assert json.loads(capsys.readouterr().out)["person"] == "ada-example"
    with archive(file.read_bytes()) as found:
        assert json.loads(found.read("data.json"))["record"]["slug"] == "ada-example"
    assert main(["records", "anonymise", "ada-example", *where]) == 2
    assert "They hold or belong to" in capsys.readouterr().err
    left = {"end_date": date(2020, 1, 1)}
    Membership.objects.filter(person=person(southend, "ada-example")).update(**left)
    assert main(["records", "anonymise", "ada-example", "--dry-run", *where]) == 0
    assert json.loads(capsys.readouterr().out) == {"against": [], "mentions": []}
    assert main(["records", "anonymise", "ada-example", *where]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Former councillor 1"


@pytest.mark.parametrize(
    "given, says",
    [
        (["holds", "--council", "nowhere"], "there is no council 'nowhere'"),
        (["lift", "99", "--council", "southend", "--reason", "x"], "there is no hold 99"),
        (["hold", "X-1", "--council", "southend", "--reason", "x"], "no case and no person 'X-1'"),
        (["hold", "ada-example", "--council", "southend", "--reason", " "], "Say why"),
        (["anonymise", "nobody", "--council", "southend"], "nobody at southend is called"),
    ],
)
def test_what_the_command_cannot_do(
    southend: Council, capsys: pytest.CaptureFixture[str], given: list[str], says: str
) -> None:
    assert main(["records", *given]) == 2
    assert says in capsys.readouterr().err
