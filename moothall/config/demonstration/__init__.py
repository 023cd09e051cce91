"""The four demonstration councils: invented people under real protocols, and a few cases.

The people stand in the YAML files beside this one; the cases are made in `stories.py` by the same
two doors that everybody uses, `perform` and the post.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from moothall.people.council_file import read_council
from moothall.people.load import load_council
from moothall.people.models import Council

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")
FOLDER = Path(__file__).parent


def load_people(slug: str) -> Council:
    """Loads one demonstration council without cases; loading it again changes nothing.

    Raises BadCouncil where the file is wrong, Broken where its protocol is.
    """
    return load_council(read_council(FOLDER / f"{slug}.yaml"))


def load(*, at: datetime) -> Iterator[str]:
    """Loads all four with their cases as they stand at `at`, and says so line by line.

    A council that has cases keeps them as they are.
    """
    from moothall.config.demonstration import stories

    for slug in COUNCILS:
        council = load_people(slug)
        stories.tell(council, at=at)
        yield f"{council.name}: {council.people.count()} people, {council.cases.count()} cases."
