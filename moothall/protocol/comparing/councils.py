"""The same topic, or the same question, in several councils' protocols, side by side.

Each council's answer is judged on its own protocol alone: nothing is borrowed, and where one is
silent, its column says so. Two editions of one protocol are compared in `editions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moothall.protocol.edition import Clause, Protocol
from moothall.protocol.explain import rule_in_words, verdict
from moothall.protocol.judge import judge
from moothall.protocol.judgement import Fact, Judgement
from moothall.protocol.vocabulary import UnknownAct, UnknownName


class UnknownTopic(UnknownName):
    """No clause can be about this."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one council's protocol says on a topic: its clauses with their rules in words."""

    protocol: Protocol
    clauses: tuple[tuple[Clause, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one council's protocol answers a question.

    `judgement` is None where the protocol does not know the act at all. `beside` are facts of the
    question that it has no word for, so that they make no difference there.
    """

    protocol: Protocol
    judgement: Judgement | None
    verdict: str
    beside: tuple[str, ...] = ()


def on_topic(protocols: Iterable[Protocol], topic: str) -> tuple[Column, ...]:
    """The clauses of each protocol on a topic. Raises UnknownTopic where none knows the topic."""
    several = list(protocols)
    known = {name for one in several for name in one.vocabulary.topics}
    if topic not in known:
        raise UnknownTopic("topic", topic, known)
    return tuple(
        Column(
            one,
            tuple(
                (clause, tuple(rule_in_words(one, rule) for rule in clause.rules))
                for clause in one.clauses.values()
                if clause.topic == topic
            ),
        )
        for one in several
    )


def on_question(
    protocols: Iterable[Protocol], act: str, facts: Mapping[str, Fact]
) -> tuple[Answer, ...]:
    """How each protocol answers the same question.

    Raises UnknownAct where none of them knows the act, and BadFact for a value that a fact cannot
    have.
    """
    several = list(protocols)
    if not any(act in one.vocabulary.acts for one in several):
        raise UnknownAct("act", act, {name for one in several for name in one.vocabulary.acts})
    return tuple(_answer(one, act, facts) for one in several)


def _answer(protocol: Protocol, act: str, facts: Mapping[str, Fact]) -> Answer:
    words = protocol.vocabulary
    beside = tuple(name for name in facts if name not in words.facts)
    if act not in words.acts:
        return Answer(protocol, None, "The protocol does not speak of this.", beside)
    known = {name: value for name, value in facts.items() if name in words.facts}
    judgement = judge(protocol, act, known)
    return Answer(protocol, judgement, verdict(protocol, judgement), beside)
