"""Puts printed lines together again: each number, paragraph, item and heading becomes one block.

What begins a clause is told by `clause_numbers.py`, what an item by `lists.py`; a line that begins
nothing goes on with the block before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from moothall.protocol.adopting.documents.lines import Line
from moothall.protocol.adopting.splitting.blocks import Block, Sort
from moothall.protocol.adopting.splitting.clause_numbers import ClauseNumbers
from moothall.protocol.adopting.splitting.lists import Lists
from moothall.protocol.adopting.splitting.marks import Mark, appendix_of, letter_of, mark_of

_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LINE = 60  # characters: a printed line of running text is longer


def joined(lines: Sequence[Line]) -> list[Block]:
    """The blocks of a document without its furniture."""
    return _Joiner(lines).blocks()


class _Joiner:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.marks = [mark_of(said) if (said := _said(line)) else None for line in lines]
        self.words = {word.lower() for line in lines for word in _WORD.findall(line.words)}
        self.rows = _rows(lines, self.marks)
        self.numbers = ClauseNumbers(self.marks)
        self.lists = Lists()
        self.found: list[Block] = []

    def blocks(self) -> list[Block]:
        for at, line in enumerate(self.lines):
            self.take(at, line)
        return self.found

    @property
    def last(self) -> Block | None:
        return self.found[-1] if self.found else None

    def take(self, at: int, line: Line) -> None:
        words = _said(line)
        if at in self.rows:
            self.found.append(Block("row", "", cells=line.cells, page=line.page))
        elif appendix := self.appendix(line, words):
            self.numbers.begin_appendix()
            self.lists.close()
            self.found.append(Block("appendix", words, label=appendix, page=line.page))
        elif (block := self.marked(at, line)) is not None:
            self.found.append(block)
        elif line.heading:
            self.lists.close()
            self.found.append(
                Block("heading", words, level=line.heading, whole=True, page=line.page)
            )
        elif self.last is not None and _goes_on(self.last, line, words):
            self.last.words = self.together(self.last.words, words)
            self.last.lines += 1
        else:
            self.found.append(_block(line, "text", words))

    def marked(self, at: int, line: Line) -> Block | None:
        """The numbered clause or the item that the line begins, if it begins one."""
        mark = self.marks[at]
        if mark is None:
            return None
        if mark.sort == "number" and self.numbers.begins(
            at, line, mark, before=self.last, lists=self.lists
        ):
            return self.clause(line, mark, mark.path)
        if self.numbers.lettered(mark):
            return self.clause(line, mark, (letter_of(mark),))
        if self.numbers.heads(line, mark, self.lists):
            self.lists.close()
            words = f"{mark.label} {mark.words}"
            return Block("heading", words, level=line.heading, whole=True, page=line.page)
        item = mark if mark.sort == "item" else Mark("item", mark.label, mark.words, style="1")
        if self.lists.takes(line, item, self.last):
            return _block(line, "item", item.words, label=item.label, style=item.style)
        return None

    def clause(self, line: Line, mark: Mark, path: tuple[str, ...]) -> Block:
        self.numbers.last = path
        self.lists.close()
        block = _block(line, "number", mark.words, label=mark.label)
        block.path = path
        return block

    def appendix(self, line: Line, words: str) -> str:
        found = appendix_of(words)
        alone = line.gap or line.heading or line.strong or self.last is None or self.last.finished
        return found if alone or line.page else ""

    def together(self, before: str, after: str) -> str:
        """Two parts of a sentence, and of a word that was broken at the end of a line."""
        broken = before.endswith(_SOFT) or (before.endswith("-") and before[-2:-1].isalpha())
        if not broken or not after[:1].islower():
            return f"{before.rstrip(_SOFT)} {after}".strip()
        head = _WORD.findall(before[:-1])[-1:]
        tail = _WORD.findall(after)[:1]
        hyphen = "" if "".join((*head, *tail)).lower() in self.words else "-"
        return f"{before[:-1]}{hyphen}{after}"


def _goes_on(last: Block, line: Line, words: str) -> bool:
    """Whether a line that begins nothing belongs to the block before it."""
    if last.sort in ("row", "heading", "appendix") or last.whole or line.whole:
        return False
    begins = not words[0].islower()
    if last.words.endswith(_SOFT) or not last.words:
        return True
    if line.gap:
        if last.finished or not begins:
            return not last.finished
        return (last.open_ended or _is_running(last)) and not Block("text", words).is_title
    if last.page != line.page and last.page:
        return not (last.finished and begins)
    return last.strong == line.strong or not (last.lines == 1 and last.is_title)


def _is_running(block: Block) -> bool:
    """Whether it is a sentence that cannot be over: several lines, and no title or item."""
    return block.sort in ("number", "text") and len(block.words) > _LINE and not block.is_title


def _said(line: Line) -> str:
    return f"{line.mark} {line.words}".strip()


def _block(line: Line, sort: Sort, words: str, *, label: str = "", style: str = "") -> Block:
    return Block(
        sort,
        words,
        label=label,
        style=style,
        level=line.heading,
        strong=line.strong,
        whole=line.whole,
        page=line.page,
    )


def _rows(lines: Sequence[Line], marks: Sequence[Mark | None]) -> set[int]:
    """Lines that are rows of tables: certainly, or two and more with as many cells."""
    found = {at for at, line in enumerate(lines) if line.cells and not line.words}
    run: list[int] = []
    for at, line in enumerate([*lines, Line("")]):
        cells = line.cells if line.words and at < len(marks) and marks[at] is None else ()
        if run and len(cells) != len(lines[run[0]].cells):
            if len(run) > 1:
                found |= set(run)
            run = []
        if cells:
            run.append(at)
    return found
