"""Where the law, the business and the calendars stand: beside the code or inside the wheel.

And where a council's own protocols stand: in the data folder, which no new version replaces. Only
paths live here; reading them belongs to the room that understands them.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


PROTOCOLS = _folder("protocols")
PROCEDURES = _folder("procedures")
CALENDARS = _folder("calendars")


def home() -> Path:
    """The data folder: MOOTHALL_HOME, or var/ below the folder that the command is given in."""
    return _home(os.environ.get("MOOTHALL_HOME", "var"))


def own_protocols() -> Path:
    """The folder of protocols that councils made here. It need not be there."""
    return _own(home())


@cache
def _home(given: str) -> Path:
    """Kept, for it is asked with every judgement and would look at the disk each time."""
    return Path(given).resolve()


@cache
def _own(home: Path) -> Path:
    return home / "protocols"
