"""Every mistake planted in the rules of a protocol: each rule taken out, or with one key otherwise.

Whether a scenario notices is found out in `test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from moothall.protocol import Protocol
from moothall.protocol.judgement import Period
from moothall.protocol.rules import CHANNELS, STRENGTHS, Comparison, Condition, Rule, Target, Test
from moothall.protocol.vocabulary import Vocabulary

SIDES = ("councillor", "officer")
# What a rule could be taken for by a slip of the hand.
_KINDS = {
    "permit": ("forbid", "duty"),
    "forbid": ("permit",),
    "duty": ("permit", "forbid"),
    "require": ("permit", "forbid"),
    "refer": ("permit", "forbid"),
}
_WITHOUT_STRENGTH = ("permit", "become", "answerable")  # they bind nobody
_TURNED: Mapping[Comparison, Comparison] = {
    "more_than": "at_least",
    "at_least": "more_than",
    "less_than": "at_most",
    "at_most": "less_than",
}
Changed = tuple[Rule | None, str]


@dataclass(frozen=True)
class RuleMistake:
    """A rule of a protocol with one thing wrong in it; None: it is not there at all."""

    rule: Rule
    changed: Rule | None
    what: str

    def __str__(self) -> str:
        return f"{self.rule.id} ({self.rule.kind}): {self.what}"


def mistakes(protocol: Protocol) -> Iterator[RuleMistake]:
    """Every mistake planted in the rules of an edition."""
    for rule in protocol.rules:
        yield RuleMistake(rule, None, "taken out")
        for planter in PLANTERS.values():
            for changed, what in planter(rule, protocol.vocabulary):
                yield RuleMistake(rule, changed, what)


Planter = Callable[[Rule, Vocabulary], Iterator[Changed]]


def _kind(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    for kind in _KINDS.get(rule.kind, ()):
        plain: Any = {"kind": kind, "to": None, "needs": (), "consult": None}
        yield replace(rule, **plain), f"is {kind}"


def _fewer(key: str) -> Planter:
    """A list of names without each of them."""

    def plant(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
        names = getattr(rule, key)
        for one in names:
            rest = tuple(name for name in names if name != one)
            yield _with(rule, key, rest), f"{key}: without {one}"

    return plant


def _with(rule: Rule, key: str, value: Any) -> Rule:
    return replace(rule, **{key: value})


def _by(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    yield from _fewer("by")(rule, words)
    for side in SIDES:
        if rule.by and side not in rule.by:
            yield _with(rule, "by", (*rule.by, side)), f"by: also {side}"
        elif not rule.by and rule.kind not in ("notify", "answerable"):
            yield _with(rule, "by", (side,)), f"by: only {side}"


def _condition(key: str) -> Planter:
    """A condition without each of its parts, and with each of them the other way."""

    def plant(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
        condition: Condition = getattr(rule, key)
        for number, alternative in enumerate(condition):
            rest = (*condition[:number], *condition[number + 1 :])
            yield _with(rule, key, rest), f"{key}: without {_shown(alternative)}"
            for place, test in enumerate(alternative):
                others = (*alternative[:place], *alternative[place + 1 :])
                if others:
                    changed = (*condition[:number], others, *condition[number + 1 :])
                    yield _with(rule, key, changed), f"{key}: without {_shown((test,))}"
                wider = key == "when" or test.fact not in _narrowed(rule)
                for turned, what in _turned(test, words, wider=wider):
                    found = (*alternative[:place], turned, *alternative[place + 1 :])
                    changed = (*condition[:number], found, *condition[number + 1 :])
                    yield _with(rule, key, changed), f"{key}: {what}"

    return plant


def _narrowed(rule: Rule) -> set[str]:
    """Facts that the rule's own condition settles, so that an exception could not widen them."""
    return {test.fact for alternative in rule.when for test in alternative}


