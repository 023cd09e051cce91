"""What a Word paragraph's style says of it, through all the styles that it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_HEADING = re.compile(r"(?i)heading (\d)")
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """One style with all that it inherits, nearest first."""

    name: str
    chain: tuple[Any, ...] = ()

    def heading(self, paragraph: Any) -> int:
        """The level of a heading, by the style's name or by the outline level; 0 for text."""
        for style in self.chain:
            named = _HEADING.match(_value(style, "w:name"))
            if named:
                return int(named[1])
        if self.name.lower() == "title":
            return 1
        for holder in (paragraph, *self.chain):
            level = _value(holder, "w:pPr", "w:outlineLvl")
            if level.isdecimal():
                return int(level) + 1 if int(level) < 9 else 0
        return 0

    @property
    def is_bold(self) -> bool:
        """Whether the style by itself is bold."""
        for style in self.chain:
            found = style.find(f"{qn('w:rPr')}/{qn('w:b')}")
            if found is not None:
                return found.get(qn("w:val")) not in _OFF
        return False


class Styles:
    """The styles of one file, by id."""

    def __init__(self, found: Any) -> None:
        self.by_id = {
            style.get(qn("w:styleId")): style
            for style in found.styles.element.findall(qn("w:style"))
        }
        self.default = next(
            (
                style.get(qn("w:styleId"))
                for style in self.by_id.values()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            "",
        )
        self.known: dict[str, Style] = {}

    def of(self, paragraph: Any) -> Style:
        """The style of a paragraph, or the document's usual one."""
        name = _value(paragraph, "w:pPr", "w:pStyle") or self.default
        if name not in self.known:
            chain = tuple(self._chain(name))
            self.known[name] = Style(_value(chain[0], "w:name") if chain else "", chain)
        return self.known[name]

    def _chain(self, name: str) -> Iterator[Any]:
        seen: set[str] = set()
        while name in self.by_id and name not in seen:
            seen.add(name)
            yield self.by_id[name]
            name = _value(self.by_id[name], "w:basedOn")

    def all_bold(self, paragraph: Any) -> bool:
        """Whether every word of the paragraph is set in bold by itself."""
        runs = [run for run in paragraph.iter(qn("w:r")) if _said(run)]
        return bool(runs) and all(_is_bold(run) for run in runs)


def _said(run: Any) -> bool:
    return any((text.text or "").strip() for text in run.iter(qn("w:t")))


def _is_bold(run: Any) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return found is not None and found.get(qn("w:val")) not in _OFF


def _value(holder: Any, *path: str) -> str:
    """The value at the end of a path of tags, or ""."""
    found = holder.find("/".join(map(qn, path)))
    return str(found.get(qn("w:val"), "")) if found is not None else ""
