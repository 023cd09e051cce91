"""What every document comes to: lines, with what its own format says about each.

Values only. Words are plain text, with single spaces; nothing is left of the format's own marks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or a whole paragraph where the document says where paragraphs end."""

    words: str
    page: int = 0  # counted from 1; 0 where the document has no pages
    edge: bool = False  # among the first or last lines of its page
    gap: bool = False  # there is white space above it
    heading: int = 0  # the level of a heading, where the document itself says that it is one
    strong: bool = False  # all of it in bold, or larger than the text around it
    whole: bool = False  # a paragraph by itself: the next line does not go on with it
    mark: str = ""  # a number or bullet that the document counts by itself: "4.1", "•"
    cells: tuple[str, ...] = ()  # a row of a table; `words` is then empty


@dataclass(frozen=True, slots=True)
class Document:
    """The lines in reading order, and what was not read (footers, pictures), in words."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Text with single spaces, ligatures taken apart and invisible characters taken out."""
    return " ".join(text.translate(_CHARACTERS).split())


# Ligatures are one character for two letters; the rest has no shape at all.
_CHARACTERS = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x2011: "-",
    0x00A0: " ",
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x2060: None,
    0xFEFF: None,
    **{control: None for control in range(0x20) if chr(control) not in "\t\n\r\x0b\x0c"},
}
