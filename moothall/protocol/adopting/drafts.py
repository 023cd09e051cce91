"""Marks rules and clauses of a chapter's text as drafted: words in, words out.

What the mark means is in `clause_reading.py`: nothing drafted has effect.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

_ITEM = re.compile(r"(\s*)- (.*)")
_OPENS, _CLOSES = "~~~yaml", "~~~"
_MARK = "drafted: true"


def with_rules_drafted(text: str, *, lines: Collection[int]) -> str:
    """The chapter with `drafted: true` in each rule that begins on one of these lines (from 1).

    Raises ValueError where no rule begins on such a line.
    """
    marked: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        marked.extend(_marked(line) if number in lines else [line])
    return "\n".join(marked) + "\n"


def _marked(line: str) -> list[str]:
    item = _ITEM.fullmatch(line)
    if item is None:
        raise ValueError(f"no rule begins here: {line!r}")
    indent, rest = item.groups()
    if rest.startswith("{"):
        return [f"{indent}- {{{_MARK}, {rest[1:]}"]
    return [f"{indent}- {_MARK}", f"{indent}  {rest}"]


def with_clauses_drafted(text: str) -> str:
    """The chapter with `drafted: true` at the top of every clause's block that has no such line."""
    lines = text.splitlines()
    marked: list[str] = []
    for at, line in enumerate(lines):
        marked.append(line)
        if line.strip() == _OPENS and not _is_drafted(lines[at + 1 :]):
            marked.append(_MARK)
    return "\n".join(marked) + "\n"


def _is_drafted(block: list[str]) -> bool:
    """Whether the block that begins here says so of the whole clause."""
    own = takewhile(lambda line: line.strip() != _CLOSES, block)
    return any(line.startswith("drafted:") for line in own)
