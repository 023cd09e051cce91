"""Where each mistake was noticed the last time, so that the gate looks there first.

`noticed/` has a file for each kind and part: a story and a step on each line, and short digests of
the names of the mistakes that were noticed in them. It decides nothing: a mistake that nobody
notices there any more is told in all the stories that read what it changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).with_name("noticed")
Spot = tuple[str, int]  # a story's name, and one of its steps, counted from 0


def digest(mistake: str) -> str:
    """A mistake's name in eight letters. Two with one digest cost time, and nothing else."""
    return hashlib.sha256(mistake.encode()).hexdigest()[:8]


def remembered(kind: str) -> dict[str, Spot]:
    """Where to look first, by the digest of a mistake's name."""
    found: dict[str, Spot] = {}
    for path in sorted(FOLDER.glob(f"{kind}-*.txt")):
        for line in path.read_text("utf-8").splitlines():
            story, step, mistakes = line.split("\t")
            found |= dict.fromkeys(mistakes.split(), (story, int(step)))
    return found


def remember(kind: str, part: int, noticed: Mapping[str, Spot]) -> None:
    """Writes down where the mistakes of these names were noticed, for the next time."""
    spots: dict[Spot, list[str]] = {}
    for mistake, spot in noticed.items():
        spots.setdefault(spot, []).append(digest(mistake))
    lines = [
        f"{story}\t{step}\t{' '.join(sorted(found))}\n"
        for (story, step), found in sorted(spots.items())
    ]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{kind}-{part}.txt").write_text("".join(lines), "utf-8")
