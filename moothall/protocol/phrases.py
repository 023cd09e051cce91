"""Parts of sentences: roles with their article, acts with somebody doing them, conditions.

Whole sentences about rules and judgements are put together in `explain.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from moothall.protocol.edition import Protocol
from moothall.protocol.rules import EVERY_ACT, Condition, Target, Test
from moothall.protocol.vocabulary import FactSpec
from moothall.worktime import words

# Labels that already say which one: no article goes before them.
_DETERMINED = re.compile(
    r"(?:a|an|the|whoever|somebody|another|those|people|each|every|all|any|members'|persons?)\b"
)
# A team that goes by a plural name takes no article: Democratic Services, the Head of Services.
_TEAM = re.compile(r"(?!.*\bof\b).*\b(?:Services|Communications|Affairs)")
_COMPARED = {
    "more_than": "is more than",
    "less_than": "is less than",
    "at_least": "is at least",
    "at_most": "is at most",
}
_NEGATED = {
    "something ": "nothing ",
    "somebody ": "nobody ",
    "anything ": "nothing ",
    "anybody ": "nobody ",
}
# The first of these in a clause takes the "not".
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|can|could|may|might|must|should)\b")
_QUESTION = re.compile(r"(Is|Was|Has|Will|Could|Can|May|Should|Would|Must) (it) (.+)\?")
_DOES = re.compile(r"(?:Does|Would) (it) (\S+)(.*)\?")


def listed(parts: Iterable[str], last: str = "or") -> str:
    """a, b or c."""
    parts = list(dict.fromkeys(parts))
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capital(sentence: str) -> str:
    """With a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def third_person(infinitive: str) -> str:
    """ "make an enquiry" as "makes an enquiry"."""
    verb, space, rest = infinitive.partition(" ")
    irregular = {"be": "is", "have": "has", "do": "does", "go": "goes"}
    if verb in irregular:
        verb = irregular[verb]
    elif verb.endswith(("s", "x", "z", "ch", "sh")):
        verb += "es"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        verb = verb[:-1] + "ies"
    else:
        verb += "s"
    return verb + space + rest


def role_in_words(protocol: Protocol, role: str) -> str:
    """A role in a sentence: "an officer", "the Members Support Hub", "whoever gave it"."""
    name = protocol.role_name(role)
    known = protocol.vocabulary.roles.get(role)
    if _DETERMINED.match(name) or _TEAM.fullmatch(name):
        return name
    if known is None or not known.plural:
        return f"the {name}"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def roles_in_words(protocol: Protocol, roles: Iterable[str], last: str = "or") -> str:
    """Several roles in a sentence."""
    return listed((role_in_words(protocol, role) for role in roles), last)


def target_in_words(protocol: Protocol, target: Target | None) -> str:
    """Whom something goes to: any of them, all jointly, or each."""
    if target is None:
        return ""
    if target.mode == "all" and len(target.roles) > 1:
        return f"{roles_in_words(protocol, target.roles, 'and')} together"
    if target.mode == "each":
        return listed((role_in_words(protocol, role) for role in target.roles), "and")
    return roles_in_words(protocol, target.roles)


def act_label(protocol: Protocol, act: str) -> str:
    """An act in the infinitive: "make an enquiry"; "do anything" for `*`."""
    if act == EVERY_ACT:
        return "do anything"
    known = protocol.vocabulary.acts.get(act)
    if known is not None:
        return known.label
    kind = act.partition(".")[0].replace("_", " ")
    return f"do anything that concerns {'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def happens(protocol: Protocol, act: str) -> str:
    """An act as a clause: "somebody makes an enquiry"; events and date facts as they are."""
    known = protocol.vocabulary.acts.get(act)
    if known is not None and known.event:
        return known.label
    if known is None and act in protocol.vocabulary.facts:
        return protocol.vocabulary.facts[act].label
    return f"somebody {third_person(act_label(protocol, act))}"


def condition_in_words(protocol: Protocol, condition: Condition) -> str:
    """All alternatives of a condition, without the "where" or "unless" before it."""
    parts = [alternative_in_words(protocol, alternative) for alternative in condition]
    return "; or ".join(parts) if any(" and " in part for part in parts) else listed(parts)


def alternative_in_words(protocol: Protocol, alternative: Sequence[Test]) -> str:
    """All tests of one alternative: "the copy goes to a councillor and it is urgent"."""
    return listed((test_in_words(protocol, test) for test in alternative), "and")


def test_in_words(protocol: Protocol, test: Test) -> str:
    """One test as a clause."""
    spec = protocol.vocabulary.facts[test.fact]
    if test.bounds:
        bounds = (f"{_COMPARED[how]} {_value(protocol, spec, bound)}" for how, bound in test.bounds)
        return f"{noun(spec.label)} {' and '.join(bounds)}"
    if spec.type == "bool":
        return so_in_words(spec) if True in test.any_of else denied(so_in_words(spec))
    values = sorted(test.any_of, key=lambda value: _position(spec, value))
    shown = listed(_value(protocol, spec, value) for value in values)
    if spec.says:
        return spec.says.replace("{}", shown)
    return f"{noun(spec.label)} is {shown}"


def denied(clause: str) -> str:
    """The contrary of a clause: "it is urgent" becomes "it is not urgent"."""
    for positive, negative in _NEGATED.items():
        if clause.startswith(positive):
            return negative + clause.removeprefix(positive)
    found = _AUXILIARY.search(clause)
    if found is None:
        return f"it is not so that {clause}"
    return f"{clause[: found.end()]} not{clause[found.end() :]}"


def fact_in_words(protocol: Protocol, name: str, value: object) -> str:
    """A fact with its value as a clause: "it is not urgent"."""
    spec = protocol.vocabulary.facts[name]
    if isinstance(value, bool):
        return so_in_words(spec) if value else denied(so_in_words(spec))
    if isinstance(value, frozenset):
        shown = roles_in_words(protocol, sorted(value), "and") or "nobody"
    else:
        shown = _value(protocol, spec, value)
    return spec.says.replace("{}", shown) if spec.says else f"{noun(spec.label)}: {shown}"


def so_in_words(spec: FactSpec) -> str:
    """A bool fact as a clause: what it says, or what its question asks, turned round."""
    if spec.says:
        return spec.says
    if found := _QUESTION.fullmatch(spec.question):
        return f"{found[2]} {found[1].lower()} {found[3]}"
    if found := _DOES.fullmatch(spec.question):
        return f"{found[1]} {third_person(found[2])}{found[3]}"
    return f"this is so: {spec.label}"


def noun(label: str) -> str:
    """A fact's label with its article: "the reason"; "what is being done" as it is."""
    if _DETERMINED.match(label) or label.startswith(("who", "how", "what")):
        return label
    return f"the {label}"


def _position(spec: FactSpec, value: object) -> tuple[int, str]:
    order = list(spec.of)
    return (order.index(str(value)) if value in order else len(order), str(value))


def _value(protocol: Protocol, spec: FactSpec, value: object) -> str:
    if spec.type == "roles":
        return role_in_words(protocol, str(value))
    if isinstance(value, date):
        return words.plain_date(value)
    return spec.of.get(str(value), str(value))
