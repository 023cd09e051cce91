"""Which kinds of business the gate has proved just as they are now.

`proved.txt` holds two digests for each kind: of its own files, which are the procedures and stories
that it has to do with, and of what all kinds share: engine, protocols and the gate itself. While
both are the same, planting again can only find the same. A kind whose own files have changed is
planted whole; of those for which only the rest has changed, some with some of their mistakes
(`drawn`).
`python tests/gate/proved.py [KIND…]` writes the digests down, which `make gate` does when it has
found no survivor.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEDGER = Path(__file__).with_name("proved.txt")
# What stories run on. Migrations make their tables; the rest of `moothall` they never see.
ROOMS = ("protocol", "worktime", "people", "cases", "config/demonstration")
UNTOLD = {"migrations", "importing", "exporting", "cli.py"}
HEAD = "# Written by `make gate`: each kind without survivors, and what it was proved on.\n"


SHARE = 50  # one mistake in so many is drawn
KINDS = 3  # of one kind in so many


def unproved(kinds: Iterable[str]) -> list[str]:
    """Those of these kinds whose own files have changed since they were planted whole."""
    known = _known()
    return [kind for kind in kinds if kind not in known or known[kind][0] != digest(kind)]


def shaken(kinds: Iterable[str]) -> list[str]:
    """Those whose own files are as they were, upon an engine that is another."""
    known, here = _known(), engine()
    same = set(kinds).difference(unproved(kinds))
    return [kind for kind in kinds if kind in same and known[kind][1] != here]


def drawn(name: str, *, one_in: int = SHARE) -> bool:
    """Whether a kind, or a mistake of it, is planted also where only the engine has changed:
    others each time."""
    return int(hashlib.sha256(f"{engine()} {name}".encode()).hexdigest()[:8], 16) % one_in == 0


def digest(kind: str) -> str:
    """A short name for a kind's own files: procedures and stories it has to do with."""
    found = hashlib.sha256()
    stories = [one for one in _stories() if kind in one["kinds"]]
    for other in sorted({kind, *(name for one in stories for name in one["kinds"])}):
        found.update((ROOT / "procedures" / f"{other}.yaml").read_bytes())
    found.update(json.dumps([one["data"] for one in stories], sort_keys=True).encode())
    return found.hexdigest()[:24]


def engine() -> str:
    """A short name for all that every kind stands on."""
    return _engine().hex()[:24]


@cache
def _engine() -> bytes:
    found = hashlib.sha256()
    for path in sorted(_files()):
        found.update(path.relative_to(ROOT).as_posix().encode())
        found.update(path.read_bytes())
    return found.digest()


def _files() -> Iterator[Path]:
    package = ROOT / "moothall"
    yield from package.glob("*.py")
    for room in ROOMS:
        for path in (package / room).rglob("*"):
            if path.suffix in {".py", ".yaml"} and UNTOLD.isdisjoint(path.parts):
                yield path
    yield from (path for path in (ROOT / "calendars").rglob("*") if path.is_file())
    for path in (ROOT / "protocols").rglob("*"):
        if path.is_file() and "scenarios" not in path.parts:
            yield path
    yield from (ROOT / "tests" / "gate").glob("*.py")
    yield from (ROOT / "tests" / "integration" / "cases").glob("story_*.py")
    yield from (ROOT / "tests" / "integration" / "cases" / "laws").rglob("*.yaml")


@cache
def _stories() -> list[dict[str, object]]:
    """Every story, and the form of every kind, with the kinds it has to do with."""
    from story_reading import read_stories

    return [
        {
            "data": one.data,
            "kinds": {one.data["kind"], *(kind for kind, _ in one.acts)},
        }
        for one in read_stories()
    ]


def _known() -> dict[str, tuple[str, str]]:
    lines = LEDGER.read_text("utf-8").splitlines() if LEDGER.exists() else []
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {kind: (own, shared) for kind, own, shared in rows}


def main(asked: list[str]) -> int:
    """Writes down that these kinds, or all, are proved as they are now."""
    from planting import kinds

    wanted = set(asked or kinds())
    known = {kind: both for kind, both in _known().items() if kind in kinds()}
    known |= {kind: (digest(kind), engine()) for kind in kinds() if kind in wanted}
    lines = [f"{kind} {own} {shared}\n" for kind, (own, shared) in sorted(known.items())]
    LEDGER.write_text(HEAD + "".join(lines), "utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration" / "cases")]
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
