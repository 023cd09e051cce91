"""Says rules and judgements in plain English, with the council's own titles.

Wording only: nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from moothall.protocol.judgement import Judgement
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import Rule, Test

_VERB = {"must": "must", "should": "should", "normally": "normally"}
_COMPARED = {
    "more_than": "is more than",
    "less_than": "is less than",
    "at_least": "is at least",
    "at_most": "is at most",
    "not": "is not",
}


def listed(words: Sequence[str], last: str = "or") -> str:
    """a, b or c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def role_in_words(protocol: Protocol, role: str, *, article: bool = True) -> str:
    """A role as it stands in a sentence: the council's title, else "an officer"."""
    name = protocol.role_name(role)
    if not article or name[:1].isupper() or name.split()[0] in _DETERMINERS:
        return f"the {name}" if article and name[:1].isupper() else name
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


_DETERMINERS = ("the", "whoever", "somebody", "another", "a", "an", "those", "people")


def roles_in_words(protocol: Protocol, roles: Sequence[str], last: str = "or") -> str:
    """Several roles, in a sentence."""
    return listed([role_in_words(protocol, role) for role in roles], last)


def test_in_words(protocol: Protocol, test: Test) -> str:
    """One condition: "the copy goes to a councillor", "it is not urgent"."""
    term = protocol.vocabulary.facts.get(test.fact)
    label = term.label if term else test.fact
    if test.comparison and test.comparison != "not":
        return f"{label} {_COMPARED[test.comparison]} {test.values[0] if test.values else ''}"
    negated = "not " if test.comparison == "not" else ""
    if term and term.type == "bool":
        positive = bool(test.values and test.values[0]) is not bool(negated)
        return f"{'this is so' if positive else 'this is not so'}: {label}"
    if term and term.type == "roles":
        who = roles_in_words(protocol, [str(value) for value in test.values])
        return f"{label}: {negated}{who}"
    values = [term.of.get(str(v), str(v)) if term else str(v) for v in test.values]
    return f"{label}: {negated}{listed(values)}"


def alternative_in_words(protocol: Protocol, alternative: Sequence[Test]) -> str:
    """All tests of one alternative."""
    return listed([test_in_words(protocol, test) for test in alternative], "and")


def _condition(protocol: Protocol, condition: Sequence[Sequence[Test]], opening: str) -> str:
    if not condition:
        return ""
    words = "; or ".join(alternative_in_words(protocol, one) for one in condition)
    return f" {opening} ({words})"


def _acts(protocol: Protocol, rule: Rule) -> str:
    labels = []
    for act in rule.acts:
        if act == "*":
            labels.append("do anything")
        elif act.endswith(".*"):
            labels.append(f"do anything about {act[:-2].replace('_', ' ')}")
        else:
            known = protocol.vocabulary.acts.get(act)
            labels.append(known.label if known else act)
    return listed(labels)


def _actor(protocol: Protocol, rule: Rule) -> str:
    return roles_in_words(protocol, rule.by) if rule.by else "anybody"


def _time(protocol: Protocol, rule: Rule) -> str:
    parts = []
    if rule.within:
        parts.append(f"within {rule.within}")
    if rule.in_words:
        parts.append(rule.in_words)
    if rule.after:
        known = protocol.vocabulary.acts.get(rule.after)
        parts.append(f"counted from: {known.label if known else rule.after}")
    if rule.agreed:
        parts.append(f"on a date agreed by {roles_in_words(protocol, rule.agreed, 'and')}")
    return f", {', '.join(parts)}" if parts else ""


def rule_in_words(protocol: Protocol, rule: Rule) -> str:
    """One rule as a sentence. The strength is the clause's own verb."""
    words = _SENTENCES[rule.kind](protocol, rule)
    words += _condition(protocol, rule.when, "where")
    words += _condition(protocol, rule.unless, "unless")
    if rule.instead:
        labels = [protocol.vocabulary.acts[act].label for act in rule.instead]
        words += f". Instead: {listed(labels)}"
    return words[:1].upper() + words[1:] + "."


def _must(rule: Rule) -> str:
    return _VERB[rule.strength]


def _duty(protocol: Protocol, rule: Rule) -> str:
    return f"{_actor(protocol, rule)} {_must(rule)} {_acts(protocol, rule)}{_time(protocol, rule)}"


