"""`moothall people import` and `export`: what they answer, and with which exit status."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from moothall.people.cli import add_commands
from moothall.people.models import Change, Council, Person

from .sources import FAULTS, table

KEYS = {"added", "changed", "ended", "unchanged", "refused", "warnings"}


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    options = parser.parse_args(["people", *words])
    return int(options.func(options))


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    return found


@pytest.fixture
def new(tmp_path: Path) -> str:
    file = tmp_path / "people.csv"
    file.write_bytes(table("Name,Post", "Olaf Officer,Committee clerk", "Petra Post,Gardener"))
    return str(file)


def test_shown_then_done_then_nothing_more(
    rowborough: Council, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("import", "csv", new, "--council", "rowborough", "--json")
    assert run(*words) == 0
    shown = answer(capsys)
    assert [one["name"] for one in shown["added"]] == ["Petra Post"]
    assert (shown["changed"], shown["ended"], shown["unchanged"]) == ([], [], 1)
    assert shown["refused"] is None
    assert not Change.objects.filter(through="import").exists()
    assert run(*words, "--apply") == 0
    assert answer(capsys) == shown
    assert Person.objects.filter(council=rowborough, name="Petra Post").exists()
    assert run(*words, "--apply") == 0
    again = answer(capsys)
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 2)


@pytest.mark.parametrize("name", ["truncated.xml", "error-page.html", "mass-removal.xml"])
def test_refused_is_status_2_and_changes_nothing(
    rowborough: Council, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(FAULTS / name)
    words = ("import", "moderngov", file, "--council", "rowborough", "--apply")
    assert run(*words, "--json") == 2
    assert answer(capsys)["refused"]
    assert run(*words) == 2
    assert "nothing was changed" in capsys.readouterr().err
    assert not Change.objects.filter(through="import").exists()


def test_knowingly_more_may_end_by_command(
    rowborough: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(FAULTS / "mass-removal.xml")
    words = ("import", "moderngov", file, "--council", "rowborough", "--apply")
    assert run(*words, "--allow-ending", "82%") == 0
    said = capsys.readouterr().out
    assert "Ended: Councillor Bert Sample: no longer Councillor for Elm" in said
    assert "Done: 0 added, 1 changed, 4 ended, 0 unchanged." in said


def test_a_council_that_is_not_there(rowborough: Council, new: str, capsys: Any) -> None:
    assert run("import", "csv", new, "--council", "nowhere", "--json") == 2
    assert "There is no council 'nowhere'" in answer(capsys)["refused"]
    assert run("export", "csv", "--council", "nowhere") == 2


def test_an_export_of_a_day(rowborough: Council, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "csv", "--council", "rowborough") == 0
    assert "Councillor Ada Example" in capsys.readouterr().out
    assert run("export", "popolo", "--council", "rowborough", "--at", "2020-01-01") == 0
    persons = json.loads(capsys.readouterr().out)["persons"]
    assert [one["name"] for one in persons] == ["Olaf Officer"]


@pytest.mark.parametrize("words", [("--allow-ending", "101%"), ("--allow-ending", "most")])
def test_a_share_that_is_none(new: str, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("import", "csv", new, "--council", "rowborough", *words)
    assert ended.value.code == 2
