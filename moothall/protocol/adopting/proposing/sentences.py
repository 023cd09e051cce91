"""The sentences of a clause; an item of a list is a sentence with the words that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from moothall.protocol.adopting.splitting.outline import Piece

_END = re.compile(r"(?<=[.?!;])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])")
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|no|nos|para|paras|s|ss|cllr|mr|mrs|ms|dr|cf|viz)\.$", re.I)


def sentences(pieces: Sequence[Piece]) -> Iterator[str]:
    """Each sentence; "Officers must not:" and its items become one sentence for each item."""
    lead = ""
    for piece in pieces:
        if piece.sort == "row":
            continue
        if piece.sort == "item" and lead:
            parts = list(split(piece.words))
            yield f"{lead} {parts[0]}" if parts else lead
            yield from parts[1:]
            continue
        found = list(split(piece.words))
        lead = found[-1].rstrip(":–- ") if found and found[-1].endswith((":", "-", "–")) else ""
        yield from found[:-1] if lead else found
    return


def split(text: str) -> Iterator[str]:
    """The sentences of a paragraph, not broken after "e.g."."""
    held = ""
    for part in _END.split(text):
        held = f"{held} {part}".strip()
        if not _SHORT.search(held):
            yield held
            held = ""
    if held:
        yield held
