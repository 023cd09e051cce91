"""Reads a plain text file, such as one copied out of a PDF: lines, gaps and pages (form feeds)."""

from __future__ import annotations

import codecs
import re

from moothall.protocol.adopting.documents.lines import Document, Line, plain
from moothall.protocol.adopting.trouble import Unreadable

EDGE = 3  # so many lines at the top and bottom of a page may be its header and footer
_BYTE_ORDER = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"))
_CELL = re.compile(r"\t+| {6,}")


def decoded(content: bytes, *, name: str) -> str:
    """The text of a file in Unicode or, as Windows still writes it, code page 1252.

    Raises Unreadable where it is no text at all.
    """
    for mark, encoding in (*_BYTE_ORDER, (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if _strange(content):
        raise Unreadable(
            f"{name} is no text, Word or PDF file. What can be read: .md, .txt, .docx and .pdf."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _strange(content: bytes) -> bool:
    """Whether it holds bytes that no text has."""
    sample = content[:65536]
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in sample)
    return b"\x00" in sample or controls > len(sample) / 100


def read(text: str) -> Document:
    """The lines of a text. Rows of words far apart are rows of a table."""
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    counted = len(pages) > 1
    found: list[Line] = []
    for number, page in enumerate(pages, start=1):
        found += _page(page, number if counted else 0)
    return Document(tuple(found))


def _page(text: str, number: int) -> list[Line]:
    found: list[Line] = []
    gap = number <= 1
    for raw in text.split("\n"):
        words = plain(raw)
        if not words:
            gap = True
            continue
        found.append(Line(words, page=number, gap=gap, cells=cells_of(raw)))
        gap = False
    if not number:
        return found
    last = len(found) - EDGE
    return [
        Line(one.words, number, at < EDGE or at >= last, one.gap, cells=one.cells)
        for at, one in enumerate(found)
    ]


def cells_of(raw: str) -> tuple[str, ...]:
    """The cells of a line that may be a row of a table; nothing for a line of running text."""
    cells = tuple(plain(part) for part in _CELL.split(raw.strip()))
    return cells if len(cells) > 1 and all(cells) else ()
