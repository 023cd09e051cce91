"""Phrases with `*` for any ending, `..` for a few words between and `...` for more of them.

What the lists of phrases mean is known to whoever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moothall.strict import Faults, Twig, read

WORDS = Path(__file__).parent / "words"
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-"})
_BETWEEN = r"(?:\W+[\w'-]+){0,6}?\W+"
_FAR = r"(?:\W+[\w'-]+){0,20}?\W+"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a list, as written and as a pattern."""

    written: str
    pattern: re.Pattern[str]

    def all(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where it stands in a text made `even`."""
        return self.pattern.finditer(text)

    def find(self, text: str) -> re.Match[str] | None:
        """Where it first stands in a text made `even`."""
        return self.pattern.search(text)


def even(text: str) -> str:
    """The text in small letters and with plain apostrophes, as phrases are looked for."""
    return text.translate(_APOSTROPHES).lower()


@cache
def phrase(written: str) -> Phrase:
    """A phrase of a list, ready to be looked for."""
    far = [
        _BETWEEN.join(r"\s+".join(map(_word, near.split())) for near in part.split(" .. "))
        for part in even(written).split(" ... ")
    ]
    return Phrase(written, re.compile(r"(?<![\w-])" + _FAR.join(far) + r"(?![\w])"))


def _word(written: str) -> str:
    stem, star, rest = written.partition("*")
    return re.escape(stem) + (r"[\w'-]*" if star else "") + re.escape(rest)


def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    """A list of phrases, ready to be looked for."""
    return tuple(phrase(one) for one in written)


def words_file(name: str) -> Twig:
    """A file of word lists. Raises Broken where it has mistakes."""
    faults = Faults(name)
    root = read(WORDS / name, faults=faults)
    faults.raise_any()
    assert root is not None
    return root
