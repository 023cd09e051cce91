"""What somebody newly wrote in a reply, without the text they quoted.

For display only: the original is kept whole. Where folding could lose something, nothing is folded:
an answer between quoted lines, and words that only look like the head of a quoted message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_INTRODUCTION = 4  # lines over which "On … wrote:" may be broken
MOST_BLANKS = 5  # lines between an introduction and what it introduces
LONGEST_HEAD = 10  # lines that the head of a quoted message may have
_QUOTED = re.compile(r"\s{0,3}>")
_INTRODUCES = re.compile(r"On\b.{0,400}\bwrote\s?:$")
_DATED = re.compile(r"\d{1,2}[:.]\d{2}|\b(19|20)\d\d\b")
_SEPARATOR = re.compile(r"\s*-{3,} ?(Original|Forwarded) Message ?-{3,}\s*$", re.IGNORECASE)
_RULE = re.compile(r"\s*[_-]{20,}\s*$")
_NAME = re.compile(r"\s*\*?(From|Sent|Date|To|Cc|Subject)\s?:\s?\*?", re.IGNORECASE)
_FORWARDED = re.compile(r"\s*(fwd?|fw)\s*:", re.IGNORECASE)


def newly_written(text: str, *, subject: str = "") -> str:
    """The reply without what it quotes; empty where it is nothing but a quotation.

    The whole text where somebody answers between the quoted lines, or passes a message on.
    """
    if _FORWARDED.match(subject):
        return text.strip()
    lines = text.split("\n")
    kept = lines[: _earlier_message(lines)]
    quoted = _marked(kept)
    while kept and (quoted[-1] or not kept[-1].strip()):
        kept.pop()
        quoted.pop()
    first = 0
    while first < len(kept) and (quoted[first] or not kept[first].strip()):
        first += 1
    if any(quoted[first:]):
        return text.strip()
    return "\n".join(kept[first:]).strip()


def _earlier_message(lines: Sequence[str]) -> int:
    """The line at which an earlier message begins that is quoted without marks; else the end."""
    for number, line in enumerate(lines):
        if _SEPARATOR.match(line) or _is_head(lines, number):
            above = number - 1
            while above >= 0 and not lines[above].strip():
                above -= 1
            return above if above >= 0 and _RULE.match(lines[above]) else number
        if _dated_introduction(lines, number):
            return number
    return len(lines)


def _is_head(lines: Sequence[str], number: int) -> bool:
    """Whether the head of a message stands here: From, when, and to whom or on what."""
    if _named(lines[number]) != "from":
        return False
    names = [_named(line) for line in lines[number : number + LONGEST_HEAD]]
    if "" in names[:2]:
        return False  # a head has its names line by line
    return bool({"sent", "date"} & set(names)) and bool({"to", "subject"} & set(names))


def _named(line: str) -> str:
    found = _NAME.match(line)
    return found[1].lower() if found else ""


def _dated_introduction(lines: Sequence[str], number: int) -> bool:
    """Whether "On 4 January 2027 at 10:00 somebody <address> wrote:" stands here, and no less."""
    introduction, _ = _introduction(lines, number)
    dated = "@" in introduction and bool(_DATED.search(introduction))
    return dated and not _marked_below(lines, number)


def _introduction(lines: Sequence[str], number: int) -> tuple[str, int]:
    """The introduction that begins on this line, and how many lines it has; else nothing."""
    if not lines[number].lstrip().startswith("On "):
        return "", 0
    for length in range(1, LONGEST_INTRODUCTION + 1):
        joined = " ".join(line.strip() for line in lines[number : number + length])
        if _INTRODUCES.match(joined):
            return joined, length
    return "", 0


def _marked_below(lines: Sequence[str], number: int) -> bool:
    """Whether what an introduction introduces has quotation marks."""
    _, length = _introduction(lines, number)
    after = lines[number + length : number + length + MOST_BLANKS] if length else ()
    return bool(_QUOTED.match(next((line for line in after if line.strip()), "")))


def _marked(lines: Sequence[str]) -> list[bool]:
    """Which lines are quoted by marks, with their introductions and the blanks between them."""
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    for number in range(len(lines)):
        if _marked_below(lines, number):
            _, length = _introduction(lines, number)
            quoted[number : number + length] = [True] * length
    for number in range(1, len(lines)):
        if not lines[number].strip() and quoted[number - 1]:
            quoted[number] = True
    return quoted
