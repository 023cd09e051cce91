"""Proposes what a clause is about, by the words of `words/topics.yaml`, and says by which.

Every word that is found counts for its topic once; a heading above counts most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from moothall.protocol.adopting.proposing.phrases import Phrase, even, phrases, words_file

_WEIGHTS = {"words": 3, "hints": 1}
_IN_CLAUSE_HEADING, _IN_SECTION, _IN_CHAPTER = 5, 4, 2
_FEWEST = 2  # a proposal that rests on less is none


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed, and the words that speak for it; empty where nothing does."""

    name: str = ""
    by: tuple[str, ...] = ()


@cache
def _lists() -> Mapping[str, Mapping[str, tuple[Phrase, ...]]]:
    return {
        topic: {
            key: phrases(one.written for one in twig.parts) for key, twig in keys.entries.items()
        }
        for topic, keys in words_file("topics.yaml").entries.items()
    }


def topic_of(text: str, *, headings: Sequence[str] = ()) -> Proposal:
    """The topic of a clause. `headings` are its own, its section's and its chapter's, in order."""
    text = even(text)
    above = [even(heading) for heading in headings]
    best, most = Proposal(), _FEWEST - 1
    for topic, lists in _lists().items():
        score, by = _score(lists, text, above)
        if score > most:
            best, most = Proposal(topic, tuple(by)), score
    return best


def _score(
    lists: Mapping[str, tuple[Phrase, ...]], text: str, above: Sequence[str]
) -> tuple[int, list[str]]:
    score = 0
    by: list[str] = []
    for key, weight in _WEIGHTS.items():
        for one in lists.get(key, ()):
            if one.find(text):
                score += weight
                by.append(one.written)
    weights = (_IN_CLAUSE_HEADING, _IN_SECTION, _IN_CHAPTER)
    for heading, weight in zip(above, weights, strict=False):
        found = next((one for one in lists.get("headings", ()) if one.find(heading)), None)
        if found is not None:
            score += weight
            by = list(dict.fromkeys([*by, f"heading: {found.written}"]))
    return score, by
