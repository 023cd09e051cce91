"""Writes provisions as chapters of a protocol: words kept, proposals marked as drafted.

Markdown out. A mark that Markdown would read as its own is written so that it stays a word.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from moothall.protocol.adopting.proposing.drafting import Draft
from moothall.protocol.adopting.proposing.topics import Proposal
from moothall.protocol.adopting.splitting.naming import slug
from moothall.protocol.adopting.splitting.outline import Part, Piece

_SPECIAL = re.compile(r"([\\`*<\[\]~|]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_]))")
_BEGINS = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+$|-+$|\d{1,9}(?=[.)](?:\s|$)))")
_INDENT = "  "
_MOST = 100  # characters of a line


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one provision."""

    topic: Proposal = field(default_factory=Proposal)
    kind: Proposal = field(default_factory=Proposal)
    drafts: tuple[Draft, ...] = ()
    periods: tuple[str, ...] = ()  # found, and in no draft


def file_name(place: int, part: Part) -> str:
    """The file of a chapter, such as 09-support-councillors.md."""
    return f"{place:02}-{slug(re.sub(r'^[A-Z]?[0-9.]+', '', part.title))}.md"


def chapter_text(part: Part, proposals: Mapping[str, Proposed]) -> str:
    """The chapter as it stands in its file."""
    lines = [f"# {part.title}"]
    section = ""
    for provision in part.provisions:
        if provision.section and provision.section != section:
            lines += ["", f"## {provision.section}"]
        section = provision.section
        lines += ["", f"### {provision.number} {provision.heading}".rstrip(), ""]
        lines += [*_words(provision.pieces), "", "~~~yaml"]
        lines += [*_block(proposals[provision.number]), "~~~"]
    return "\n".join(lines) + "\n"


# Words -------------------------------------------------------------------------------------------


def _words(pieces: Sequence[Piece]) -> Iterator[str]:
    last: Piece | None = None
    for piece in pieces:
        if last is not None and not (piece.sort == last.sort in ("item", "row")):
            yield ""
        if piece.sort == "text":
            yield from wrapped(escaped(piece.words))
        elif piece.sort == "item":
            label = "" if piece.label == "•" else f"{_label(piece.label)} "
            indent = _INDENT * piece.depth
            words = wrapped(f"{label}{escaped(piece.words)}", most=_MOST - len(indent) - 2)
            yield from (f"{indent}{'  ' if at else '- '}{line}" for at, line in enumerate(words))
        else:
            yield from _row(piece, head=last is None or last.sort != "row")
        last = piece


def wrapped(words: str, *, most: int = _MOST) -> list[str]:
    """Lines of a paragraph, none of which begins with what Markdown would take for a mark."""
    lines = textwrap.wrap(words, most, break_long_words=False, break_on_hyphens=False)
    return [_BEGINS.sub(_as_word, line) for line in lines] or [""]


def _as_word(begins: re.Match[str]) -> str:
    mark = begins[1]
    return f"{mark}\\" if mark[0].isdigit() else f"\\{mark}"


def _row(piece: Piece, *, head: bool) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, piece.cells))} |"
    if head:
        yield "|" + " --- |" * len(piece.cells)


def _label(label: str) -> str:
    """A letter or figure as printed; "1." would begin a list of Markdown's own."""
    return re.sub(r"^(\d+)([.)])$", r"\1\\\2", label)


def escaped(words: str) -> str:
    """Words of which Markdown leaves every character as it is, wherever they stand in a line."""
    return _SPECIAL.sub(r"\\\1", words)


# Proposals ---------------------------------------------------------------------------------------


def _block(proposed: Proposed) -> Iterator[str]:
    if proposed.topic.name:
        yield f"topic: {proposed.topic.name}{_because(proposed.topic.by)}"
    yield f"drafted: {proposed.kind.name}{_because(proposed.kind.by)}"
    for words in proposed.periods:
        yield f"# A period stands here that no draft uses: {words}"
    if proposed.drafts:
        yield "rules:"
    for draft in proposed.drafts:
        yield from _rule(draft)


def _because(words: Sequence[str]) -> str:
    return f"  # {', '.join(words[:4])}" if words else ""


def _rule(draft: Draft) -> Iterator[str]:
    yield f"  # “{draft.quote}”"
    if draft.exception:
        yield "  # The words make an exception: say it under `unless:`."
    yield "  - drafted: true"
    for key, value in draft.keys.items():
        if isinstance(value, str):
            yield f"    {key}: {value}"
        else:
            inner = ", ".join(f"{name}: {one}" for name, one in value.items())
            yield f"    {key}: {{{inner}}}"
