"""Reads a Markdown file: headings, paragraphs, lists (with their printed numbers) and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from moothall.protocol.adopting.documents.lines import Document, Line, plain
from moothall.protocol.adopting.documents.text import cells_of

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>")


def is_markdown(text: str) -> bool:
    """Whether a text of whatever name has headings as Markdown writes them."""
    return len(_HEADING.findall(text)) > 1


def read(text: str) -> Document:
    """The lines of a Markdown text."""
    return Document(tuple(_Walk(_MARKDOWN.parse(text)).lines()))


class _Walk:
    """Goes through the tokens and knows in which list, item and table it is."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.mark = ""  # of the item whose first words come next
        self.row: list[str] | None = None
        self.heading = 0

    def lines(self) -> Iterator[Line]:
        for token in self.tokens:
            if token.type == "inline":
                yield from self.inline(token)
            elif token.type in ("code_block", "fence", "html_block"):
                yield from self.verbatim(token.content)
            elif token.type == "tr_close" and self.row is not None:
                yield Line("", gap=True, cells=tuple(self.row))
                self.row = None
            else:
                self.enter(token)

    def enter(self, token: Token) -> None:
        if token.type == "list_item_open":
            self.mark = f"{token.info}{token.markup}" if token.info else "•"
        elif token.type == "heading_open":
            self.heading = int(token.tag[1:])
        elif token.type == "tr_open":
            self.row = []

    def inline(self, token: Token) -> Iterator[Line]:
        lines = list(_words(token.children or ()))
        if self.row is not None:
            self.row.append(" ".join(map(plain, lines)))
            return
        strong = _is_strong(token.children or ())
        for at, raw in enumerate(lines):
            if words := plain(raw):
                mark, self.mark = self.mark, ""
                cells = cells_of(raw) if not self.heading else ()
                yield Line(
                    words,
                    gap=at == 0,
                    heading=self.heading,
                    strong=strong,
                    mark=mark,
                    cells=cells,
                )
        self.heading = 0

    def verbatim(self, text: str) -> Iterator[Line]:
        for at, raw in enumerate(text.splitlines()):
            if words := plain(unescape(_TAG.sub(" ", raw))):
                yield Line(words, gap=at == 0, cells=cells_of(raw))


def _words(children: Sequence[Token]) -> Iterator[str]:
    """The text of each line of a paragraph, without marks of emphasis; addresses are kept."""
    line = address = shown = ""
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            yield line
            line = ""
        elif child.type in ("text", "code_inline"):
            line += child.content
            shown += child.content
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            line += " "
        elif child.type == "link_open":
            address, shown = str(child.attrGet("href") or ""), ""
        elif child.type == "link_close" and not address.startswith("#") and address not in shown:
            line += f" ({address})"
    yield line


def _is_strong(children: Sequence[Token]) -> bool:
    """Whether all the words are in bold."""
    depth = 0
    bare = False
    any_words = False
    for child in children:
        depth += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        if child.type == "text" and child.content.strip():
            any_words = True
            bare = bare or depth == 0
    return any_words and not bare
