"""Works out the numbers that Word prints and does not store: "4.1", "(a)", "iv.", "•".

Word keeps definitions of lists (ECMA-376, part 1, 17.9) and counts when it shows the page; this
counts the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from moothall.protocol.adopting.documents.word_styles import Style, Styles

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_BULLET = "•"
_LEVELS = range(9)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list as defined."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    restart: bool = True
    plain: bool = False  # all numbers in it as plain figures ("legal" numbering)
    style: str = ""  # the paragraph style tied to this level


class Numbers:
    """Counts through one file; `mark` must be asked of every paragraph once, in order."""

    def __init__(self, found: Any, styles: Styles) -> None:
        self.styles = styles
        self.abstract: dict[str, dict[int, Level]] = {}
        self.lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self.counted: dict[str, dict[int, int]] = {}
        self.begun: set[str] = set()
        part = next(
            (
                relation.target_part
                for relation in found.part.rels.values()
                if relation.reltype.endswith("/numbering") and not relation.is_external
            ),
            None,
        )
        if part is not None:
            self._define(part.element)

    def _define(self, root: Any) -> None:
        linked: dict[str, str] = {}
        for one in root.findall(qn("w:abstractNum")):
            name = one.get(qn("w:abstractNumId"))
            self.abstract[name] = {_at(level): _level(level) for level in one.findall(qn("w:lvl"))}
            if link := _value(one, "w:styleLink"):
                linked[link] = name
        for one in root.findall(qn("w:abstractNum")):
            if link := _value(one, "w:numStyleLink"):
                name = one.get(qn("w:abstractNumId"))
                self.abstract[name] = self.abstract.get(linked.get(link, ""), {})
        for one in root.findall(qn("w:num")):
            name = _value(one, "w:abstractNumId")
            levels = dict(self.abstract.get(name, {}))
            starts: dict[int, int] = {}
            for override in one.findall(qn("w:lvlOverride")):
                at = _at(override)
                if (inner := override.find(qn("w:lvl"))) is not None:
                    levels[at] = _level(inner)
                if (start := _value(override, "w:startOverride")).isdecimal():
                    starts[at] = int(start)
            self.lists[one.get(qn("w:numId"))] = (name, levels, starts)

    def mark(self, paragraph: Any) -> str:
        """What Word prints before the paragraph, or ""; counts it."""
        number, at = self._of(paragraph)
        if number not in self.lists:
            return ""
        name, levels, starts = self.lists[number]
        level = levels.get(at)
        if level is None or level.kind == "none":
            return ""
        if level.kind == "bullet":
            return _BULLET
        counted = self.counted.setdefault(name, {})
        if number not in self.begun:
            self.begun.add(number)
            for below, start in starts.items():
                counted[below] = start - 1
        self._count(counted, levels, at)

        def filled(place: re.Match[str]) -> str:
            return _shown(counted, levels, int(place[1]) - 1, level)

        return _PLACE.sub(filled, level.text)

    def _count(self, counted: dict[int, int], levels: dict[int, Level], at: int) -> None:
        for above in range(at):
            counted.setdefault(above, levels.get(above, Level()).start)
        counted[at] = counted.get(at, levels[at].start - 1) + 1
        for below in _LEVELS[at + 1 :]:
            if levels.get(below, Level()).restart:
                counted.pop(below, None)

    def _of(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or those of its style."""
        style = self.styles.of(paragraph)
        for holder in (paragraph, *style.chain):
            found = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                number = _value(found, "w:numId")
                level = _value(found, "w:ilvl")
                if number or not style.chain:
                    return number, int(level) if level else self._by_style(number, style)
        return "", 0

    def _by_style(self, number: str, style: Style) -> int:
        """The level that the list ties to the paragraph's style."""
        ids = [one.get(qn("w:styleId")) for one in style.chain]
        levels = self.lists.get(number, ("", {}, {}))[1]
        return next((at for at, level in levels.items() if level.style in ids), 0)


def _level(element: Any) -> Level:
    start = _value(element, "w:start")
    return Level(
        kind=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        start=int(start) if start.isdecimal() else 1,
        restart=_value(element, "w:lvlRestart") != "0",
        plain=element.find(qn("w:isLgl")) is not None,
        style=_value(element, "w:pStyle"),
    )


def _shown(counted: dict[int, int], levels: dict[int, Level], at: int, here: Level) -> str:
    kind = "decimal" if here.plain else levels.get(at, Level()).kind
    return figure(counted.get(at, levels.get(at, Level()).start), kind)


def figure(value: int, kind: str) -> str:
    """A number as a list of that kind shows it: 4, 04, d, D, iv, IV."""
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman = _roman(value)
        return roman.upper() if kind == "upperRoman" else roman
    return f"{value:02}" if kind == "decimalZero" else str(value)


def _roman(value: int) -> str:
    shown = ""
    for worth, letters in _ROMAN:
        shown += letters * (value // worth)
        value %= worth
    return shown


def _at(element: Any) -> int:
    given = element.get(qn("w:ilvl"), "0")
    return int(given) if given.isdecimal() else 0


def _value(holder: Any, tag: str) -> str:
    found = holder.find(qn(tag))
    return str(found.get(qn("w:val"), "")) if found is not None else ""
