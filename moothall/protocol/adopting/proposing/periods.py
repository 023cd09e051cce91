"""Finds periods in words: "within ten working days of receipt".

Whatever a rule can count is a Period; others (hours, clear days) are found and left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from moothall.protocol.adopting.proposing.phrases import even
from moothall.protocol.judgement import Period

Lead = Literal["within", "every", "over", ""]
_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIGURES = {word: number for number, word in enumerate(_ONES, start=1)}
_FIGURES |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_FIGURES |= {"a": 1, "an": 1}
_WORD = "|".join(sorted(_FIGURES, key=len, reverse=True))
_PERIOD = re.compile(
    rf"""(?P<lead>within|in|inside|no(?:t)?\s+later\s+than|not\s+more\s+than|every|each|more\s+than
            |at\s+least(?:\s+every)?|exceeding|over|up\s+to|by\s+the\s+end\s+of|after|a\s+further)?
        (?:\s+a\s+(?:maximum|period)\s+of)?\s*
        (?<![\w.-])(?P<count>\d{{1,3}}|(?:{_WORD})(?:[\s-](?:{"|".join(_ONES[:9])}))?)
        (?:\s*\(\s*\w+\s*\))?[\s-]+
        (?P<manner>(?:clear|full|consecutive|complete)\s+)?(?P<sort>working|business|calendar|week)?
        [\s-]*(?P<unit>hour|day|week|month|year)s?(?!\w)""",
    re.VERBOSE,
)
_FORTNIGHT = re.compile(r"(?P<lead>within|in)\s+(?:a|one)\s+fortnight\b")
_LIMITS = ("within", "in", "inside", "no later than", "not later than", "not more than", "up to")


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period as it stands in the words. `period` is None where no rule can count it."""

    words: str
    count: int
    unit: str
    lead: Lead
    period: Period | None


def periods(text: str) -> Iterator[FoundPeriod]:
    """The periods of a text, in order. "A day" without "within" before it is none."""
    text = even(text)
    for found in _PERIOD.finditer(text):
        lead = _lead(" ".join((found["lead"] or "").split()))
        if found["count"] in ("a", "an") and lead != "within":
            continue
        count, unit = _figure(found["count"]), _unit(found)
        yield FoundPeriod(found[0].strip(), count, unit, lead, _period(count, unit))
    for found in _FORTNIGHT.finditer(text):
        yield FoundPeriod(found[0], 14, "days", "within", Period(14, "days"))


def _lead(words: str) -> Lead:
    if words in _LIMITS or words.startswith("by the end"):
        return "within"
    if words in ("every", "each", "at least every"):
        return "every"
    return "over" if words in ("more than", "exceeding", "over", "after") else ""


def _figure(words: str) -> int:
    if words.isdecimal():
        return int(words)
    return sum(_FIGURES[part] for part in re.split(r"[\s-]", words))


def _unit(found: re.Match[str]) -> str:
    unit, sort, manner = found["unit"], found["sort"], (found["manner"] or "").strip()
    if unit == "day" and sort in ("working", "business", "week"):
        unit = "working day"
    return f"{manner} {unit}s".strip() if manner == "clear" else f"{unit}s"


def _period(count: int, unit: str) -> Period | None:
    if unit == "weeks":
        return Period(count * 7, "days")
    if count and unit in ("working days", "days", "months", "years"):
        return Period(count, unit)  # type: ignore[arg-type]
    return None
