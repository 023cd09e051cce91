"""Where protocols are looked for: a council's own first, then those that came with Moothall."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_protocol import COVER, Write

from moothall import places
from moothall.protocol import UnknownProtocol, editions, load


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a council's own protocols in a data folder of its own."""
    monkeypatch.setenv("MOOTHALL_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "protocols"


def test_a_councils_own_protocol_is_found(own: Path) -> None:
    folder = own / "mockton" / "2026"
    shutil.copytree(places.PROTOCOLS / "southend" / "2020", folder)
    cover = (folder / "protocol.yaml").read_text()
    cover = cover.replace("slug: southend", "slug: mockton").replace('"2020"', '"2026"', 1)
    (folder / "protocol.yaml").write_text(cover)
    found = load("mockton")
    assert (found.folder, found.edition) == (folder, "2026")
    assert found.rules
    assert editions("mockton") == ["2026"]


def test_without_a_folder_of_its_own_what_came_is_found(own: Path) -> None:
    assert not own.exists()
    assert load("southend", "2020").folder == places.PROTOCOLS / "southend" / "2020"


def test_an_edition_of_its_own_stands_beside_those_that_came_and_before_them(own: Path) -> None:
    shutil.copytree(places.PROTOCOLS / "southend" / "2020", own / "southend" / "2020")
    newer = own / "southend" / "2027"
    shutil.copytree(places.PROTOCOLS / "southend" / "2020", newer)
    cover = (newer / "protocol.yaml").read_text().replace('"2020"', '"2027"')
    (newer / "protocol.yaml").write_text(cover)
    assert editions("southend") == ["2020", "2027"]
    assert load("southend", "2020").folder == own / "southend" / "2020"
    assert load("southend").edition == "2027"


def test_the_nearest_council_is_named_wherever_it_stands(own: Path) -> None:
    folder = own / "mockton" / "2026"
    folder.mkdir(parents=True)
    (folder / "protocol.yaml").write_text(COVER)
    with pytest.raises(UnknownProtocol, match="'mockton'"):
        load("mokton")
    with pytest.raises(UnknownProtocol, match="'southend'"):
        load("southand")


def test_a_folder_that_is_named_is_looked_in_alone(own: Path, law: Write) -> None:
    root = law("- permit: letter.copy").folder.parent.parent
    assert editions("mockton", folder=root) == ["2026"]
    with pytest.raises(UnknownProtocol):
        load("southend", folder=root)
