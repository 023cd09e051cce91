"""Tells which plain lines of a document are headings, by their words and their neighbours.

Where the document itself says that a line is a heading (Word, Markdown), that is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moothall.protocol.adopting.splitting.blocks import Block

_RUN = 3  # so many short lines on end are a list or a table, not headings


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with plain lines that are headings made so."""
    found = list(blocks)
    marked = any(block.sort == "heading" for block in blocks)
    begun = False
    for first, last in _regions(found):
        numbered = any(block.sort == "number" for block in found[first:last])
        appendix = found[first].sort == "appendix"
        for at in range(first, last):
            block = found[at]
            begun = begun or block.sort in ("number", "item") or not block.is_title
            if block.sort == "text" and _Around(found, at).is_heading(
                loosely=appendix or not (numbered or marked), begun=begun
            ):
                block.sort = "heading"
    return found


def _regions(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The document itself and each of its appendices, from where to where."""
    starts = [0, *(at for at, block in enumerate(blocks) if at and block.sort == "appendix")]
    yield from zip(starts, [*starts[1:], len(blocks)], strict=True)


class _Around:
    """A plain block with what stands before and after it."""

    def __init__(self, blocks: Sequence[Block], at: int) -> None:
        self.blocks = blocks
        self.at = at
        self.block = blocks[at]
        self.before = blocks[at - 1] if at else None
        self.after = blocks[at + 1] if at + 1 < len(blocks) else None

    def is_heading(self, *, loosely: bool, begun: bool) -> bool:
        """Whether it is a heading; `loosely` where nothing else tells headings from text."""
        if not self.block.is_title or self.block.lines > 2:
            return False
        if self.after is None or self.after.sort == "item":
            return False
        if self.block.strong or not begun:
            return True
        if self.is_in_a_run():
            return False
        return loosely or self.after.sort == "number"

    def is_in_a_run(self) -> bool:
        """Whether it is one of several short lines without a sentence."""
        first = last = self.at
        while first > 0 and self.is_short(first - 1):
            first -= 1
        while last + 1 < len(self.blocks) and self.is_short(last + 1):
            last += 1
        return last - first + 1 >= _RUN

    def is_short(self, at: int) -> bool:
        return self.blocks[at].sort == "text" and self.blocks[at].is_title
