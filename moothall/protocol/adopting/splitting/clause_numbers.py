"""Which numbers at the start of lines are clauses' numbers, told by the whole document.

What fits after what is in `numbering.py`; here it is weighed with how the line begins, what stands
before it, and whether the document numbers its clauses 1.1, 1.2 or only 1, 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moothall.protocol.adopting.documents.lines import Line
from moothall.protocol.adopting.splitting.blocks import Block
from moothall.protocol.adopting.splitting.lists import Lists
from moothall.protocol.adopting.splitting.marks import Mark, Path, follows, letter_of
from moothall.protocol.adopting.splitting.numbering import fit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a clause, and where."""

    at: int
    path: Path


class ClauseNumbers:
    """Follows the clauses' numbers through one document."""

    def __init__(self, marks: Sequence[Mark | None]) -> None:
        self.candidates = [
            Candidate(at, mark.path)
            for at, mark in enumerate(marks)
            if mark is not None and mark.sort == "number"
        ]
        self.is_dotted = _is_dotted(self.candidates)
        self.last: Path = ()
        self.letter = ""  # of the last heading that has only a letter
        self.in_appendix = False

    def begin_appendix(self) -> None:
        """Numbers begin again in an appendix."""
        self.last, self.in_appendix = (), True

    def begins(
        self, at: int, line: Line, mark: Mark, *, before: Block | None, lists: Lists
    ) -> bool:
        """Whether the line begins a clause."""
        if line.mark and mark.dotted:
            return True
        if before is not None and before.open_ended and not line.gap and not line.whole:
            return False
        if mark.dotted:
            return self._dotted(line, mark, before)
        return self._single(at, line, mark, before, lists)

    def lettered(self, mark: Mark) -> bool:
        """Whether a capital letter heads a part of an appendix: A, B, C before titles."""
        if not self.in_appendix or mark.style not in ("A", "I") or "(" in mark.label:
            return False
        letters, last = letter_of(mark), self.last[0] if self.last else ""
        if len(letters) != 1 or not Block("item", mark.words).is_title:
            return False
        return not last.isdigit() and follows(last, letters)

    def heads(self, line: Line, mark: Mark, lists: Lists) -> bool:
        """Whether a letter or Roman figure heads a chapter whose clauses have other numbers."""
        apart = line.gap or line.whole or line.heading or line.strong
        if mark.style not in ("A", "I") or "(" in mark.label or not apart or lists.last:
            return False
        if not Block("item", mark.words).is_title or not follows(self.letter, letter_of(mark)):
            return False
        self.letter = letter_of(mark)
        return True

    def _dotted(self, line: Line, mark: Mark, before: Block | None) -> bool:
        """A number of several parts: it must go on from the last, and begin a sentence."""
        apart = line.gap or line.whole
        alone = apart or before is None or before.finished
        begins = not mark.words or not mark.words[0].islower()
        how = fit(self.last, mark.path)
        if how in ("first", "next"):
            return begins or alone
        if how in ("gap", "again"):
            return begins and alone
        return begins and apart

    def _single(self, at: int, line: Line, mark: Mark, before: Block | None, lists: Lists) -> bool:
        """A number of one part: a chapter of a document with 1.1, 1.2 …, or a clause of others."""
        apart = line.gap or line.whole or line.strong
        if mark.words and mark.words[0].islower() and not line.mark:
            return False
        if not mark.label.endswith((".", ")", ":")) and not apart:
            return False
        if lists.goes_on(mark) and not self.has_children(at, mark.path):
            return False
        how = fit(self.last[:1], mark.path)
        if self.is_dotted:
            return self._is_chapter(at, mark, lists, fits=how in ("first", "next", "gap"))
        after_title = before is not None and before.sort in ("heading", "text") and before.is_title
        return how in ("first", "next", "gap") or (mark.path == ("1",) and after_title)

    def _is_chapter(self, at: int, mark: Mark, lists: Lists, *, fits: bool) -> bool:
        if self.has_children(at, mark.path):
            return mark.path != self.last[:1] or not self.goes_on_after(at)
        title = Block("number", mark.words).is_title
        return fits and title and not (lists.last.get("1") and self.next_is_single(at))

    def has_children(self, at: int, path: Path) -> bool:
        """Whether the next number of several parts is below this one, and none like it between."""
        for candidate in self.candidates:
            if candidate.at <= at:
                continue
            if len(candidate.path) > 1:
                return candidate.path[:1] == path
            if candidate.path == path:
                return False
        return False

    def goes_on_after(self, at: int) -> bool:
        """Whether the next number of several parts goes on from the last clause: 1.2 after 1.1."""
        dotted = (one.path for one in self.candidates if one.at > at and len(one.path) > 1)
        return fit(self.last, next(dotted, ())) in ("next", "gap")

    def next_is_single(self, at: int) -> bool:
        """Whether another number of one part comes before the next of several."""
        after = next((one for one in self.candidates if one.at > at), None)
        return after is not None and len(after.path) == 1


def _is_dotted(candidates: Sequence[Candidate]) -> bool:
    """Whether clauses are numbered in several parts (1.1, 1.2), and single numbers are chapters."""
    dotted = {one.path for one in candidates if len(one.path) > 1}
    return len(dotted) >= 3 or len(dotted) * 2 > len({one.path for one in candidates})
