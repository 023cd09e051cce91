"""What stands on pages and is no part of the document's words: headers, footers, page numbers.

Also the table of contents, and addresses of links that stand alone. Everything taken out is given
back, so that a person can see that no words were lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from moothall.protocol.adopting.documents.lines import Line

_PAGE = re.compile(r"(?i)(?:page\s+)?[-–—|\s]*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*")
_PAGE_OF = re.compile(r"(?i)(?:.{0,60}\s)?page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?")
_LEADERS = re.compile(r".*?(?:\.\s?){4,}\s*\d{0,4}|.*?…{2,}\s*\d{0,4}")
_CONTENTS = re.compile(r"(?i)(?:table of )?contents(?: page)?|index")
_ENTRY = re.compile(r".*\S\s+\d{1,4}")
_BLANK = re.compile(r"(?i)[\[(]?this page is (?:intentionally )?(?:left )?blank[\])]?\.?")
_FIGURES = re.compile(r"\d+")
_NUMBERED = re.compile(r"\d+(\.\d+)+\.?\s")
_FEW = 3  # what stands in the same place as often as this is furniture


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines of the document itself, and the words of the others in order."""
    away = _contents(lines) | _page_numbers(lines) | _repeated(lines) | _alone(lines)
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if at not in away:
            turned = bool(kept) and kept[-1].page != line.page
            kept.append(replace(line, gap=False) if turned else line)  # a page's edge is no gap
    return kept, [_whole(lines[at]) for at in sorted(away)]


def _whole(line: Line) -> str:
    return " ".join(part for part in (line.mark, line.words or " ".join(line.cells)) if part)


def _contents(lines: Sequence[Line]) -> set[int]:
    """A table of contents: entries with dots, or a heading and entries that end in page numbers."""
    found = {at for at, line in enumerate(lines) if _LEADERS.fullmatch(line.words)}
    for at, line in enumerate(lines):
        if _CONTENTS.fullmatch(line.words):
            entries = at + 1
            while entries < len(lines) and (
                _ENTRY.fullmatch(lines[entries].words) or entries in found
            ):
                entries += 1
            if entries > at + 2:
                found |= set(range(at, entries))
    return found


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Numbers of pages at their edges; without pages, numbers alone that go up one by one."""
    found = {
        at
        for at, line in enumerate(lines)
        if _PAGE_OF.fullmatch(line.words) or (line.edge and _PAGE.fullmatch(line.words))
    }
    if any(line.page for line in lines):
        return found
    alone = [
        (at, int(line.words))
        for at, line in enumerate(lines)
        if line.words.isdecimal() and not line.mark
    ]
    in_step = all(low + 1 == high for (_, low), (_, high) in pairwise(alone))
    return found | ({at for at, _ in alone} if len(alone) >= _FEW and in_step else set())


def _repeated(lines: Sequence[Line]) -> set[int]:
    """Lines that come again and again at the edges of pages, or anywhere where there are none."""
    pages = len({line.page for line in lines if line.page})
    counted = Counter(_key(line, pages) for line in lines if _may_be_repeated(line, pages))
    enough = max(_FEW, pages // 2) if pages != 2 else 2
    usual = {key for key, times in counted.items() if times >= enough}
    found: set[int] = set()
    seen: set[str] = set()
    for at, line in enumerate(lines):
        key = _key(line, pages)
        if not _may_be_repeated(line, pages) or key not in usual:
            continue
        if at < _FEW and key not in seen and not pages:
            seen.add(key)  # the title, before it is repeated
            continue
        found.add(at)
    return found | _title_again(lines)


def _may_be_repeated(line: Line, pages: int) -> bool:
    if not line.words or line.mark or _NUMBERED.match(line.words):
        return False
    if pages:
        return line.edge
    return (
        len(line.words.split()) <= 12 and line.words[-1] not in ".;:,?" and line.words[0].isalnum()
    )


def _key(line: Line, pages: int) -> str:
    """What repeats: on pages their numbers may differ."""
    return (_FIGURES.sub("#", line.words) if pages else line.words).casefold()


def _title_again(lines: Sequence[Line]) -> set[int]:
    """Headings further down that say the document's title again, as printed pages do."""
    leading = list(takewhile(lambda line: line.heading, lines[:5]))
    headings = [line.words.casefold() for line in leading[: max(1, len(leading) - 1)]]
    titles = {*headings, " ".join(headings[:2]), " ".join(headings)}
    return {
        at
        for at, line in enumerate(lines)
        if at >= len(headings) and line.heading and line.words.casefold() in titles
    }


def _alone(lines: Sequence[Line]) -> set[int]:
    """Addresses of links and notes on blank pages, where they are no part of a sentence."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        before = lines[at - 1].words if at else "."
        if _BLANK.fullmatch(line.words) or (
            _ADDRESS.fullmatch(line.words) and (not before or before[-1] in '.;!?)”"')
        ):
            found.add(at)
    return found
