"""What was proved counts only while all that decided it is the same to the letter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import proved
import pytest
import story_reading


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that the gate stands on."""
    found = tmp_path_factory.mktemp("tree")
    for folder in ("moothall", "procedures", "protocols", "calendars", "tests"):
        shutil.copytree(
            proved.ROOT / folder,
            found / folder,
            ignore=shutil.ignore_patterns("static", "jinja2", "__pycache__", "browser"),
        )
    return found


@pytest.fixture
def tree(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The copy, in which one file may be changed with `written`."""
    monkeypatch.setattr(proved, "ROOT", copied)
    monkeypatch.setattr(story_reading, "STORIES", copied / "tests/integration/cases/stories")
    return copied


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    """The digests while nothing is changed: of a copy they are the same."""
    return {kind: digest(kind) for kind in ("seat", "contact")}


@contextmanager
def written(file: Path, text: str) -> Iterator[None]:
    """The file says this inside, and afterwards what it said before."""
    before = file.read_text("utf-8")
    file.write_text(text, "utf-8")
    try:
        yield
    finally:
        file.write_text(before, "utf-8")


def digest(kind: str) -> str:
    proved._engine.cache_clear()
    proved._stories.cache_clear()
    return proved.digest(kind)


def engine() -> str:
    proved._engine.cache_clear()
    return proved.engine()


def appended(file: Path) -> AbstractContextManager[None]:
    return written(file, file.read_text("utf-8") + "\n# another line\n")


@pytest.fixture(autouse=True)
def read_afresh_afterwards():
    yield
    getattr(proved._engine, "cache_clear", lambda: None)()  # a test may have put another there
    proved._stories.cache_clear()


# The stories of seats tell of training too.
@pytest.mark.parametrize("changed", ["procedures/seat.yaml", "procedures/training.yaml"])
def test_a_change_in_its_own_files_undoes_a_proof(
    before: dict[str, str], tree: Path, changed: str
) -> None:
    with appended(tree / changed):
        assert digest("seat") != before["seat"]


@pytest.mark.parametrize(
    "changed",
    [
        "moothall/cases/effects.py",
        "moothall/people/turnover/election.py",
        "protocols/guildford/current/protocol.yaml",
        "calendars/england-and-wales.yaml",
        "moothall/config/demonstration/guildford.yaml",
        "tests/gate/planting.py",
    ],
)
def test_a_change_in_what_all_stand_on_shakes_it(tree: Path, changed: str) -> None:
    before = engine()
    with appended(tree / changed):
        assert engine() != before
    assert engine() == before


def test_what_is_shaken_has_some_of_its_mistakes_planted_and_others_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proved, "LEDGER", tmp_path / "proved.txt")
    names = [f"seat: acts.sit: {number}" for number in range(5000)]
    proved.main(["seat"])
    assert proved.shaken(["contact", "seat"]) == []
    first = {name for name in names if proved.drawn(name)}
    monkeypatch.setattr(proved, "_engine", lambda: b"another engine")
    assert proved.shaken(["contact", "seat"]) == ["seat"]
    second = {name for name in names if proved.drawn(name)}
    assert 50 < len(first) < 200
    assert len(first & second) < 20


def test_a_change_in_a_story_undoes_the_proof_of_its_kinds_and_of_no_other(
    before: dict[str, str], tree: Path
) -> None:
    file = tree / "tests/integration/cases/stories/seat.yaml"
    with written(file, file.read_text("utf-8").replace("Planning law", "The law of planning")):
        assert digest("seat") != before["seat"]
        assert digest("contact") == before["contact"]


@pytest.mark.parametrize("changed", ["moothall/pages/home.py", "procedures/contact.yaml"])
def test_a_change_in_what_it_has_nothing_to_do_with_does_not(
    before: dict[str, str], tree: Path, changed: str
) -> None:
    with appended(tree / changed):
        assert digest("seat") == before["seat"]


def test_a_kind_that_was_never_proved_is_unproved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proved, "LEDGER", tmp_path / "proved.txt")
    assert proved.unproved(["contact", "seat"]) == ["contact", "seat"]
    proved.main(["seat"])
    assert proved.unproved(["contact", "seat"]) == ["contact"]