def _turned(test: Test, words: Vocabulary, *, wider: bool) -> Iterator[tuple[Test, str]]:
    """The test with something else; `wider`: also with more than it asks for."""
    spec = words.facts[test.fact]
    for one in sorted(test.any_of, key=str) if len(test.any_of) > 1 else ():
        yield replace(test, any_of=test.any_of - {one}), f"{test.fact} without {one}"
    if spec.type == "bool":
        (value,) = test.any_of
        yield replace(test, any_of=frozenset([not value])), f"{test.fact} the other way"
    elif spec.type == "choice" and wider:
        for one in sorted(set(spec.of) - test.any_of)[:1]:
            yield replace(test, any_of=test.any_of | {one}), f"{test.fact} also {one}"
    elif spec.type == "roles" and wider:
        for side in SIDES:
            if side not in test.any_of:
                yield replace(test, any_of=test.any_of | {side}), f"{test.fact} also {side}"
    for number, (how, bound) in enumerate(test.bounds):
        rest = (*test.bounds[:number], (_TURNED[how], bound), *test.bounds[number + 1 :])
        yield replace(test, bounds=rest), f"{test.fact} {_TURNED[how]} for {how}"


def _shown(alternative: tuple[Test, ...]) -> str:
    return ", ".join(
        f"{test.fact} {'|'.join(sorted(map(str, test.any_of))) or test.bounds}"
        for test in alternative
    )


def _target(key: str) -> Planter:
    def plant(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
        target: Target | None = getattr(rule, key)
        if target is None:
            return
        for one in target.roles if len(target.roles) > 1 else ():
            rest = tuple(role for role in target.roles if role != one)
            yield _with(rule, key, replace(target, roles=rest)), f"{key}: without {one}"
        if len(target.roles) > 1 and target.mode != "each":
            mode = "any" if target.mode == "all" else "all"
            yield _with(rule, key, replace(target, mode=mode)), f"{key}: {mode} of them"
        for side in SIDES:
            if side not in target.roles:
                more = (*target.roles, side)
                yield _with(rule, key, replace(target, roles=more)), f"{key}: also {side}"
        if key == "consult" or rule.kind == "duty":
            yield _with(rule, key, None), f"{key}: taken out"

    return plant


def _strength(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    for one in STRENGTHS if rule.kind not in _WITHOUT_STRENGTH else ():
        if one != rule.strength:
            yield _with(rule, "strength", one), f"strength: {one}"


def _within(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    if rule.within is not None:
        longer = replace(rule.within, count=rule.within.count + 1)
        unit = "days" if rule.within.unit == "working days" else "working days"
        yield _with(rule, "within", longer), f"within: {longer}"
        yield _with(rule, "within", Period(rule.within.count, unit)), f"within: {unit}"  # type: ignore[arg-type]
        yield _with(rule, "within", None), "within: taken out"


def _word(key: str, others: tuple[str, ...]) -> Planter:
    """A word taken out, and another one in its place."""

    def plant(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
        given = getattr(rule, key)
        if given:
            yield _with(rule, key, ""), f"{key}: taken out"
            for one in others:
                if one != given:
                    yield _with(rule, key, one), f"{key}: {one}"
                    break

    return plant


def _before(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    if rule.kind == "notify":
        yield _with(rule, "before", not rule.before), f"before: {not rule.before}"


def _becomes(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    if rule.becomes:
        other = next(kind for kind in words.kinds_of_business if kind != rule.becomes)
        yield _with(rule, "becomes", other), f"becomes: {other}"


def _nothing(rule: Rule, words: Vocabulary) -> Iterator[Changed]:
    """Where a rule stands is no part of what it says."""
    yield from ()


PLANTERS: Mapping[str, Planter] = {
    "id": _nothing,
    "clause": _nothing,
    "file": _nothing,
    "line": _nothing,
    "drafted": _nothing,
    "kind": _kind,
    "acts": _fewer("acts"),
    "strength": _strength,
    "by": _by,
    "when": _condition("when"),
    "unless": _condition("unless"),
    "to": _target("to"),
    "consult": _target("consult"),
    "leaning": _word("leaning", ("grant", "refuse")),
    "needs": _fewer("needs"),
    "instead": _fewer("instead"),
    "within": _within,
    "after": _fewer("after"),
    "in_words": _word("in_words", ("some day",)),
    "agreed": _fewer("agreed"),
    "before": _before,
    "how": _word("how", CHANNELS),
    "becomes": _becomes,
}
