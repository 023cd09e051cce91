"""Wording with names in it: `{name}` is filled in, a `[part]` drops out when a name in it is empty.

Only the little language lives here; what a name stands for is decided in `naming.py`, and whether a
name exists is checked when a procedure is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACES = re.compile(" {2,}")
_TOKEN = re.compile(r"\{([a-z_][a-z0-9_. ]*)\}|([\[\]])")


class BadWording(ValueError):
    """Wording that cannot be read: a bracket without its partner."""


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stood between square brackets."""

    pieces: tuple[str | Name, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Parsed wording. `source` is the text as written."""

    source: str
    lines: tuple[tuple[str | Name | Part, ...], ...]

    def names(self) -> tuple[str, ...]:
        """Every name in it, in order, once."""
        return tuple(dict.fromkeys(name for line in self.lines for name in _names(line)))

    def alone(self, name: str) -> bool:
        """Whether `name` always has a line of its own (as a person's own paragraphs must)."""
        return all(line == (Name(name),) for line in self.lines if name in _names(line))

    def render(self, lookup: Callable[[str], str]) -> str:
        """The wording with its names filled in; a line left empty by them disappears.

        Where a part drops out between two spaces, one of them goes with it.
        """
        rendered = []
        for line in self.lines:
            text = "".join(_rendered(piece, lookup) for piece in line).strip()
            if any(isinstance(piece, Part) for piece in line):
                text = _SPACES.sub(" ", text)
            if text or not line:
                rendered.append(text)
        return "\n".join(rendered).strip()


@lru_cache(maxsize=4096)
def parse(source: str) -> Wording:
    """Reads wording. Raises BadWording where a bracket has no partner or parts are nested."""
    return Wording(source, tuple(_line(line) for line in source.strip().split("\n")))


def _line(line: str) -> tuple[str | Name | Part, ...]:
    outside: list[str | Name | Part] = []
    inside: list[str | Name] | None = None
    at = 0
    for token in _TOKEN.finditer(line):
        target = outside if inside is None else inside
        if text := line[at : token.start()]:
            target.append(text)
        at = token.end()
        if token[1]:
            target.append(Name(token[1]))
        elif token[2] == "[":
            if inside is not None:
                raise BadWording(f"a [part] may not hold another one: {line!r}")
            inside = []
        elif inside is None:
            raise BadWording(f"a closing bracket stands alone: {line!r}")
        else:
            outside.append(Part(tuple(inside)))
            inside = None
    if inside is not None:
        raise BadWording(f"a [part] is never closed: {line!r}")
    if "{" in _TOKEN.sub("", line) or "}" in _TOKEN.sub("", line):
        raise BadWording(f"a brace does not hold a name: {line!r}")
    return (*outside, line[at:]) if line[at:] else tuple(outside)


def _names(line: tuple[str | Name | Part, ...]) -> Iterator[str]:
    for piece in line:
        if isinstance(piece, Name):
            yield piece.name
        elif isinstance(piece, Part):
            yield from (inner.name for inner in piece.pieces if isinstance(inner, Name))


def _rendered(piece: str | Name | Part, lookup: Callable[[str], str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Name):
        return lookup(piece.name)
    said = [lookup(inner.name) if isinstance(inner, Name) else inner for inner in piece.pieces]
    named = [
        text for text, inner in zip(said, piece.pieces, strict=True) if not isinstance(inner, str)
    ]
    return "".join(said) if all(named) else ""
