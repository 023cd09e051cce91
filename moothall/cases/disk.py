"""The data folder: files that are there whole or not at all, whatever is killed in between.

A file is written in `unfinished/` and moved to its place; what a killed process left there is
swept up later. What the files are is the matter of whoever keeps them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

STALE = timedelta(hours=1)  # no write takes so long: whoever began it is dead


def write(path: Path, content: bytes) -> None:
    """Puts `content` at `path` so that it outlives a power cut from here on.

    What is at `path` already is the same (names are digests or numbers) and stays. Raises OSError,
    and then nothing is left behind.
    """
    _make_folder(path.parent)
    if not path.exists():
        _move_in(path, content)
    _sync(path.parent)  # in either case: who wrote it may have died before this line


def _move_in(path: Path, content: bytes) -> None:
    folder = unfinished()
    _make_folder(folder)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def wrong(path: Path, *, digest: str) -> str:
    """What is wrong with a file and where, or nothing. Raises OSError where it cannot be read."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return f"{path.relative_to(settings.HOME)} is missing"
    return "" if found == digest else f"{path.relative_to(settings.HOME)} is not what was kept"


def unfinished() -> Path:
    """Where files stand until they are whole."""
    return Path(settings.HOME) / "unfinished"


def sweep(*, at: datetime) -> int:
    """Clears away what killed processes left unfinished; how many files. Raises OSError."""
    swept = 0
    folder = unfinished()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.stat().st_mtime < (at - STALE).timestamp():
            file.unlink(missing_ok=True)
            swept += 1
    return swept


def _make_folder(folder: Path) -> None:
    """A new folder is an entry in the one above, and durable only with that one."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
