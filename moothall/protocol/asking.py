"""Asking in plain words: which act somebody means, and what may be answered to each question.

What the protocol says of the act is the judge's matter (`judge.py`); in which order its questions
are asked, that of `questions.py`.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from moothall.protocol.bench import Docket, bench_of
from moothall.protocol.edition import Protocol
from moothall.protocol.judgement import Judgement
from moothall.protocol.phrases import capital, fact_in_words, role_in_words
from moothall.protocol.questions import roles_told_apart
from moothall.protocol.vocabulary import Act, FactSpec

MOST_FOUND = 12
_LABEL, _ALSO, _NAME, _CLAUSE = 3.0, 3.0, 2.0, 1.0
_SPOKEN = 1.2  # what the protocol speaks of is likelier to be meant
_NEAR = 0.5  # of the best score: what is further off is not shown
_ALIKE = 0.8  # how like each other two words must be for one to be a slip for the other
_WORD = re.compile(r"[a-z0-9]+")
_IDLE = frozenset(
    _WORD.findall(
        "a an and another are at be by can could do does for from have how i if in is it its may "
        "me must my of on or other our should somebody that the their them they this to us want "
        "we what when where which who will with would you your"
    )
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y")


@dataclass(frozen=True, slots=True)
class Found:
    """An act that may be meant. `spoken_of`: whether this protocol says anything about it."""

    act: Act
    score: float
    spoken_of: bool
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, as a form or an address gives it, and in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that could be said besides: a fact and value, in words, and whether it is so now.

    For a fact that is a set of roles, `value` is the one role that it adds.
    """

    fact: str
    value: str
    label: str
    so: bool = False


def spoken_of(protocol: Protocol, act: str) -> tuple[str, ...]:
    """The clauses that speak of an act, in printed order. Raises UnknownAct."""
    docket = bench_of(protocol).docket(act)
    rules = [*(one.rule for one in docket.about), *(one.rule for one, _ in docket.starts)]
    wanted = {rule.clause for rule in rules}
    return tuple(number for number in protocol.clauses if number in wanted)


def find_acts(protocol: Protocol, words: str, *, most: int = MOST_FOUND) -> list[Found]:
    """The acts that plain words may mean, likeliest first; those spoken of before the silent.

    Looks at what the acts are called, what else people call them, and the headings of the clauses
    that speak of them. A slip of the pen is forgiven.
    """
    asked = _stems(words)
    if not asked:
        return []
    index, rarity = _index(protocol)
    found = []
    for act, weights in index.items():
        score = sum(_best(stem, weights) * rarity(stem) for stem in asked)
        score *= _named_so(asked, act)
        if score > 0:
            clauses = spoken_of(protocol, act.name)
            found.append(Found(act, score * (_SPOKEN if clauses else 1), bool(clauses), clauses))
    found.sort(key=lambda one: (-one.score, one.act.name))
    if found:
        found = [one for one in found if one.score >= found[0].score * _NEAR]
    return found[:most]


def _named_so(asked: Sequence[str], act: Act) -> float:
    """Whether the words are most of what the act is called: of two that match, that is meant."""
    own = set(_stems(act.label))
    return 1 + len(own.intersection(asked)) / (4 * len(own)) if own else 1


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _stems(words: str) -> list[str]:
    plain = words.lower().replace("e-mail", "email")
    return [_stem(word) for word in _WORD.findall(plain) if word not in _IDLE]


class _Rarity:
    """How much a word tells: one that many acts share tells little."""

    def __init__(self, acts: Sequence[Mapping[str, float]]) -> None:
        self.total = len(acts)
        self.counts = Counter(stem for weights in acts for stem in weights)

    def __call__(self, stem: str) -> float:
        return math.log(1 + self.total / (1 + self.counts[stem]))


@cache
def _index(protocol: Protocol) -> tuple[Mapping[Act, Mapping[str, float]], _Rarity]:
    index = {act: _weights(protocol, act) for act in protocol.vocabulary.acts.values()}
    return index, _Rarity(list(index.values()))


