"""What the events of a case say has been erased: words, files and messages.

Erasing itself is in `erasing.py`; `verify.py` asks here whether what is gone was erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from moothall.cases.models import Event
from moothall.cases.standing import ERASED


@dataclass(slots=True)
class Erased:
    """What has been erased of a case: fields and files by the number of their event, messages."""

    said: set[tuple[int, str]] = field(default_factory=set)
    files: set[tuple[int, str]] = field(default_factory=set)
    mails: set[int] = field(default_factory=set)

    def names(self, seq: int, field: str) -> bool:
        """Whether an answer given with the event of that number has been erased."""
        return (seq, field) in self.said

    def took(self, seq: int, digest: str) -> bool:
        """Whether a file that came with the event of that number has been erased."""
        return (seq, digest) in self.files


def erased_of(events: Iterable[Event]) -> Erased:
    """What these events erased. Whatever cannot be read erased nothing."""
    found = Erased()
    for event in events:
        body = event.body if event.act == ERASED and isinstance(event.body, dict) else {}
        what = body.get("erased", {})
        found.said.update(_pairs(what.get("said", {})))
        found.files.update(_pairs(what.get("files", {})))
        found.mails.update(what.get("mails", ()))
    return found


def _pairs(by_event: dict[str, list[str]]) -> Iterable[tuple[int, str]]:
    return ((int(seq), name) for seq, names in by_event.items() for name in names)
