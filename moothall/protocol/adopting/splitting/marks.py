"""Reads what stands at the start of a line: a clause's number, a list's letter or bullet.

Only what it may be. Whether it is one depends on what came before, and is decided in `numbering.py`
and `joining.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sort = Literal["number", "item"]
Path = tuple[str, ...]

_NUMBER = re.compile(
    r"""(?:(?:Article|Rule|Paragraph|Para|Section|Clause|Regulation)\s+|§\s*)?
        (?P<prefix>[A-Z]{1,3}(?=\d+\.\d)|[A-Z]\.(?=\d))?
        (?P<path>\d{1,3}(?:\.\d{1,3}){0,5})
        (?P<letter>[A-Z](?![A-Za-z]))?
        (?P<end>\.?[):]?)
        (?:\s+(?:[-–—:]\s+)?|$|(?<=\.\d)(?=[A-Z][a-z])|(?<=\.\d\d)(?=[A-Z][a-z]))""",
    re.VERBOSE,
)
_BULLET = re.compile(r"([•·●○◦▪▫■□▸►➢➤✓*−–—-]|[\ue000-\uf8ff]|o)(?:\s+|$)")
_LETTER = re.compile(r"(?:\((?P<both>[A-Za-z]{1,5})\)|(?P<one>[A-Za-z]{1,5})[.)])(?:\s+|$)")
_FIGURE = re.compile(r"\((?P<figure>\d{1,2})\)\s+")
_ROMAN = re.compile(r"(?i)(?:x{0,3})(?:ix|iv|v?i{0,3})")
_APPENDIX = re.compile(
    r"(?i)(?P<word>appendix|annexe?|schedule)(?:\s+(?P<label>[0-9]{1,2}|[A-Z]|[IVX]{2,4})\b)?"
    r"(?P<rest>.*)"
)
_ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
_ROMANS += [f"X{figure}" for figure in _ROMANS]
BULLETS = "•"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line begins with, as printed, and the words after it."""

    sort: Sort
    label: str
    words: str
    path: Path = ()  # of a number: ("4", "1")
    style: str = ""  # of an item: "•", "-", "a", "A", "i", "I" or "1"

    @property
    def dotted(self) -> bool:
        """Whether the number has more than one part."""
        return len(self.path) > 1


def mark_of(words: str) -> Mark | None:
    """The mark at the start of these words, if there is one that is a number or of a list."""
    bullet = _BULLET.match(words)
    if bullet:
        rest = words[bullet.end() :]
        number = _number(rest)
        if number is not None and number.dotted:
            return number
        style = BULLETS if bullet[1] in "•·●▪■*" or "\ue000" <= bullet[1] <= "\uf8ff" else bullet[1]
        return Mark("item", BULLETS, rest, style=style)
    return _number(words) or _letter(words)


def _number(words: str) -> Mark | None:
    found = _NUMBER.match(words)
    if found is None:
        return None
    path = tuple(found["path"].split("."))
    if found["letter"]:
        path = (*path[:-1], path[-1] + found["letter"])
    if found["prefix"]:
        letters = found["prefix"]
        path = (letters[:-1], *path) if letters.endswith(".") else (letters + path[0], *path[1:])
    while len(path) > 1 and path[-1] == "0":
        path = path[:-1]  # "1.0 Introduction" is chapter 1
    return Mark("number", words[: found.end()].strip(), words[found.end() :], path=path)


def _letter(words: str) -> Mark | None:
    figure = _FIGURE.match(words)
    if figure:
        return Mark("item", f"({figure['figure']})", words[figure.end() :], style="1")
    found = _LETTER.match(words)
    if found is None:
        return None
    letters = found["both"] or found["one"]
    roman = is_roman(letters) and (len(letters) > 1 or letters.lower() in "ivx")
    if len(letters) > 1 and not roman and (found["one"] or len(set(letters.lower())) > 1):
        return None  # a word, not a letter: only (aa), (bb) … go on after (z)
    style = ("i" if roman else "a") if letters.islower() else ("I" if roman else "A")
    return Mark("item", found[0].strip(), words[found.end() :], style=style)


def letter_of(mark: Mark) -> str:
    """The letters of an item's label: "a" of "(a)"."""
    return mark.label.strip("().")


def follows(last: str, letters: str) -> bool:
    """Whether capital letters or Roman figures come after the last: B after A, IV after III."""
    if not last:
        return letters in ("A", "I")
    if last in _ROMANS and letters in _ROMANS[_ROMANS.index(last) + 1 :][:1]:
        return True
    return len(last) == len(letters) == 1 and ord(letters) == ord(last) + 1


def is_roman(letters: str) -> bool:
    """Whether these letters may be a Roman number."""
    return bool(letters) and _ROMAN.fullmatch(letters) is not None


def appendix_of(words: str) -> str:
    """The prefix for the numbers of an appendix ("A1", "S2"), if these words are its heading."""
    found = _APPENDIX.fullmatch(words)
    if found is None or len(words.split()) > 14 or words.endswith((".", ";", ",")):
        return ""
    rest = found["rest"].strip()
    if rest and not (rest[0] in ":–—-(" or rest[0].isupper() or re.match(r"to\s+[A-Z]", rest)):
        return ""
    label = (found["label"] or "1").upper()
    letter = "S" if found["word"].lower() == "schedule" else "A"
    return letter + label if label.isdecimal() else label
