"""The lists that rules are drafted by: what a sentence must hold, as data (`words/drafts.yaml`).

Read once and kept. What is made of a sentence that fits is in `drafting.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from moothall.protocol.adopting.proposing.phrases import Phrase, phrases, words_file
from moothall.strict import Twig


@dataclass(frozen=True, slots=True)
class Shape:
    """What a sentence must hold for a rule about an act to be seen in it."""

    act: str
    words: tuple[Phrase, ...]
    about: tuple[Phrase, ...]
    never: tuple[Phrase, ...]
    by: str
    after: str
    facts: tuple[tuple[tuple[Phrase, ...], str, str], ...]

    def fits(self, sentence: str, headings: str) -> bool:
        """Whether a sentence, made even, is about the act."""
        if not any_of(self.words, sentence) or any_of(self.never, sentence):
            return False
        return not self.about or any_of(self.about, f"{sentence} {headings}")

    def when(self, sentence: str) -> dict[str, str]:
        """The conditions whose words stand in the sentence; several values are a list."""
        found: dict[str, list[str]] = {}
        for words, fact, value in self.facts:
            if any_of(words, sentence):
                found.setdefault(fact, []).append(value)
        return {
            fact: values[0] if len(values) == 1 else f"[{', '.join(values)}]"
            for fact, values in found.items()
        }


@cache
def shapes(group: str) -> tuple[Shape, ...]:
    """The shapes of one group: promises, prohibitions, routes or notices."""
    entries = words_file("drafts.yaml").entries[group].entries
    return tuple(_shape(act, twig.entries) for act, twig in entries.items())


@cache
def triggers(name: str) -> tuple[Phrase, ...]:
    """The phrases of one list of `words/triggers.yaml`."""
    return _phrases(words_file("triggers.yaml").entries[name])


def any_of(words: Sequence[Phrase], text: str) -> bool:
    """Whether one of these phrases stands in a text made even."""
    return any(one.find(text) for one in words)


def first_of(words: Sequence[Phrase], text: str) -> Phrase | None:
    """Of these phrases the one that stands first in the text."""
    found = [(match.start(), one) for one in words if (match := one.find(text))]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _shape(act: str, keys: Mapping[str, Twig]) -> Shape:
    return Shape(
        act,
        words=_phrases(keys["words"]),
        about=_phrases(keys.get("about")),
        never=_phrases(keys.get("not")),
        by=keys["by"].written if "by" in keys else "",
        after=keys["after"].written if "after" in keys else "",
        facts=tuple(map(_fact, keys["facts"].parts if "facts" in keys else ())),
    )


def _fact(twig: Twig) -> tuple[tuple[Phrase, ...], str, str]:
    entries = twig.entries
    return _phrases(entries["words"]), entries["fact"].written, entries["value"].written


def _phrases(twig: Twig | None) -> tuple[Phrase, ...]:
    return phrases(one.written for one in twig.parts) if twig is not None else ()
