"""Where a council's own protocol is written, and that nothing is ever written over.

A folder appears whole or not at all: it is made beside its place and then moved there.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moothall import places
from moothall.protocol.adopting.trouble import CannotAdopt

_COUNCIL = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EDITION = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_TAKEN = ("vocabulary",)  # what else stands beside the councils


def place_for(council: str, edition: str) -> Path:
    """Where that edition of a council's own protocol belongs.

    Raises CannotAdopt where a name cannot be a folder's, or the edition is already here.
    """
    if not _COUNCIL.fullmatch(council) or council in _TAKEN:
        raise CannotAdopt(
            f"{council!r} cannot be a council's short name: use small letters, numbers and "
            "hyphens, such as rowborough or north-rowborough."
        )
    if not _EDITION.fullmatch(edition):
        raise CannotAdopt(f"{edition!r} cannot be an edition's name: write one such as 2026.")
    for shelf in (places.own_protocols(), places.PROTOCOLS):
        if (shelf / council / edition).exists():
            raise CannotAdopt(
                f"There is already a protocol {council}/{edition} in {shelf / council / edition}. "
                "Name another edition with --edition, or move that folder away first."
            )
    return places.own_protocols() / council / edition


@contextmanager
def made_whole(place: Path) -> Iterator[Path]:
    """A folder to write in, which stands at `place` once all is written.

    Raises CannotAdopt where the data folder cannot be written.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=place.parent))
    except OSError as error:
        raise CannotAdopt(
            f"The folder {place} cannot be made ({error.strerror or error}). "
            "Set MOOTHALL_HOME to a folder that can be written."
        ) from None
    try:
        folder = making / place.name
        folder.mkdir()
        yield folder
        folder.rename(place)
    finally:
        shutil.rmtree(making, ignore_errors=True)
