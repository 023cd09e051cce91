"""Reads a Word file (.docx): paragraphs with the numbers that Word only counts, lists and tables.

Headers, footers, comments and deleted text are no part of the words. What the numbers are is worked
out in `word_numbers.py`, what a paragraph says in `word_words.py`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from moothall.protocol.adopting.documents.lines import Document, Line
from moothall.protocol.adopting.documents.word_numbers import Numbers
from moothall.protocol.adopting.documents.word_styles import Styles
from moothall.protocol.adopting.documents.word_words import Footnotes, words_of
from moothall.protocol.adopting.trouble import Unreadable

MOST_UNPACKED = 200 * 1024 * 1024
_MAIN = "word/document.xml"
_CONTENTS = re.compile(r"(?i)toc|contents")


def read(content: bytes, *, name: str) -> Document:
    """The paragraphs and tables of a Word file. Raises Unreadable."""
    _check(content, name)
    try:
        found = docx.Document(io.BytesIO(content))
        lines = tuple(_Body(found).lines())
    except Exception as error:  # other people's files: whatever the parser meets, one sentence
        why = type(error).__name__
        raise Unreadable(f"{name} is damaged and cannot be read ({why}).") from None
    return Document(lines, tuple(_notes(found.element.body)))


def _check(content: bytes, name: str) -> None:
    """Raises Unreadable where the file is no Word file, or would unpack to more than any text."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise Unreadable(f"{name} is damaged: it breaks off, or is no .docx file.") from None
    if _MAIN not in {entry.filename for entry in entries}:
        raise Unreadable(f"{name} is no Word file. Save it as .docx, .pdf, .md or .txt.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(f"{name} unpacks to more than any protocol holds, and was not opened.")


def _notes(body: Any) -> Iterator[str]:
    pictures = len(list(body.iter(qn("w:drawing"), qn("w:pict"))))
    if pictures:
        yield f"{pictures} pictures or drawings were not brought over."
    if next(body.iter(qn("w:del")), None) is not None:
        yield "The file has tracked changes: they were read as if accepted."


class _Body:
    """Goes through the body in reading order, into content controls and tables too."""

    def __init__(self, found: Any) -> None:
        self.body = found.element.body
        self.styles = Styles(found)
        self.numbers = Numbers(found, self.styles)
        self.footnotes = Footnotes(found)

    def lines(self) -> Iterator[Line]:
        for block in _blocks(self.body):
            if block.tag == qn("w:p"):
                yield from self.paragraph(block)
            else:
                yield from self.table(block)

    def paragraph(self, block: Any) -> Iterator[Line]:
        style = self.styles.of(block)
        mark = self.numbers.mark(block)
        words = words_of(block, self.footnotes.numbers)
        if not words or _CONTENTS.match(style.name):
            return
        yield Line(
            words,
            gap=True,
            heading=style.heading(block),
            strong=style.is_bold or self.styles.all_bold(block),
            whole=True,
            mark=mark,
        )
        for footnote in self.footnotes.of(block):
            yield Line(footnote, gap=True, whole=True)

    def table(self, block: Any) -> Iterator[Line]:
        """Rows; a table that only sets numbers beside paragraphs is paragraphs."""
        rows = [
            [list(self.cell(cell)) for cell in row.iter(qn("w:tc"))]
            for row in block.iter(qn("w:tr"))
        ]
        rows = [row for row in rows if any(row)]
        if _is_layout(rows):
            for row in rows:
                yield from _side_by_side(row)
            return
        for row in rows:
            cells = tuple(" ".join(_whole(line) for line in cell) for cell in row)
            yield Line("", gap=True, cells=cells)

    def cell(self, block: Any) -> Iterator[Line]:
        for inner in block.iter(qn("w:p")):
            yield from self.paragraph(inner)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables; a table of contents that Word made is none of the words."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            gallery = child.find(f".//{qn('w:docPartGallery')}")
            inner = child.find(qn("w:sdtContent"))
            if inner is not None and (
                gallery is None or not _CONTENTS.search(gallery.get(qn("w:val"), ""))
            ):
                yield from _blocks(inner)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(child)


def _whole(line: Line) -> str:
    return f"{line.mark} {line.words}".strip()


def _is_layout(rows: list[list[list[Line]]]) -> bool:
    """Whether the first column is only numbers, or there is one column: no table to a reader."""
    if all(len([cell for cell in row if cell]) <= 1 for row in rows):
        return True
    first = [" ".join(map(_whole, row[0])) for row in rows if len(row) > 1 and row[0]]
    numbered = [one for one in first if re.fullmatch(_NUMBERED, one)]
    return len(numbered) > len(first) / 2 and all(len(row) <= 2 for row in rows)


_NUMBERED = r"\(?(\d+(\.\d+)*[.)]?|[a-zA-Z][.)]|[ivx]+[.)])"


def _side_by_side(row: list[list[Line]]) -> Iterator[Line]:
    """A number and what stands beside it, as one paragraph and those that follow it."""
    first = " ".join(map(_whole, row[0])) if row and row[0] else ""
    rest = [line for cell in row[1:] for line in cell]
    if not re.fullmatch(_NUMBERED, first) or not rest:
        yield from (line for cell in row for line in cell)
        return
    top, *below = rest
    mark = f"{first} {top.mark}".strip()
    yield Line(top.words, gap=True, heading=top.heading, strong=top.strong, whole=True, mark=mark)
    yield from below
