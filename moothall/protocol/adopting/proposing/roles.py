"""The people whom a sentence names, as roles of the vocabulary, by `words/roles.yaml`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from moothall.protocol.adopting.proposing.phrases import Phrase, even, phrases, words_file

SIDES = ("councillor", "officer")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a text, and where."""

    role: str
    start: int
    end: int


@cache
def _lists() -> Mapping[str, tuple[Phrase, ...]]:
    entries = words_file("roles.yaml").entries
    return {role: phrases(one.written for one in twig.parts) for role, twig in entries.items()}


def named(text: str) -> list[Named]:
    """Everybody named in a text, in order; of words within others the longest count."""
    text = even(text)
    found = sorted(_all(text), key=lambda one: (one.start, -one.end))
    kept: list[Named] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            kept[-1] = one
    return kept


def _all(text: str) -> Iterator[Named]:
    for role, words in _lists().items():
        for one in words:
            for match in one.pattern.finditer(text):
                yield Named(role, match.start(), match.end())


def titles(text: str, *, roles: Mapping[str, bool]) -> dict[str, str]:
    """The title that the document itself gives each post, most often; `roles` are those asked for.

    Only what stands in capital letters is a title: "Monitoring Officer".
    """
    given: dict[str, Counter[str]] = {}
    for one in named(text):
        title = text[one.start : one.end].removeprefix("The ")
        if roles.get(one.role) and all(
            word[0].isupper() for word in re.findall(r"[A-Za-z]\S*", title)
        ):
            given.setdefault(one.role, Counter())[title] += 1
    return {role: counted.most_common(1)[0][0] for role, counted in given.items()}