def _weights(protocol: Protocol, act: Act) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    headings = (protocol.clauses[number].heading for number in spoken_of(protocol, act.name))
    for text, weight in (
        *((heading, _CLAUSE) for heading in headings),
        (act.name.replace("_", " ").replace(".", " "), _NAME),
        *((phrase, _ALSO) for phrase in act.also),
        (act.label, _LABEL),
    ):
        for stem in _stems(text):
            weights[stem] = max(weight, weights.get(stem, 0))
    return weights


def _best(stem: str, weights: Mapping[str, float]) -> float:
    """How well an act's words match one word: as it stands, as its beginning, or as a slip."""
    if stem in weights:
        return weights[stem]
    if len(stem) < 4:
        return 0.0
    begins = [weight for known, weight in weights.items() if known.startswith(stem)]
    if begins:
        return 0.7 * max(begins)
    alike = difflib.get_close_matches(stem, weights, n=1, cutoff=_ALIKE)
    return 0.5 * weights[alike[0]] if alike else 0.0


# What may be answered -----------------------------------------------------------------------------


def options(protocol: Protocol, act: str, fact: str) -> tuple[Option, ...]:
    """The answers that make a difference to a question about an act; empty for a number or date.

    For a text the answer is only whether there is one: what it says is nobody's business here.
    Raises UnknownAct and UnknownFact.
    """
    spec = protocol.vocabulary.fact(fact)
    if spec.type == "bool":
        return (Option("yes", "Yes"), Option("no", "No"))
    if spec.type == "choice":
        return tuple(Option(value, capital(label)) for value, label in spec.of.items())
    if spec.type == "text":
        return (Option("given", "Yes, I can give it"), Option("", "No"))
    if spec.type == "roles":
        return tuple(_roles(protocol, bench_of(protocol).docket(act), fact))
    return ()


def _roles(protocol: Protocol, docket: Docket, fact: str) -> Iterator[Option]:
    for role in roles_told_apart(docket, fact):
        yield Option(role, capital(role_in_words(protocol, role)))
    yield Option("nobody", "None of these")


def statements(
    protocol: Protocol, judgement: Judgement, given: Mapping[str, Any]
) -> tuple[Statement, ...]:
    """What could be said besides that might change the answer: needs met, and other than usual.

    `given` are the facts as they were given to the judge.
    """
    found: dict[tuple[str, str], Statement] = {}
    for one in (*_met(judgement), *_unusual(protocol, judgement, given)):
        found.setdefault((one.fact, one.value), one)
    return tuple(found.values())


_SETS = {"consult": "consulted", "notice": "told", "addressee": "recipient"}


def _met(judgement: Judgement) -> Iterator[Statement]:
    for need in judgement.needs:
        if need.kind in ("consult", "notice"):
            yield Statement(_SETS[need.kind], need.name, capital(need.label))
        elif need.kind in ("field", "reason"):
            yield Statement(need.name, "given", f"I can give {need.label}")


def _unusual(
    protocol: Protocol, judgement: Judgement, given: Mapping[str, Any]
) -> Iterator[Statement]:
    docket = bench_of(protocol).docket(judgement.act)
    facts = protocol.vocabulary.facts
    for name in dict.fromkeys((*judgement.assumed, *given)):
        spec = facts[name]
        now = given.get(name, judgement.assumed.get(name))
        if spec.assume is None:
            continue
        for value, plain in _others(protocol, docket, spec, judgement):
            so = value in now if isinstance(now, frozenset) else value == now
            said = frozenset([value]) if spec.type == "roles" else value
            yield Statement(name, plain, capital(fact_in_words(protocol, name, said)), so)


def _others(
    protocol: Protocol, docket: Docket, spec: FactSpec, judgement: Judgement
) -> Iterator[tuple[Any, str]]:
    """The values other than the usual one, as they are and as an address writes them."""
    if spec.type == "bool":
        other = not spec.assume
        yield other, "yes" if other else "no"
    elif spec.type == "choice":
        yield from ((value, value) for value in spec.of if value != spec.assume)
    elif spec.type == "roles":
        wanted: Iterable[str] = roles_told_apart(docket, spec.name)
        if spec.name in ("agreed", "refused"):
            wanted = dict.fromkeys([*judgement.decider, *wanted])
        yield from ((role, role) for role in wanted)
