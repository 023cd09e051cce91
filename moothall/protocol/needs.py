"""What a rule may want first, as needs with label and question, made once for each rule.

Whether a need is open is settled in `hearing.py`; this is only what it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moothall.protocol.edition import Protocol
from moothall.protocol.judgement import Need
from moothall.protocol.phrases import listed, role_in_words
from moothall.protocol.rules import Rule

REASON = "departure_reason"
RECIPIENT = "recipient"
DECIDER = "decider"


def needs_of(protocol: Protocol, rule: Rule) -> Mapping[str, Need]:
    """Every need that the rule can give rise to, by the fact or role it is about."""
    return {need.name: need for need in _needs(protocol, rule)}


def _needs(protocol: Protocol, rule: Rule) -> Iterator[Need]:
    facts = protocol.vocabulary.facts
    for name in rule.needs:
        spec = facts[name]
        yield Need(name, "field", spec.label, spec.question, rule.clause, rule.strength)
    for role in rule.consult.roles if rule.consult else ():
        who = role_in_words(protocol, role)
        label, question = f"{who} consulted", f"Has {who} been consulted?"
        yield Need(role, "consult", label, question, rule.clause, rule.strength)
    if rule.kind == "notify" and rule.before and rule.to:
        for role in rule.to.roles:
            who = role_in_words(protocol, role)
            label, question = f"{who} told", f"Has {who} been told?"
            yield Need(role, "notice", label, question, rule.clause, rule.strength)
    if rule.kind == "route" and rule.to:
        who = listed([role_in_words(protocol, role) for role in rule.to.roles])
        label, question = f"addressed to {who}", f"Will you send it to {who}?"
        yield Need(RECIPIENT, "addressee", label, question, rule.clause, rule.strength)
    if rule.kind == "refer":
        label, question = "somebody else decides", "Who else can decide it?"
        yield Need(DECIDER, "decider", label, question, rule.clause, rule.strength)
    spec_of_reason = facts.get(REASON)
    if rule.strength == "normally" and spec_of_reason:
        label, question = spec_of_reason.label, spec_of_reason.question
        yield Need(REASON, "reason", label, question, rule.clause, rule.strength)
