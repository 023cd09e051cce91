"""Splits a chapter's Markdown into clauses: number, heading, words and the one block of each.

Knows headings and fences, nothing of what stands in a block (see `clause_reading.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from moothall.protocol.page import Page

_HEADING = re.compile(r"(#{1,3}) +(.*?)\s*#*")
_NUMBER = re.compile(r"(?=\S*[0-9])[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*")
_FENCE = re.compile(r"(~~~+|```+)\s*(\S*)\s*")
_OPENS = "~~~"


@dataclass(slots=True)
class Block:
    """The YAML between two fences; `first_line` is the one after the opening fence."""

    first_line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Section:
    """A clause as it stands in the file, unread."""

    number: str
    heading: str
    line: int
    under: str  # the `##` heading above it
    words: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Leaf:
    """A chapter as it stands in the file."""

    title: str = ""
    words: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


def split(text: str, *, page: Page) -> Leaf:
    """The chapter's title, its opening words and its clauses. Mistakes go on the page."""
    splitter = _Splitter(page)
    for line, words in enumerate(text.splitlines(), start=1):
        splitter.take(line, words)
    splitter.finish()
    return splitter.leaf


class _Splitter:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.leaf = Leaf()
        self.under = ""
        self.section: Section | None = None
        self.block: Block | None = None
        self.fence = ""  # what closes the fence we are in
        self.opened = 1  # the line it was opened on

    def take(self, line: int, words: str) -> None:
        if self.fence:
            self.inside(words)
        elif fence := _FENCE.fullmatch(words):
            self.open(line, fence[1], fence[2])
        elif heading := _HEADING.fullmatch(words):
            self.heading(line, len(heading[1]), heading[2])
        else:
            self.prose(line, words)

    def inside(self, words: str) -> None:
        if words.rstrip() == self.fence:
            self.fence, self.block = "", None
        elif self.block is not None:
            self.block.lines.append(words)

    def open(self, line: int, fence: str, language: str) -> None:
        self.fence, self.opened = fence, line
        if (fence, language) != (_OPENS, "yaml"):
            self.page.add(line, fence, "A block of rules opens with `~~~yaml`.")
            return
        self.block = Block(line + 1)
        if self.section is None:
            self.page.add(line, "~~~yaml", "A block of rules stands under a clause's words.")
        else:
            self.section.blocks.append(self.block)

    def heading(self, line: int, level: int, words: str) -> None:
        self.close()
        if level == 1:
            if self.leaf.title:
                self.page.add(line, words, "A chapter has one `#` heading, its title.")
            self.leaf.title = self.leaf.title or words
        elif level == 2:
            self.under = words
        else:
            self.begin(line, words)

    def begin(self, line: int, words: str) -> None:
        number, _, heading = words.partition(" ")
        if not _NUMBER.fullmatch(number):
            message = "A `###` heading is a clause and begins with its printed number."
            self.page.add(line, number, message)
            return
        self.section = Section(number, heading.strip(), line, self.under)

    def prose(self, line: int, words: str) -> None:
        if self.section is None:
            if not self.leaf.sections:
                self.leaf.words.append(words)
        elif self.section.blocks and words.strip():
            number = self.section.number
            self.page.add(line, number, f"Clause {number} goes on after its block.")
        else:
            self.section.words.append(words)

    def close(self) -> None:
        """Ends the clause being read."""
        section, self.section = self.section, None
        if section is None:
            return
        self.leaf.sections.append(section)
        number = section.number
        if not section.blocks:
            self.page.add(section.line, number, f"Clause {number} has no block.")
        for extra in section.blocks[1:]:
            self.page.add(extra.first_line - 1, number, f"Clause {number} has a second block.")
        if not "".join(section.words).strip():
            self.page.add(section.line, number, f"Clause {number} has no words.")

    def finish(self) -> None:
        if self.fence:
            self.page.add(self.opened, self.fence, f"A block is not closed with `{self.fence}`.")
        self.close()
        if not self.leaf.title:
            self.page.add(1, "#", "A chapter begins with its title: `# 9 Support`.")
