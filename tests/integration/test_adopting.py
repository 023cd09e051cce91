"""A council adopts a protocol from the command line, in real processes, with data alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DOCUMENT = """\
# Rowborough Town Council

# Protocol on Councillor and Officer Relations

## 1. Enquiries

1.1 Councillors' enquiries should be directed to the Clerk.

1.2 An enquiry will be answered within 15 working days of receipt.

1.3 An officer must not copy a councillor's letter to another councillor.
"""

COUNCIL = """\
council:
  slug: rowborough
  name: Rowborough Town Council
  prefix: ROW
  protocol: rowborough/2027
  calendar: england-and-wales
  address: enquiries@rowborough.example
departments:
  office: Town Office
areas:
  north: North
posts:
  clerk: {label: Clerk, role: clerk, organization: office}
  desk: {label: Enquiries, role: hub, organization: office}
people:
  ada-example: {name: Councillor Ada Example, email: ada@rowborough.example, ward: north}
  ben-sample: {name: Ben Sample, email: ben@rowborough.example, posts: [clerk, desk]}
"""


class Command:
    """The `moothall` command upon a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = {
            **kept,
            "MOOTHALL_HOME": str(folder / "home"),
            "PYTHONWARNINGS": "error",
        }

    def run(self, *words: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "moothall", *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def json(self, *words: str, status: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", status=status))


@pytest.fixture
def moothall(tmp_path: Path) -> Command:
    return Command(tmp_path)


def test_a_document_is_imported_confirmed_and_asked(moothall: Command) -> None:
    (moothall.folder / "protocol.md").write_text(DOCUMENT)
    said = moothall.run("protocol", "import", "protocol.md", "--council", "rowborough")
    assert "3 clauses in 1 chapter." in said
    assert "3 drafted rules wait to be confirmed" in said
    checked = moothall.run("protocol", "check", "rowborough")
    assert "3 drafted rules wait to be confirmed." in checked
    assert "Rowborough Town Council" not in moothall.run("protocol", "show", "southend")

    asked = ("ask", "rowborough", "correspondence.copy", "actor=officer", "copy.to=councillor")
    assert moothall.json(*asked)["outcome"] == "not_covered"
    (chapter,) = (moothall.folder / "home" / "protocols" / "rowborough").glob("*/01-*.md")
    text = re.sub(r"(?m)^ *drafted: (?!true).*\n", "", chapter.read_text())
    chapter.write_text(re.sub(r"(?m)^  - drafted: true\n    ", "  - ", text))
    judged = moothall.json(*asked)
    assert (judged["outcome"], judged["clauses"]) == ("forbidden", ["1.3"])
    promised = moothall.json("ask", "rowborough", "enquiry.submit", "--at", "2026-12-18T15:00")
    assert [(one["act"], one["due"]) for one in promised["clocks"]] == [
        ("enquiry.answer", "2027-01-13")
    ]
    measured = moothall.json("protocol", "coverage", "rowborough")
    assert (measured["clauses"], measured["executable"], measured["rules"]) == (3, 3, 3)


def test_a_new_protocol_says_what_is_missing(moothall: Command) -> None:
    said = moothall.run("protocol", "new", "rowborough", "--edition", "2027")
    assert str(moothall.folder / "home" / "protocols" / "rowborough" / "2027") in said
    found = moothall.json("protocol", "check", "rowborough", status=1)
    assert "`name` of the council is still empty." in [one["message"] for one in found["findings"]]
    moothall.run("protocol", "new", "rowborough", "--edition", "2027", status=2)


def test_another_councils_protocol_is_copied_as_a_draft(moothall: Command) -> None:
    moothall.run("protocol", "new", "rowborough", "--from", "southend/2020", "--edition", "2027")
    cover = moothall.folder / "home" / "protocols" / "rowborough" / "2027" / "protocol.yaml"
    empty = re.compile(r"(?m)^((?:  | *- )?(?:name|title|kind)|  [a-z_.]+):(?=\s*(?:#.*)?$)")
    head, titles, rest = re.split(r"(?m)^(?=titles:|# Where)", cover.read_text())
    answered = re.sub(r"(?m)^(  name|title|kind):(?=\s*$)", r"\1: Answered", head)
    cover.write_text(answered + empty.sub(r"\1: Answered", titles) + rest)
    waiting = moothall.run("protocol", "check", "rowborough")
    assert re.search(r"\d+ drafted rules wait to be confirmed", waiting)
    asked = moothall.json("ask", "rowborough", "enquiry.submit", "actor=councillor")
    assert asked["outcome"] == "not_covered"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There are no words in protocol.docx."),
        (b"PK\x03\x04", "protocol.docx is damaged: it breaks off, or is no .docx file."),
        (b"%PDF-1.7", "protocol.docx is damaged and cannot be read as PDF."),
        (None, "cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(
    moothall: Command, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (moothall.folder / "protocol.docx").write_bytes(content)
    said = moothall.run("protocol", "import", "protocol.docx", "--council", "rowborough", status=2)
    assert said.startswith("moothall: ")
    assert said.strip().endswith(sentence)
    assert not (moothall.folder / "home").exists()


def test_an_own_protocol_is_one_that_a_council_can_be_loaded_with(moothall: Command) -> None:
    """The whole way: a council's people, its own protocol, and a case with its clause."""
    (moothall.folder / "protocol.md").write_text(DOCUMENT)
    moothall.run(
        "protocol", "import", "protocol.md", "--council", "rowborough", "--edition", "2027"
    )
    folder = moothall.folder / "home" / "protocols" / "rowborough" / "2027"
    chapter = next(folder.glob("01-*.md"))
    text = re.sub(r"(?m)^ *drafted: (?!true).*\n", "", chapter.read_text())
    chapter.write_text(re.sub(r"(?m)^  - drafted: true\n    ", "  - ", text))
    (moothall.folder / "council.yaml").write_text(COUNCIL)
    moothall.run("migrate")
    moothall.run("council", "load", "council.yaml")
    opened = moothall.json(
        *("case", "open", "enquiry", "--council", "rowborough", "--by", "ada-example"),
        *("--at", "2026-12-18T15:00", "subject=Light", "details=The light is out"),
    )
    case = moothall.json("case", "show", opened["reference"])
    (answer,) = [clock for clock in case["clocks"] if clock["act"] == "enquiry.answer"]
    assert answer["due"] == "2027-01-13"
