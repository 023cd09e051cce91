"""HTML as plain lines: nothing of a message's HTML is ever shown as HTML.

Reads whatever is there in one pass, because Python's own parser takes minutes over hostile pages.
Only the words matter: paragraphs become lines, block quotations get `>`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from moothall.post.plain import clean, quoted

LONGEST_PAGE = 1_000_000  # characters that are read
LONGEST_TAG = 2000  # characters in which the quotation marks of a tag are heeded
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_BEGINS = re.compile(r"<[/!?]?[a-zA-Z\[]")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_SILENT = frozenset({"script", "style", "title", "template"})
_LINES = frozenset({"br", "div", "tr", "li"})
_PARAGRAPHS = frozenset(
    {"p", "ul", "ol", "table", "hr", "pre", "blockquote"} | {f"h{level}" for level in range(1, 7)}
)
_CELLS = frozenset({"td", "th"})
_CELL = "\t"


@dataclass(slots=True)
class _Lines:
    """Lines as they come to be, each with the depth of its quotation."""

    lines: list[tuple[int, list[str]]] = field(default_factory=lambda: [(0, [])])
    depth: int = 0

    def say(self, words: str) -> None:
        if words.strip() or self.lines[-1][1]:
            self.lines[-1][1].append(words)

    def tag(self, name: str, *, closes: bool) -> None:
        if name == "blockquote":
            self.depth = max(0, self.depth + (-1 if closes else 1))
        if name == "br":
            self.lines.append((self.depth, []))
        elif name in _LINES or name in _PARAGRAPHS:
            self._begin(gap=name in _PARAGRAPHS)
        elif name in _CELLS and not closes and self.lines[-1][1]:
            self.lines[-1][1].append(_CELL)
        if name == "li" and not closes:
            self.lines[-1][1].append("- ")

    def _begin(self, *, gap: bool) -> None:
        """A new line, unless this one is still empty; with a gap, an empty one before it."""
        if self.lines[-1][1]:
            self.lines.append((self.depth, []))
        if gap and len(self.lines) > 1 and self.lines[-2][1]:
            self.lines.append((self.depth, []))
        self.lines[-1] = (self.depth, self.lines[-1][1])

    def written(self) -> Iterator[str]:
        """Lines without runs of blanks; of several empty lines, one."""
        empty = True
        for depth, parts in self.lines:
            cells = "".join(parts).split(_CELL)
            words = " | ".join(filter(None, (" ".join(cell.split()) for cell in cells)))
            if words or not empty:
                yield quoted(depth, words)
            empty = not words


def words_of(page: str) -> str:
    """An HTML text as plain text."""
    lines = _Lines()
    for tag, closes, words in _pieces(page[:LONGEST_PAGE]):
        if words:
            lines.say(words)
        else:
            lines.tag(tag, closes=closes)
    return clean("\n".join(lines.written()).strip("\n"))


def _pieces(page: str) -> Iterator[tuple[str, bool, str]]:
    """Tags (name, whether it closes) and, between them, words."""
    place = 0
    search = _Search(page)
    while place < len(page):
        begin = search.find("<", place)
        if begin > place:
            # A tab inside the words is no boundary of cells.
            yield "", False, html.unescape(page[place:begin]).replace(_CELL, " ")
        if begin == len(page):
            return
        tag, closes, place = _tag(page, begin, search)
        if tag in _SILENT and not closes:
            place = search.after_closing(tag, place)
        elif tag:
            yield tag, closes, ""
        elif place == begin + 1:
            yield "", False, "<"  # "fewer than 5 < 10" is no tag


def _tag(page: str, begin: int, search: _Search) -> tuple[str, bool, int]:
    """The name of the tag that begins here, whether it closes, and where it is over."""
    if page.startswith("<!--", begin):
        end = search.find("-->", begin + 4)
        return "", False, end + 3 if end < len(page) else begin + 4
    if not _BEGINS.match(page, begin):
        return "", False, begin + 1
    end = search.find(">", begin)
    if end == len(page):
        return "", False, begin + 1
    if found := _TAG.match(page, begin, begin + LONGEST_TAG):
        return found[2].lower(), bool(found[1]), found.end()
    name = _NAME.match(page, begin)
    return name[1].lower() if name else "", page.startswith("</", begin), end + 1


class _Search:
    """Looks for ends in a page, and never twice for one that is not there."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.absent: set[str] = set()

    def find(self, what: str, start: int) -> int:
        """Where it next stands; the length of the page where it stands nowhere."""
        if what in self.absent:
            return len(self.page)
        found = self.page.find(what, start)
        if found < 0:
            self.absent.add(what)
            return len(self.page)
        return found

    def after_closing(self, tag: str, start: int) -> int:
        """The end of a silent element; its start where it never ends: better too much than none."""
        if tag in self.absent:
            return start
        found = re.compile(rf"</{tag}[^>]{{0,100}}>", re.IGNORECASE).search(self.page, start)
        if found is None:
            self.absent.add(tag)
            return start
        return found.end()
