"""Drafts the rules that can be seen in a clause with confidence: promises with their periods,
prohibitions, routes and notices, by the lists of `shapes.py`.

A sentence that is not plain gets none. What is drafted has no effect until a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from moothall.protocol.adopting.proposing.periods import periods
from moothall.protocol.adopting.proposing.phrases import even, phrases
from moothall.protocol.adopting.proposing.roles import SIDES, named
from moothall.protocol.adopting.proposing.shapes import any_of, first_of, shapes, triggers
from moothall.protocol.vocabulary import Vocabulary

Keys = dict[str, str | Mapping[str, str]]
_AROUND = 12  # characters within which "normally" belongs to a verb
_QUOTED = 88  # characters of the words that a draft shows it rests on


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is to be written, with the words that it rests on."""

    kind: str
    keys: Mapping[str, str | Mapping[str, str]]  # as they stand in the rule, the kind first
    quote: str
    exception: bool = False  # the words make an exception, which a person must write

    @property
    def act(self) -> str:
        """The act that the rule is about."""
        value = self.keys.get("of", self.keys[self.kind])
        return value if isinstance(value, str) else ""


def drafts(
    sentences: Sequence[str], *, headings: Sequence[str], vocabulary: Vocabulary
) -> list[Draft]:
    """The rules that can be seen in a clause's sentences. Every word in them is known."""
    above = even(" ".join(headings))
    found: list[Draft] = []
    for sentence in sentences:
        for kind, draw in _DRAWN.items():
            for keys in draw(even(sentence), above):
                draft = _draft(kind, keys, sentence)
                if draft.act in vocabulary.acts and draft.keys not in [one.keys for one in found]:
                    found.append(draft)
    return found


def _draft(kind: str, keys: Keys, sentence: str) -> Draft:
    short = len(sentence) <= _QUOTED
    quote = sentence if short else sentence[:_QUOTED].rsplit(" ", 1)[0] + " …"
    exception = kind != "duty" and any_of(triggers("exceptions"), even(sentence))
    return Draft(kind, keys, quote, exception)


def _promises(text: str, above: str) -> Iterator[Keys]:
    within = next((one for one in periods(text) if one.lead == "within" and one.period), None)
    soon = first_of(triggers("times"), text)
    if within is None and soon is None:
        return
    for shape in shapes("promises"):
        if shape.fits(text, above):
            keys: Keys = {"duty": shape.act, "by": shape.by}
            if within is not None:
                keys |= {"within": str(within.period), "after": shape.after}
            elif soon is not None:
                keys |= {"in_words": soon.written}
            yield keys | strength(text, text.find(within.words) if within else len(text))


def _prohibitions(text: str, above: str) -> Iterator[Keys]:
    trigger = first_of(triggers("forbids"), text)
    found = trigger.find(text) if trigger else None
    if found is None or any_of(triggers("not_forbids"), text):
        return
    for shape in shapes("prohibitions"):
        if shape.fits(text, above):
            keys: Keys = {"forbid": shape.act}
            if side := shape.by or _side(text[: found.end()]) or _agent(text):
                keys["by"] = side
            if when := shape.when(text):
                keys["when"] = when
            yield keys | strength(text, found.end())


def _routes(text: str, above: str) -> Iterator[Keys]:
    for trigger in triggers("sends"):
        found = trigger.find(text)
        target = _after(text, found.end()) if found else ""
        if found is None or not target or target in SIDES:
            continue
        for shape in shapes("routes"):
            if shape.fits(text[: found.start()] or text, above):
                keys: Keys = {"route": shape.act}
                if side := shape.by or _side(text[: found.start()]):
                    keys["by"] = side
                yield keys | {"to": target} | strength(text, found.start())
        return


def _notices(text: str, above: str) -> Iterator[Keys]:
    for trigger in triggers("tells"):
        found = trigger.find(text)
        told = _told(text, found) if found else ""
        if found is None or not told or told in SIDES:
            continue
        for shape in shapes("notices"):
            if shape.fits(text, above):
                keys: Keys = {"notify": told, "of": shape.act}
                if trigger.written.startswith("invit"):
                    keys["how"] = "invitation"
                yield keys | strength(text, found.start())
        return


def _told(text: str, found: re.Match[str]) -> str:
    """Who is told: named before "informed", after "inform"."""
    around = (_before(text, found.start()), _after(text, found.end()))
    passive = found[0].endswith(("ed", "told"))
    return next((role for role in (around if passive else around[::-1]) if role), "")


_DRAWN: Mapping[str, Callable[[str, str], Iterator[Keys]]] = {
    "duty": _promises,
    "forbid": _prohibitions,
    "route": _routes,
    "notify": _notices,
}


# Who and how strongly ----------------------------------------------------------------------------


def _side(subject: str) -> str:
    """The one side or post that a sentence speaks to, or "" where it speaks to both or nobody."""
    roles = {one.role for one in named(subject)}
    sides = roles & set(SIDES)
    if len(sides) == 2:
        return ""
    return next(iter(sides or roles)) if len(sides or roles) == 1 else ""


def _agent(text: str) -> str:
    """Who does it, where the sentence says so at its end: "copied by the officer"."""
    found = phrases(("by the", "by an", "by a", "by any"))
    ends = [match.end() for one in found if (match := one.find(text))]
    return next((role for end in ends if (role := _after(text, end, most=1))), "")


def _after(text: str, at: int, *, most: int = 40) -> str:
    """Who is named next, within a few words."""
    return next((one.role for one in named(text) if 0 <= one.start - at <= most), "")


def _before(text: str, at: int, *, most: int = 25) -> str:
    """Who was named last, within a few words: "ward councillors should be informed"."""
    return next((one.role for one in reversed(named(text)) if 0 <= at - one.end <= most), "")


def strength(text: str, at: int) -> Keys:
    """The strength of the verb that stands last before `at`; nothing for must, which is usual."""
    before = text[:at]
    verbs = [(match.start(), match[0]) for one in triggers("verbs") for match in one.all(before)]
    if not verbs:
        return {}
    place, verb = max(verbs)
    around = text[max(0, place - _AROUND) : at + _AROUND]
    if any_of(triggers("normally"), around):
        return {"strength": "normally"}
    weak = any_of(triggers("should"), verb) or any_of(triggers("efforts"), text[place:at])
    return {"strength": "should"} if weak and " never" not in around else {}
