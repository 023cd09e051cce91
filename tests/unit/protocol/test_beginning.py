"""A council begins its own protocol: what is written, and that `check` says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall import places
from moothall.protocol import Protocol, ProtocolErrors, check, load, read_protocol, read_vocabulary
from moothall.protocol.adopting.beginning import copy_protocol, new_protocol
from moothall.protocol.adopting.trouble import CannotAdopt

SHIPPED = ("southend", "wiltshire", "guildford", "wantage")


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a council's own protocols in a data folder of its own."""
    monkeypatch.setenv("MOOTHALL_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "protocols"


def read(folder: Path) -> Protocol:
    return read_protocol(folder, vocabulary=read_vocabulary(places.PROTOCOLS / "vocabulary"))


def missing(folder: Path) -> list[str]:
    with pytest.raises(ProtocolErrors) as caught:
        read(folder)
    return [one.message for one in caught.value.findings]


def answer(folder: Path, **answers: str) -> None:
    """Puts answers after the colons of protocol.yaml, as a person would."""
    cover = folder / "protocol.yaml"
    lines = cover.read_text().splitlines()
    for at, line in enumerate(lines):
        key, colon, rest = line.partition(":")
        name = key.strip().removeprefix("- ")
        if colon and line != "council:" and name in answers and not rest.split("#")[0].strip():
            lines[at] = f"{key}: {answers[name]}"
    cover.write_text("\n".join(lines) + "\n")


ANSWERS = {
    "name": "Rowborough Borough Council",
    "title": "Rowborough protocol",
    "kind": "borough",
    "hub": "Members' Desk",
    "chief_executive": "Chief Executive",
    "monitoring_officer": "Monitoring Officer",
    "chief_finance_officer": "Treasurer",
    "leader": "Leader",
}


def test_a_new_protocol_is_questions_and_each_is_missing(own: Path) -> None:
    folder = new_protocol("rowborough", edition="2026")
    assert folder == own / "rowborough" / "2026"
    assert sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()) == [
        "01-enquiries.md",
        "protocol.yaml",
        "scenarios/enquiries.yaml",
    ]
    assert missing(folder) == [
        "Clause 1.1 has no words.",
        "`name` of the council is still empty.",
        "`title` is still empty.",
        "`kind` is still empty.",
        *(f"The title of {role} is still empty." for role in list(ANSWERS)[3:]),
        "`title` of the source is still empty.",
    ]


def test_once_answered_it_can_be_read_and_only_the_draft_and_the_counting_wait(own: Path) -> None:
    folder = new_protocol("rowborough", edition="2026")
    answer(folder, **ANSWERS)
    chapter = folder / "01-enquiries.md"
    words = "### 1.1 Answering an enquiry\n\nAn enquiry is answered in ten working days.\n"
    chapter.write_text(chapter.read_text().replace("### 1.1 Answering an enquiry\n", words))
    protocol = load("rowborough")
    assert protocol.council_name == "Rowborough Borough Council"
    assert protocol.rules == ()
    assert [one.kind for one in protocol.drafts] == ["duty"]
    assert sorted(one.sort for one in check(protocol)) == ["drafted", "unsettled"]


def test_the_scenario_of_the_skeleton_holds_once_the_rule_is_confirmed() -> None:
    from moothall.protocol import run_scenarios

    folder = new_protocol("rowborough", edition="2026")
    answer(folder, **ANSWERS)
    chapter = folder / "01-enquiries.md"
    text = chapter.read_text().replace("enquiry\n\n~~~", "enquiry\n\nTen working days.\n\n~~~")
    chapter.write_text(text)
    assert [one.passed for one in run_scenarios(read(folder))] == [False]
    chapter.write_text(text.replace("  - drafted: true\n    duty", "  - duty"))
    assert [one.passed for one in run_scenarios(read(folder))] == [True]


@pytest.mark.parametrize("council", SHIPPED)
def test_a_copy_holds_every_clause_and_rule_as_a_draft(council: str) -> None:
    source = load(council, folder=places.PROTOCOLS)
    folder = copy_protocol("rowborough", edition="2026", source=source)
    blank = missing(folder)
    assert blank[:2] == ["`name` of the council is still empty.", "`title` is still empty."]
    assert len(blank) == 2 + len(source.titles)
    answer(folder, **ANSWERS | dict.fromkeys(source.titles, "Somebody"))
    copy = read(folder)
    assert list(copy.clauses) == list(source.clauses)
    assert [one.words for one in copy.clauses.values()] == [
        one.words for one in source.clauses.values()
    ]
    assert [one.id for one in copy.drafts] == [one.id for one in source.rules]
    assert copy.rules == ()
    assert all(one.drafted for one in copy.clauses.values())
    for chapter in source.chapters:
        text = (folder / chapter.file).read_text()
        rules = [one for one in source.rules if one.file == chapter.file]
        clauses = [one for one in source.clauses.values() if one.file == chapter.file]
        assert text.count("drafted: true") == len(rules) + len(clauses)


def test_a_copy_can_be_copied() -> None:
    source = load("wantage", folder=places.PROTOCOLS)
    first = copy_protocol("rowborough", edition="2026", source=source)
    answer(first, **ANSWERS | dict.fromkeys(source.titles, "Somebody"))
    second = copy_protocol("mockborough", edition="2026", source=read(first))
    answer(second, **ANSWERS | dict.fromkeys(source.titles, "Somebody"))
    assert [one.id for one in read(second).drafts] == [one.id for one in source.rules]


@pytest.mark.parametrize("name", ["Rowborough", "row borough", "../up", "", "vocabulary", "2026"])
def test_a_name_that_no_folder_can_have_is_refused(name: str, own: Path) -> None:
    with pytest.raises(CannotAdopt, match="short name"):
        new_protocol(name, edition="2026")
    assert not own.exists()


@pytest.mark.parametrize("edition", ["", "..", "20/26", "New edition"])
def test_an_edition_that_no_folder_can_have_is_refused(edition: str) -> None:
    with pytest.raises(CannotAdopt, match="edition's name"):
        new_protocol("rowborough", edition=edition)


def test_nothing_is_written_over(own: Path) -> None:
    folder = new_protocol("rowborough", edition="2026")
    (folder / "01-enquiries.md").write_text("mine")
    with pytest.raises(CannotAdopt, match="already a protocol rowborough/2026"):
        new_protocol("rowborough", edition="2026")
    with pytest.raises(CannotAdopt, match="already a protocol southend/2020"):
        new_protocol("southend", edition="2020")
    assert (folder / "01-enquiries.md").read_text() == "mine"
    assert [one.name for one in (own / "rowborough").iterdir()] == ["2026"]


def test_a_data_folder_that_cannot_be_made_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MOOTHALL_HOME", str(tmp_path / "file"))
    with pytest.raises(CannotAdopt, match="Set MOOTHALL_HOME"):
        new_protocol("rowborough", edition="2026")
