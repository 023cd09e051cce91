"""The outline of a document: its parts, and in each the provisions with their printed numbers.

Values only. How a document comes to one is in `reading.py` and `building.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True)
class Piece:
    """A paragraph, an item of a list or a row of a table, as printed."""

    sort: Literal["text", "item", "row"]
    words: str
    label: str = ""
    depth: int = 0
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class Provision:
    """What becomes a clause."""

    number: str
    heading: str = ""
    section: str = ""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its words, one after the other."""
        return " ".join(piece.words or " ".join(piece.cells) for piece in self.pieces)


@dataclass(slots=True)
class Part:
    """A chapter or an appendix."""

    title: str
    provisions: list[Provision] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A document as parts and provisions, and what a person should know of how it was read."""

    title: str = ""
    parts: list[Part] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)  # number -> sentence
    doubled: list[str] = field(default_factory=list)  # numbers that had to be told apart
    left_out: list[str] = field(default_factory=list)  # page headers and the like
    notes: list[str] = field(default_factory=list)

    @property
    def provisions(self) -> list[Provision]:
        """All of them, in order."""
        return [provision for part in self.parts for provision in part.provisions]
