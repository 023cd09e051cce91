"""Proposes what a clause comes to (a kind of rule, `means` or `guide`), by `words/kinds.yaml`.

The first sentence that does anything counts; a clause of which none does is conduct or explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from moothall.protocol.adopting.proposing.phrases import Phrase, even, phrases, words_file
from moothall.protocol.adopting.proposing.topics import Proposal

GUIDE = "guide"


@cache
def _lists() -> Mapping[str, tuple[Phrase, ...]]:
    entries = words_file("kinds.yaml").entries
    return {kind: phrases(one.written for one in twig.parts) for kind, twig in entries.items()}


def kind_of(sentences: Iterable[str]) -> Proposal:
    """The kind of the first sentence that has one, with the words that say so."""
    for sentence in sentences:
        found = kind_of_sentence(sentence)
        if found.name:
            return found
    return Proposal(GUIDE)


def kind_of_sentence(sentence: str) -> Proposal:
    """What one sentence does; nothing where it only says how things are."""
    text = even(sentence)
    for kind, words in _lists().items():
        for one in words:
            if one.find(text):
                return Proposal(kind, (one.written,))
    return Proposal()
