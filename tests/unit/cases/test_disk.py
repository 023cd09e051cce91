"""Files are there whole or not at all, and what a killed process left is swept up."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moothall.cases import disk

Moment = Callable[[str], datetime]


def test_a_file_is_written_with_its_folders(home: Path) -> None:
    path = home / "mail" / "ab" / "abc.eml"
    disk.write(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert not list(disk.unfinished().iterdir())
    for folder in (path.parent, path.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_there_already_is_the_same_and_stays(home: Path) -> None:
    path = home / "files" / "ab"
    disk.write(path, b"first")
    disk.write(path, b"other")
    assert path.read_bytes() == b"first"


def test_the_file_and_its_folders_are_on_the_disk_before_it_returns(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that a power cut could take is synced: the bytes, and each new entry above."""
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(_name(handle)))
    disk.write(home / "mail" / "ab" / "abc.eml", b"whole")
    folders = [str(home), str(home / "mail"), str(home / "mail" / "ab")]
    assert [one for one in folders if one not in synced] == []
    assert any(one.startswith(str(disk.unfinished()) + "/") for one in synced)
    synced.clear()
    disk.write(home / "mail" / "ab" / "abc.eml", b"whole")
    assert synced == [str(home / "mail" / "ab")], "who wrote it may have died before syncing"


def _name(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def test_a_full_disk_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    disk.write(home / "mail" / "first", b"fits")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write(home / "mail" / "second", b"does not")
    assert not list(disk.unfinished().iterdir())
    assert not (home / "mail" / "second").exists()


def test_only_what_is_old_is_swept(home: Path, at: Moment) -> None:
    now = at("2026-12-01T10:00")
    assert disk.sweep(at=now) == 0, "there is no such folder yet"
    disk.write(home / "mail" / "kept", b"kept")
    for name, age in (("dead", timedelta(hours=2)), ("alive", timedelta(minutes=5))):
        left = disk.unfinished() / name
        left.write_bytes(b"half")
        os.utime(left, ((now - age).timestamp(),) * 2)
    assert disk.sweep(at=now) == 1
    assert [one.name for one in disk.unfinished().iterdir()] == ["alive"]
    assert (home / "mail" / "kept").exists()
