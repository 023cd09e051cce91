"""Which questions settle what a judgement depends on, most decisive first.

Each fact that is wanting is tried with the values that the rules ask about: the more of them
settle the matter, the sooner it is asked. Whether there is anything to ask is said in `judge.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from moothall.protocol.bench import Bench, Compiled, Docket
from moothall.protocol.conditions import Known, unknown_facts
from moothall.protocol.hearing import Hearing, hear
from moothall.protocol.judgement import Question
from moothall.protocol.rules import Test

_MOST_VALUES = 6


def questions(bench: Bench, docket: Docket, known: Known, hearing: Hearing) -> tuple[Question, ...]:
    """The questions whose answers settle what keeps the outcome open."""
    asked: dict[str, int] = {}
    for one in hearing.open_questions():
        # One that is open only because of another (a sibling route, a clause that may prevail)
        # wants no fact of its own: then all that is undecided is asked.
        wanting = list(_wanting(one.by, known)) or [
            fact for other in hearing.undecided for fact in _wanting(other.by, known)
        ]
        for fact in dict.fromkeys(wanting):
            asked[fact] = asked.get(fact, 0) + 1
    names = list(asked)
    if len(names) > 1:
        settling = {name: _settled(bench, docket, known, name) for name in names}
        names.sort(key=lambda name: (-settling[name], -asked[name]))
    facts = bench.protocol.vocabulary.facts
    return tuple(Question(name, facts[name].question) for name in names)


def _wanting(compiled: Compiled, known: Known) -> Iterator[str]:
    """The facts whose lack keeps a rule undecided."""
    if known.get("actor") is None and (compiled.by or compiled.kind == "refer"):
        yield "actor"
    yield from unknown_facts(compiled.rule.when, known)
    yield from unknown_facts(compiled.rule.unless, known)


def _settled(bench: Bench, docket: Docket, known: Known, fact: str) -> float:
    """The share of its values, as far as the rules tell them apart, that leave nothing open."""
    values = list(_values(bench, docket, fact))[:_MOST_VALUES]
    settled = 0
    for value in values:
        hearing = hear(docket, {**known, fact: value})
        settled += not hearing.open_questions()
    return settled / len(values) if values else 0.0


def _values(bench: Bench, docket: Docket, fact: str) -> Iterator[Any]:
    """Values of a fact that the rules about the act tell apart."""
    spec = bench.protocol.vocabulary.facts[fact]
    if spec.type == "bool":
        yield from (True, False)
    elif spec.type == "choice":
        yield from spec.of
    elif spec.type == "roles":
        for role in roles_told_apart(docket, fact):
            yield bench.widened(fact, frozenset([role]))
        yield frozenset()
    elif spec.type in ("int", "date"):
        for test in _tests(docket, fact):
            for value in (*test.any_of, *(bound for _, bound in test.bounds)):
                yield from _around(value)


def _around(value: Any) -> Iterator[Any]:
    step: Any = timedelta(days=1) if isinstance(value, date) else 1
    yield from (value, value + step, value - step)


def _tests(docket: Docket, fact: str) -> Iterator[Test]:
    for compiled in docket.about:
        for alternative in (*compiled.rule.when, *compiled.rule.unless):
            for test in alternative:
                if test.fact == fact:
                    yield test


def roles_told_apart(docket: Docket, fact: str) -> list[str]:
    """The roles that the rules about an act ask about in a fact, as the rules name them."""
    found = [str(role) for test in _tests(docket, fact) for role in sorted(map(str, test.any_of))]
    if fact == "actor":
        found += [role for compiled in docket.about for role in sorted(compiled.by)]
    return list(dict.fromkeys(found))
