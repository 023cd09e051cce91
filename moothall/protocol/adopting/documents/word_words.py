"""What a Word paragraph says: its text as accepted, without hidden text, and its footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from moothall.protocol.adopting.documents.lines import plain

_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = (qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab"))
_SKIPPED = (_ALTERNATIVE, qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:instrText"))


def words_of(paragraph: Any, footnotes: Mapping[str, int]) -> str:
    """The words of a paragraph, inserted ones among them; a footnote shows as its number."""
    return plain("".join(_pieces(paragraph, footnotes)))


def _pieces(element: Any, footnotes: Mapping[str, int]) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or _is_hidden(child):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag == qn("w:footnoteReference"):
            yield f" [{footnotes.get(child.get(qn('w:id')), '')}]"
        elif child.tag == qn("w:p"):  # the text of a box
            yield f" {words_of(child, footnotes)} "
        else:
            yield from _pieces(child, footnotes)


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return hidden is not None and hidden.get(qn("w:val")) not in ("0", "false", "off")


class Footnotes:
    """The footnotes of one file, each given once, after the paragraph that refers to it."""

    def __init__(self, found: Any) -> None:
        references = found.element.body.iter(qn("w:footnoteReference"))
        ids = dict.fromkeys(one.get(qn("w:id")) for one in references)
        self.numbers = {name: number for number, name in enumerate(ids, start=1)}
        self.words: dict[str, str] = {}
        for relation in found.part.rels.values():
            if relation.reltype.endswith("/footnotes") and not relation.is_external:
                for note in parse_xml(relation.target_part.blob).findall(qn("w:footnote")):
                    words = " ".join(words_of(inner, {}) for inner in note.iter(qn("w:p")))
                    self.words[note.get(qn("w:id"))] = plain(words)

    def of(self, paragraph: Any) -> Iterator[str]:
        """The footnotes that a paragraph refers to, each with its number."""
        for reference in paragraph.iter(qn("w:footnoteReference")):
            name = reference.get(qn("w:id"))
            if words := self.words.pop(name, ""):
                yield f"[{self.numbers[name]}] {words}"
