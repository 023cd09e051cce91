"""Scratch databases: Django on a data folder of its own, never on that of a running Moothall.

Importing this module sets Django up, so it stands before everything that has tables. What is kept
between runs lies in a private folder beside the other temporary files and may be deleted.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = Path(tempfile.mkdtemp(prefix="moothall-bench-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["MOOTHALL_HOME"] = str(HOME)
os.environ.pop("DATABASE_URL", None)  # the bars are set for SQLite

from moothall.config import starting  # noqa: E402

starting.set_up()

from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

_open: dict[Path, BaseDatabaseWrapper] = {}


def use(file: Path, *, hasty: bool = False) -> None:
    """Makes this SQLite file the database from here on, with the settings of production.

    A hasty one does not wait for the disk: for making what can be made again.
    """
    if file not in _open:
        settings = connections["default"].settings_dict | {"NAME": str(file)}
        _open[file] = type(connections["default"])(settings, "default")
        if hasty:
            with _open[file].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
    connections["default"] = _open[file]


def new(file: Path, *, hasty: bool = False) -> None:
    """A database with this version's tables and nothing in them, in use from here on."""
    use(file, hasty=hasty)
    starting.migrate()


def leave(file: Path) -> None:
    """Closes the database at `file`: everything stands in that one file then."""
    if found := _open.pop(file, None):
        with found.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found.close()


def kept(*, made_of: Iterable[str]) -> Path:
    """A private folder that outlives the run, for what these files of the repository make.

    Raises PermissionError where the folder belongs to somebody else.
    """
    digest = hashlib.sha256()
    for pattern in made_of:
        for file in sorted(ROOT.glob(pattern)):
            if file.is_file():
                digest.update(file.read_bytes())
    above = Path(tempfile.gettempdir()) / f"moothall-bench-kept-{os.getuid()}"
    above.mkdir(mode=0o700, exist_ok=True)
    if above.stat().st_uid != os.getuid():
        raise PermissionError(f"{above} belongs to somebody else.")
    folder = above / digest.hexdigest()[:16]
    for old in above.iterdir():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return folder
