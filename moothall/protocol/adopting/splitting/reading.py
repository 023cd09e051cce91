"""Reads a document into its outline: furniture out, lines together, headings told, parts built.

Counts the words at the end, so that none is lost without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from moothall.protocol.adopting.documents.lines import Document, Line
from moothall.protocol.adopting.splitting.building import build
from moothall.protocol.adopting.splitting.furniture import without_furniture
from moothall.protocol.adopting.splitting.headings import with_headings
from moothall.protocol.adopting.splitting.joining import joined
from moothall.protocol.adopting.splitting.outline import Outline

_WORD = re.compile(r"[^\W\d_]{2,}")
_BREAK = re.compile(r"[-\u00ad]\s*")


def outline(document: Document) -> Outline:
    """The outline of a document."""
    lines, left_out = without_furniture(document.lines)
    made = build(with_headings(joined(lines)))
    made.left_out = left_out
    made.notes = list(document.notes)
    if lost := lost_words(lines, made):
        made.notes.append(f"These words found no place in a clause: {' '.join(lost)}.")
    return made


def lost_words(lines: Sequence[Line], made: Outline) -> list[str]:
    """Words that stand in the document more often than in its outline, in alphabetical order."""
    there = _counted(line.words or " ".join(line.cells) for line in lines)
    return sorted((there - _counted(_texts(made))).elements())


def _counted(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands there, whether or not it was broken at the end of a line."""
    return Counter(_WORD.findall(_BREAK.sub("", " ".join(texts))))


def _texts(made: Outline) -> Iterator[str]:
    yield made.title
    for part in made.parts:
        yield part.title
        yield from {one.section: one.section for one in part.provisions}
        for provision in part.provisions:
            if provision.heading not in part.title:
                yield provision.heading
            for piece in provision.pieces:
                yield from (piece.label, piece.words, *piece.cells)
