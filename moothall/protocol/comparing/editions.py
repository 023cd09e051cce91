"""What changes between two editions of a protocol: in its words, and in what it comes to.

Effects are found by judging the scenarios of both editions on both of them: a change that no
scenario notices changes nothing that anybody has thought of.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from moothall.protocol.edition import Clause, Protocol
from moothall.protocol.explain import rule_in_words
from moothall.protocol.judge import judge
from moothall.protocol.judgement import Judgement
from moothall.protocol.scenario_reading import read_scenarios
from moothall.protocol.scenarios import Scenario, came_of
from moothall.protocol.vocabulary import BadFact, UnknownName

Change = Literal["added", "removed", "changed"]
_TOKEN = re.compile(r"\s+|[^\s]+")
# What a reader of an answer would notice; the rest follows from these.
_EFFECTS = (
    "outcome",
    "strength",
    "required",
    "needs",
    "decider",
    "instead",
    "route",
    "clocks",
    "notices",
    "answerable",
    "becomes",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both editions have, or that only one has."""

    words: str
    sort: Literal["same", "old", "new"]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause that is not as it was: its words, and its rules in words."""

    number: str
    heading: str
    change: Change
    words: tuple[Piece, ...]
    rules_gone: tuple[str, ...]
    rules_new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """One scenario that the two editions judge otherwise. `after` is None where it cannot be put
    to the new edition, `before` where it could not be put to the old one."""

    sentence: str
    act: str
    before: Judgement | None
    after: Judgement | None
    changed: tuple[tuple[str, str, str], ...]  # what, as it was, as it is


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that changes from one edition to another."""

    old: Protocol
    new: Protocol
    clauses: tuple[ClauseChange, ...]
    effects: tuple[Effect, ...]
    scenarios: int  # how many were put to both

    def as_json(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "old": f"{self.old.council}/{self.old.edition}",
            "new": f"{self.new.council}/{self.new.edition}",
            "clauses": [
                {
                    "number": one.number,
                    "change": one.change,
                    "words": [[piece.sort, piece.words] for piece in one.words],
                    "rules_gone": list(one.rules_gone),
                    "rules_new": list(one.rules_new),
                }
                for one in self.clauses
            ],
            "scenarios": self.scenarios,
            "effects": [
                {
                    "scenario": one.sentence,
                    "act": one.act,
                    "before": one.before.outcome if one.before else None,
                    "after": one.after.outcome if one.after else None,
                    "changed": {what: [was, now] for what, was, now in one.changed},
                }
                for one in self.effects
            ],
        }


def differences(old: Protocol, new: Protocol) -> Differences:
    """What changes from `old` to `new`. Raises ProtocolErrors for mistakes in their scenarios."""
    scenarios = _scenarios(old, new)
    effects = tuple(effect for one in scenarios if (effect := _effect(old, new, one)))
    return Differences(old, new, tuple(_clauses(old, new)), effects, len(scenarios))


def _scenarios(old: Protocol, new: Protocol) -> list[Scenario]:
    """Those of both, each once: the same sentence on the same facts is one scenario."""
    found: dict[tuple[str, str, str], Scenario] = {}
    for one in (*read_scenarios(new), *read_scenarios(old)):
        facts = repr(sorted((name, _key(value)) for name, value in one.facts.items()))
        found.setdefault((one.sentence, one.act, facts), one)
    return list(found.values())


def _key(value: object) -> str:
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def _effect(old: Protocol, new: Protocol, scenario: Scenario) -> Effect | None:
    before, after = _judged(old, scenario), _judged(new, scenario)
    if before is None and after is None:
        return None
    changed = tuple(_changed(before, after)) if before and after else ()
    if before and after and not changed:
        return None
    return Effect(scenario.sentence, scenario.act, before, after, changed)


def _judged(protocol: Protocol, scenario: Scenario) -> Judgement | None:
    """The judgement, or None where the edition has no word for the act or for a fact."""
    try:
        return judge(protocol, scenario.act, scenario.facts)
    except (UnknownName, BadFact):
        return None


def _changed(before: Judgement, after: Judgement) -> Iterator[tuple[str, str, str]]:
    was, now = came_of(before), came_of(after)
    for what in _EFFECTS:
        if was[what] != now[what]:
            yield what, was[what], now[what]


def _clauses(old: Protocol, new: Protocol) -> Iterator[ClauseChange]:
    for number in dict.fromkeys((*new.clauses, *old.clauses)):
        before, after = old.clauses.get(number), new.clauses.get(number)
        gone, come = _rules(old, before), _rules(new, after)
        reworded = before is None or after is None or before.words != after.words
        if not reworded and gone == come:
            continue
        shown = after or before
        assert shown is not None
        yield ClauseChange(
            number,
            shown.heading,
            "added" if before is None else "removed" if after is None else "changed",
            tuple(_pieces(before.words if before else "", after.words if after else "")),
            tuple(rule for rule in gone if rule not in come),
            tuple(rule for rule in come if rule not in gone),
        )


def _rules(protocol: Protocol, clause: Clause | None) -> list[str]:
    return [rule_in_words(protocol, rule) for rule in clause.rules] if clause else []


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Word by word: what both have, what only the old has, what only the new has."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("".join(before[start:end]), "same")
            continue
        if end > start:
            yield Piece("".join(before[start:end]), "old")
        if stop > begin:
            yield Piece("".join(after[begin:stop]), "new")
