"""Builds the outline out of blocks: which part, section and provision each of them belongs to.

A number that is printed twice is told from the first, a missing one is noted, and what has no
number is named by its heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from moothall.protocol.adopting.splitting.blocks import Block
from moothall.protocol.adopting.splitting.marks import Path
from moothall.protocol.adopting.splitting.naming import slug
from moothall.protocol.adopting.splitting.numbering import again, gaps
from moothall.protocol.adopting.splitting.outline import Outline, Part, Piece, Provision

PREAMBLE = "preamble"
_NAMED = 6  # an appendix's heading of fewer words than this has not said its name yet
_ENDS = (".", "?", "!", '"', "”")


def build(blocks: Sequence[Block]) -> Outline:
    """The outline that these blocks make."""
    return _Builder(blocks).outline()


class _Builder:
    """Goes through the blocks and knows in which part, section and provision it is."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.made = Outline()
        self.numbered = any(block.sort == "number" for block in blocks)
        self.dotted = any(len(block.path) > 1 for block in blocks)
        self.level = _level(blocks)
        self.appendix = ""  # the prefix of the numbers in it
        self.chapter = ""  # the number of the chapter or appendix
        self.chapters: set[str] = set()
        self.section: tuple[str, Path] = ("", ())  # its heading, and its number if it has one
        self.heading = ""  # the last heading without a number, as a name
        self.unnumbered = ""  # the name by which provisions without numbers are counted now
        self.restarted = ""  # numbers began again under this heading: its name goes before them
        self.waiting: Block | None = None  # a numbered heading whose own words may follow
        self.current: Provision | None = None
        self.used: dict[str, Path] = {}
        self.counts: dict[str, int] = {}
        self.styles: list[str] = []  # of the open lists, outermost first

    def outline(self) -> Outline:
        for at, block in enumerate(self.blocks):
            if block.sort not in ("item", "row"):
                self.styles = []
            self.take(at, block)
        self.made.parts = [part for part in self.made.parts if part.provisions]
        for path, sentence in gaps([path for path in self.used.values() if path]):
            self.made.missing[".".join(path)] = sentence
        return self.made

    def take(self, at: int, block: Block) -> None:
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        if block.sort == "heading":
            self.take_heading(block, self.blocks[at + 1 :])
        elif block.sort == "appendix":
            self.take_appendix(block, self.blocks[at + 1 :])
        elif block.sort == "number":
            self.take_number(block, after)
        else:
            self.take_words(block)

    # Headings without numbers -----------------------------------------------------------------

    def take_heading(self, block: Block, rest: Sequence[Block]) -> None:
        if not block.words:
            return
        if not self.made.parts and self.is_of_title(block, rest):
            self.made.title = f"{self.made.title} {block.words}".strip()
            return
        self.current, self.waiting = None, None
        if self.begins_part(block):
            self.begin_part(block.words)
        else:
            unused = self.section[0] and not self.has_begun(self.section[0])
            words = f"{self.section[0]} – {block.words}" if unused else block.words
            self.section = (words, ())
        self.heading = self.unnumbered = self.unused(slug(block.words))

    def is_of_title(self, block: Block, rest: Sequence[Block]) -> bool:
        """Whether it stands at the top, before the heading of the first words."""
        if block.level and self.level and not self.numbered:
            return block.level < self.level
        if not rest or rest[0].sort not in ("heading", "number", "appendix"):
            return not self.numbered and not self.made.title
        if rest[0].sort == "number" and not self.dotted and self.made.title:
            return not any(one.sort == "heading" for one in rest)
        return True

    def begins_part(self, block: Block) -> bool:
        """Whether an unnumbered heading begins a chapter, rather than a section of one."""
        if self.appendix:
            return False
        if not self.numbered:
            return not self.level or block.level <= self.level
        return not (self.dotted and self.made.parts)

    def has_begun(self, section: str) -> bool:
        """Whether a provision stands under the section's heading already."""
        parts = self.made.parts
        return bool(parts) and any(one.section == section for one in parts[-1].provisions)

    def begin_part(self, title: str) -> None:
        """A new chapter; a heading with nothing under it goes before the next one's."""
        if self.made.parts and not self.made.parts[-1].provisions:
            title = f"{self.made.parts.pop().title} – {title}"
        self.made.parts.append(Part(title))
        self.section = ("", ())

    def take_appendix(self, block: Block, rest: Sequence[Block]) -> None:
        self.appendix = self.chapter = block.label
        self.unnumbered = self.restarted = self.heading = ""
        self.current, self.waiting = None, None
        title = block.words
        if len(title.split()) < _NAMED and _is_named_next(rest):
            title = f"{title} {rest[0].words}"
            rest[0].words = ""
        self.begin_part(title)

    # Numbered provisions ----------------------------------------------------------------------

    def take_number(self, block: Block, after: Block | None) -> None:
        self.current, self.waiting, self.unnumbered = None, None, ""
        if block.path[: len(self.section[1])] != self.section[1]:
            self.section = ("", ())
        top = len(block.path) == 1 and not self.appendix
        if _is_heading(block, after):
            self.begin_numbered_heading(block, top=top)
            return
        if top and self.dotted:
            self.begin_chapter(block, block.label)
        self.begin(self.numbered_as(block))
        if block.words:
            self.append(Piece("text", block.words))

    def begin_numbered_heading(self, block: Block, *, top: bool) -> None:
        words = f"{block.label} {block.words}"
        if top:
            self.begin_chapter(block, words)
        elif self.dotted and not (self.appendix and len(block.path) == 1):
            self.section = (words, block.path)
        self.waiting = block

    def begin_chapter(self, block: Block, title: str) -> None:
        number = block.path[0]
        if number in self.chapters and self.heading:
            self.restarted = self.heading
        self.chapters.add(number)
        self.chapter = number
        self.begin_part(title)

    def numbered_as(self, block: Block) -> str:
        """The clause's number: as printed, told from any that is printed like it."""
        path = (self.appendix, *block.path) if self.appendix else block.path
        number = ".".join(path)
        if number in self.used and block.path == ("1",) and self.heading:
            self.restarted = self.heading
        if self.restarted:
            number = f"{self.restarted}.{number}"
        if not any(character.isdigit() for character in number):
            number = f"{number}.1"  # part B of appendix A
        told = again(number, self.used)
        if told != number:
            self.made.doubled.append(told)
        self.used[told] = path if told == ".".join(path) else ()
        return told

    def begin(self, number: str, heading: str = "") -> None:
        if not self.made.parts:
            self.begin_part(self.made.title or "Protocol")
        self.current = Provision(number, heading, self.section[0])
        self.made.parts[-1].provisions.append(self.current)

    # Words ------------------------------------------------------------------------------------

    def take_words(self, block: Block) -> None:
        if self.current is None or (block.sort == "text" and self.begins_unnumbered(block)):
            self.begin_provision()
        if block.sort == "item":
            self.append(Piece("item", block.words, block.label, self.depth(block.style)))
        elif block.sort == "row":
            self.append(Piece("row", "", cells=block.cells))
        else:
            self.append(Piece("text", block.words))

    def depth(self, style: str) -> int:
        """How deep in lists an item of this style stands: a style met again closes those within."""
        if style in self.styles:
            del self.styles[self.styles.index(style) + 1 :]
        else:
            self.styles.append(style)
        return len(self.styles) - 1

    def append(self, piece: Piece) -> None:
        assert self.current is not None
        self.current.pieces.append(piece)

    def begins_unnumbered(self, block: Block) -> bool:
        """Whether a plain paragraph is a provision of its own: only where none has a number."""
        if not self.unnumbered or self.current is None:
            return False
        last = self.current.pieces[-1].words if self.current.pieces else "."
        return not block.words[:1].islower() or last.endswith(_ENDS)

    def begin_provision(self) -> None:
        """The words under a numbered heading, by its number; or a provision named by a heading."""
        if self.waiting is not None:
            block, self.waiting = self.waiting, None
            if self.section[1] == block.path:
                self.section = ("", ())
            self.begin(self.numbered_as(block), block.words)
            return
        if not self.unnumbered:
            title = self.made.parts[-1].title if self.made.parts else PREAMBLE
            self.unnumbered = self.unused(slug(title))
        name = self.full(self.unnumbered)
        self.counts[name] = self.counts.get(name, 0) + 1
        number = f"{name}.{self.counts[name]}"
        self.used[number] = ()
        self.begin(number)

    def full(self, name: str) -> str:
        """A heading's name with the number of the chapter or appendix that it stands in."""
        return ".".join(part for part in (self.chapter, name) if part)

    def unused(self, name: str) -> str:
        """The name, or one like it where another heading of this chapter has it."""
        count, told = 1, name
        while self.full(told) in self.counts:
            count += 1
            told = f"{name}-{count}"
        return told


def _level(blocks: Sequence[Block]) -> int:
    """The level that most headings have: those begin parts; 0 where no two have the same."""
    levels = [block.level for block in blocks if block.sort == "heading" and block.level]
    most = max(sorted(set(levels)), key=levels.count, default=0)
    return most if levels.count(most) > 1 else 0


def _is_named_next(rest: Sequence[Block]) -> bool:
    """Whether an appendix's name stands on the line after "Appendix 1", before other headings."""
    if len(rest) < 2 or rest[0].sort != "heading":
        return False
    within = list(takewhile(lambda one: one.sort != "appendix", rest[1:]))
    others = any(one.sort == "heading" for one in within)
    return rest[1].sort in ("heading", "number") or not others


def _is_heading(block: Block, after: Block | None) -> bool:
    """Whether the words beside a number are only a heading for what follows."""
    if after is None or not block.is_title:
        return False
    if after.sort == "number":
        return after.path[: len(block.path)] == block.path and len(after.path) > len(block.path)
    return after.sort in ("text", "row", "item", "heading")
