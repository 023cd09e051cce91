"""The four demonstration councils: invented people under real protocols, and a few cases.

The people stand in the YAML files beside this one; the cases are made in `stories.py` by the same
two doors that everybody uses, `perform` and the post.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from moothall.cases.models import Case
from moothall.people.council_file import read_council
from moothall.people.load import load_council
from moothall.people.models import Council

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")
FOLDER = Path(__file__).parent
OLD = timedelta(days=60)  # the oldest story begins a month before the demonstration is made


class NotForDemonstrations(Exception):
    """Real councils live in this data folder, in one sentence."""


def load_people(slug: str) -> Council:
    """Loads one demonstration council without cases; loading it again changes nothing.

    Raises BadCouncil where the file is wrong, Broken where its protocol is.
    """
    return load_council(
        read_council(FOLDER / f"{slug}.yaml"), at=timezone.now(), through="demonstration"
    )


def load(*, at: datetime) -> Iterator[str]:
    """Loads all four with their cases as they stand at `at`, and says so line by line.

    A council that has cases keeps them as they are. Raises NotForDemonstrations before anything is
    changed.
    """
    from moothall.config.demonstration import stories

    _check_alone()
    for slug in COUNCILS:
        council = load_people(slug)
        stories.tell(council, at=at)
        yield f"{council.name}: {council.people.count()} people, {council.cases.count()} cases."
    if _is_old(at=at):
        yield (
            "It was made some time ago, and most of its dates have passed. To begin anew, stop it "
            f"and remove the data folder {settings.HOME}."
        )


def _check_alone() -> None:
    real = ", ".join(Council.objects.filter(demonstration=False).values_list("name", flat=True))
    if real:
        raise NotForDemonstrations(
            f"this data folder is in use by {real}. Set MOOTHALL_HOME to another one for the "
            "demonstration."
        )


def _is_old(*, at: datetime) -> bool:
    first = Case.objects.order_by("opened_at").first()
    return first is not None and at - first.opened_at > OLD