def _require(protocol: Protocol, rule: Rule) -> str:
    facts = protocol.vocabulary.facts
    needs = [facts[name].label for name in rule.needs if name in facts]
    needs += [f"{role_in_words(protocol, role)} consulted first" for role in rule.consult]
    verb = {"must": "needs", "should": "should have", "normally": "normally has"}[rule.strength]
    whose = f"{_actor(protocol, rule)}, " if rule.by else ""
    return (
        f"{whose}to {_acts(protocol, rule)}, {verb}: {listed(needs, 'and')}{_time(protocol, rule)}"
    )


def _forbid(protocol: Protocol, rule: Rule) -> str:
    verb = {"must": "must not", "should": "should not", "normally": "should not normally"}
    return f"{_actor(protocol, rule)} {verb[rule.strength]} {_acts(protocol, rule)}"


def _permit(protocol: Protocol, rule: Rule) -> str:
    return f"{_actor(protocol, rule)} may {_acts(protocol, rule)}{_time(protocol, rule)}"


def _refer(protocol: Protocol, rule: Rule) -> str:
    deciders = roles_in_words(protocol, rule.to, "and" if rule.jointly else "or")
    words = (
        f"whether {_actor(protocol, rule)} may {_acts(protocol, rule)} is for {deciders} to decide"
    )
    if rule.consult:
        words += f", having consulted {roles_in_words(protocol, rule.consult, 'and')}"
    if rule.leaning:
        words += f"; the usual answer is {'yes' if rule.leaning == 'grant' else 'no'}"
    return words


def _route(protocol: Protocol, rule: Rule) -> str:
    verb = {"must": "must go", "should": "should go", "normally": "normally goes"}[rule.strength]
    who = f"{_actor(protocol, rule)} " if rule.by else ""
    return f"to {_acts(protocol, rule)}, {who}{verb} to {roles_in_words(protocol, rule.to)}"


def _notify(protocol: Protocol, rule: Rule) -> str:
    audience = roles_in_words(protocol, rule.role, "and")
    teller = f" by {roles_in_words(protocol, rule.by)}" if rule.by else ""
    when = "before somebody may" if rule.before else "when somebody does this:"
    how = f" ({rule.how})" if rule.how else ""
    verb = {"must": "must be", "should": "should be", "normally": "is normally"}[rule.strength]
    return (
        f"{audience} {verb} told{teller}{how} {when} {_acts(protocol, rule)}{_time(protocol, rule)}"
    )


def _answerable(protocol: Protocol, rule: Rule) -> str:
    return f"{roles_in_words(protocol, rule.role, 'and')} answers for it: {_acts(protocol, rule)}"


def _become(protocol: Protocol, rule: Rule) -> str:
    kinds = listed([kind.replace("_", " ") for kind in rule.kinds])
    return f"to {_acts(protocol, rule)} makes it a {kinds}, and its own dates stop"


_SENTENCES = {
    "duty": _duty,
    "require": _require,
    "forbid": _forbid,
    "permit": _permit,
    "refer": _refer,
    "route": _route,
    "notify": _notify,
    "answerable": _answerable,
    "become": _become,
}

_OPENING = {
    "forbidden": "No.",
    "referred": "It is for {decider} to decide.",
    "conditional": "Yes, once this is done: {needs}.",
    "permitted": "Yes.",
    "clear": "Nothing in the protocol stands against it.",
    "not_covered": "This protocol does not say.",
    "depends": "It depends.",
}


def judgement_in_words(protocol: Protocol, judgement: Judgement) -> list[str]:
    """A judgement in a few sentences: the answer first, then why, then what else is open."""
    needs = listed([need.label for need in judgement.needs], "and")
    decider = roles_in_words(
        protocol, judgement.decider, "and" if judgement.decider_jointly else "or"
    )
    words = [_OPENING[judgement.outcome].format(decider=decider, needs=needs)]
    words += [f"{ground.clause}: {ground.says}" for ground in judgement.grounds]
    if judgement.required:
        words.append(f"It is a duty ({', '.join(judgement.required)}).")
    if judgement.unless:
        words.append(f"It would be otherwise if: {'; or '.join(judgement.unless)}.")
    if judgement.instead:
        words.append(f"Instead you may {listed([one.label for one in judgement.instead])}.")
    if judgement.departable:
        words.append("It can be done with a recorded reason, and counts as a departure.")
    if judgement.contradiction:
        words.append(
            f"The protocol contradicts itself here ({' and '.join(judgement.contradiction)}); "
            "the safer answer stands until the monitoring officer has settled it."
        )
    words += [question.question for question in judgement.depends]
    return words


def day_in_words(day: date) -> str:
    """Friday 18 December 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
