"""Which lists are open, and whether a line is the next item of one: bullets, (a), (i), 1.

A list is known by its style; what a mark may be is read in `marks.py`.
"""

from __future__ import annotations

from moothall.protocol.adopting.documents.lines import Line
from moothall.protocol.adopting.splitting.blocks import Block
from moothall.protocol.adopting.splitting.marks import Mark, is_roman, letter_of
from moothall.protocol.adopting.splitting.numbering import value

_DASHES = ("-", "–", "—")
_JOINS = (",", " and", " or")  # how an item may end before the next
_UNCOUNTED = ("•", "o", *_DASHES)


class Lists:
    """The open lists of one clause: for each style the last letter or figure."""

    def __init__(self) -> None:
        self.last: dict[str, str] = {}

    def close(self) -> None:
        """A clause or a heading ends every list."""
        self.last = {}

    def goes_on(self, mark: Mark) -> bool:
        """Whether a figure is the next of an ordinary list that is open: 1., 2., 3."""
        last = self.last.get("1")
        return last is not None and value(mark.path[0])[1] == int(last) + 1

    def takes(self, line: Line, mark: Mark, before: Block | None) -> bool:
        """Whether a line is an item: the first of its list or the next one. Counts it."""
        apart = line.gap or line.whole
        if mark.style == "•" or line.mark:
            return self._counts(mark)
        if mark.style in _DASHES:
            return apart or before is None or before.finished or before.style == mark.style
        if before is None or apart or not before.open_ended or self._is_next(mark):
            return self._counts(mark)
        return before.words.endswith(_JOINS) and self._counts(mark)

    def _is_next(self, mark: Mark) -> bool:
        """Whether it is certainly the next item: "; or" before (c) does not go on with it."""
        letters, last = letter_of(mark).lower(), self.last.get(mark.style, "")
        if mark.style == "1":
            return letters.isdecimal() and last.isdecimal() and int(letters) == int(last) + 1
        if mark.style in ("i", "I"):
            return bool(last)
        return bool(last) and len(letters) == 1 and ord(letters) == ord(last[-1]) + 1

    def _counts(self, mark: Mark) -> bool:
        letters = letter_of(mark)
        if mark.style in _UNCOUNTED or not letters:
            return True
        if mark.style == "1":
            return self._counts_figure(letters)
        return self._counts_letter(mark, letters.lower())

    def _counts_figure(self, figure: str) -> bool:
        if not figure.isdecimal() or int(figure) not in (1, int(self.last.get("1", "0")) + 1):
            return False
        self.last["1"] = figure
        return True

    def _counts_letter(self, mark: Mark, letters: str) -> bool:
        """Letters in order; (i) is Roman unless it comes after (h)."""
        plain, roman = ("a", "i") if mark.style in "ai" else ("A", "I")
        last = self.last.get(plain, "")
        follows = last and len(letters) == 1 and ord(letters) == ord(last[-1]) + 1
        if letters == "a" or follows:
            self.last[plain] = letters
            self.last.pop(roman, None)
            return True
        if is_roman(letters) and (letters == "i" or roman in self.last):
            self.last[roman] = letters
            return True
        return bool(last) or mark.label.startswith("(")
