"""Blocks: what lines are once they are put together, each of one sort.

Values, and what can be told from a block's words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from moothall.protocol.adopting.splitting.marks import Path

Sort = Literal["number", "heading", "text", "item", "row", "appendix"]
# A sentence has a verb of this kind; a title has none.
_MODAL = re.compile(
    r"(?i)\b(must|shall|should|will|may|cannot|is|are|was|were|has|have|means|includes)\b"
)
_UNFINISHED = re.compile(
    r"(?i)(?:,|\b(?:a|an|and|any|as|at|be|between|by|for|from|if|in|into|is|its|may|must|not|of|on|or"
    r"|shall|should|such|that|the|their|these|this|to|under|which|who|will|with))$"
)
_ENDS = re.compile(r"[.;:?!][\"'”’)\]*]*$")
_LONGEST_TITLE = 14


@dataclass(slots=True)
class Block:
    """A heading, numbered paragraph, plain paragraph, item of a list or row of a table."""

    sort: Sort
    words: str
    label: str = ""  # a number, letter or bullet as printed
    path: Path = ()  # of a number
    style: str = ""  # of an item
    level: int = 0  # of a heading, where the document says so
    strong: bool = False
    whole: bool = False
    lines: int = 1
    page: int = 0
    cells: tuple[str, ...] = field(default_factory=tuple)

    @property
    def finished(self) -> bool:
        """Whether its words end as a sentence or the lead of a list ends."""
        return _ENDS.search(self.words) is not None

    @property
    def open_ended(self) -> bool:
        """Whether its words cannot end here: "… the consent of the"."""
        return _UNFINISHED.search(self.words) is not None

    @property
    def is_title(self) -> bool:
        """Whether it reads as a heading: short, no sentence, and no lead of a list."""
        words = self.words.split()
        if (
            not words
            or len(words) > _LONGEST_TITLE
            or not (words[0][0].isalnum() or words[0][0] in "“\"'‘(")
        ):
            return False
        if words[0][0].islower() or self.words[-1] in ".;:," or self.open_ended:
            return False
        if self.words.isupper() or self.words.endswith("?"):
            return True
        return _MODAL.search(self.words) is None
