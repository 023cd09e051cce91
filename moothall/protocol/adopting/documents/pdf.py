"""Reads a PDF file: its printed lines, with where they stand and how they are set.

A PDF knows no paragraphs. What white space, bold type and the edges of pages say is told with each
line; lines are put together again in `splitting/joining.py`.
"""

from __future__ import annotations

import ctypes
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from moothall.protocol.adopting.documents.lines import Document, Line, plain
from moothall.protocol.adopting.documents.text import EDGE
from moothall.protocol.adopting.trouble import Unreadable

MOST_PAGES = 500
_FEWEST_LETTERS = 20  # less than this on all its pages together is no document
_WIDE = 2.2  # in heights of a letter: words as far apart as this stand in two cells
_APART = 1.45  # in usual distances of lines: more than this is white space between paragraphs
_LARGE = 1.15  # in usual heights of letters
_BOLD = 600
_SOFT = "\u00ad"
_HYPHENS = (0x02, 0xFFFE, 0xAD)  # how a word broken at the end of a line is told


@dataclass(slots=True)
class Run:
    """One printed line as it stands on the page, in points from the top."""

    page: int
    top: float
    size: float
    strong: bool
    words: list[str] = field(default_factory=list)  # its cells


def read(content: bytes, *, name: str) -> Document:
    """The lines of a PDF. Raises Unreadable where it has a password, or is only pictures."""
    try:
        with pypdfium2.PdfDocument(content) as found:
            runs, bare = _pages(found, name)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_why(error, name)) from None
    letters = sum(character.isalpha() for run in runs for cell in run.words for character in cell)
    if letters < _FEWEST_LETTERS:
        raise Unreadable(
            f"{name} holds pictures of pages and no text: it was scanned. Ask for the Word "
            "file, or have it read by character recognition first."
        )
    notes = [f"Page {number} has no text on it." for number in bare]
    return Document(tuple(_lines(runs)), tuple(notes))


def _why(error: pypdfium2.PdfiumError, name: str) -> str:
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
        return f"{name} has a password. Save it without one first."
    return f"{name} is damaged and cannot be read as PDF."


def _pages(found: pypdfium2.PdfDocument, name: str) -> tuple[list[Run], list[int]]:
    if len(found) > MOST_PAGES:
        raise Unreadable(
            f"{name} has {len(found)} pages, and {MOST_PAGES} is the most. Take the protocol out "
            "of the whole constitution first."
        )
    runs: list[Run] = []
    bare: list[int] = []
    for number in range(len(found)):
        page = found[number]
        text = page.get_textpage()
        height = page.get_height()
        there = [run for run in _runs(text, number + 1, height) if any(run.words)]
        runs += there
        if not there:
            bare.append(number + 1)
        text.close()
        page.close()
    return runs, bare


@dataclass(slots=True)
class _Letters:
    """The characters of one line while it is read."""

    text: str = ""
    cells: list[str] = field(default_factory=list)
    right: float = 0
    bottoms: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)

    def has_ended(self, bottom: float, *, size: float) -> bool:
        """Whether a letter stands on another line: a word broken by a hyphen goes on there."""
        return bool(self.bottoms) and abs(bottom - self.bottoms[-1]) > size / 2

    def take(
        self, character: str, *, left: float, right: float, bottom: float, size: float
    ) -> None:
        """Adds a letter; after a wide space it begins another cell."""
        if self.bottoms and left - self.right > _WIDE * size and self.text.strip():
            self.cells.append(plain(self.text))
            self.text = ""
        self.text += character
        self.right = right
        self.bottoms.append(bottom)
        self.sizes.append(size)


def _runs(text: pypdfium2.PdfTextPage, page: int, height: float) -> Iterator[Run]:
    line = _Letters()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (10, 13):
            if line.bottoms:
                yield _run(line, page, height)
                line = _Letters()
        elif code in _HYPHENS:
            line.text += _SOFT
        elif code == 32 or raw.FPDFText_IsGenerated(text, at) == 1:
            line.text += " "
        elif code:
            left, bottom, right, top = text.get_charbox(at, loose=True)
            if line.has_ended(bottom, size=top - bottom):
                yield _run(line, page, height)
                line = _Letters()
            line.take(chr(code), left=left, right=right, bottom=bottom, size=top - bottom)
            line.bold.append(_is_bold(text, at))
    if line.bottoms:
        yield _run(line, page, height)


def _run(line: _Letters, page: int, height: float) -> Run:
    return Run(
        page,
        top=height - statistics.median(line.bottoms),
        size=statistics.median(line.sizes),
        strong=all(line.bold),
        words=[*line.cells, plain(line.text)],
    )


def _is_bold(text: pypdfium2.PdfTextPage, at: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, at) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, at, name, 128, ctypes.c_int())
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


# Runs as lines -----------------------------------------------------------------------------------


def _lines(runs: Sequence[Run]) -> Iterator[Line]:
    size = _usual([round(run.size, 1) for run in runs for _ in run.words[-1]]) or 1.0
    apart = _usual(
        [
            round(low.top - high.top, 1)
            for high, low in pairwise(runs)
            if high.page == low.page and low.top > high.top
        ]
    )
    edges = _edges(runs)
    last: Run | None = None
    for run in runs:
        gap = last is None or (last.page == run.page and _is_apart(last, run, apart))
        cells = tuple(run.words) if len(run.words) > 1 else ()
        yield Line(
            " ".join(run.words),
            page=run.page,
            edge=id(run) in edges,
            gap=gap,
            strong=run.strong or run.size > _LARGE * size,
            cells=cells,
        )
        last = run


def _is_apart(last: Run, run: Run, apart: float) -> bool:
    return run.top - last.top > _APART * max(apart, 1.0)


def _usual(values: Sequence[float]) -> float:
    """The value that is found most often."""
    return statistics.mode(values) if values else 0.0


def _edges(runs: Sequence[Run]) -> set[int]:
    """The lines that stand highest and lowest on each page, wherever the file mentions them."""
    pages: dict[int, list[Run]] = {}
    for run in runs:
        pages.setdefault(run.page, []).append(run)
    found: set[int] = set()
    for there in pages.values():
        heights = sorted({round(run.top) for run in there})
        outer = {*heights[:EDGE], *heights[-EDGE:]}
        found |= {id(run) for run in there if round(run.top) in outer}
    return found
