"""Where the law, the business and the calendars stand: beside the code or inside the wheel.

Only paths live here; reading them belongs to the room that understands them.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


PROTOCOLS = _folder("protocols")
PROCEDURES = _folder("procedures")
CALENDARS = _folder("calendars")
