"""Who decides instead, by the protocol's own words, where whoever should is missing or concerned.

A protocol declares it in two ways: one rule names several deciders, or another rule about the same
act speaks of a decider who is a party. Where neither does, `gaps.py` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from moothall.protocol.edition import Protocol
from moothall.protocol.gaps import PARTY
from moothall.protocol.rules import Rule


@dataclass(frozen=True, slots=True)
class StandIn:
    """A role that may take another's place, and the clause that says so."""

    role: str
    clause: str


def stand_ins(protocol: Protocol, role: str) -> tuple[StandIn, ...]:
    """Who may take the place of `role`, in the order of the clauses; each role once."""
    found: dict[str, StandIn] = {}
    for rule in protocol.rules:
        if rule.kind == "refer" and rule.to is not None and role in rule.to.roles:
            for one in (*_beside(rule, role), *_instead(protocol, rule, role)):
                found.setdefault(one.role, one)
    return tuple(found.values())


def _beside(rule: Rule, role: str) -> Iterator[StandIn]:
    """Others who may decide under the same rule."""
    if rule.to is not None and rule.to.mode == "any":
        for other in rule.to.roles:
            if other != role:
                yield StandIn(other, rule.clause)


def _instead(protocol: Protocol, rule: Rule, role: str) -> Iterator[StandIn]:
    """Those who decide under a rule for the case that the decider is concerned."""
    for other in protocol.rules:
        if other.kind != "refer" or other.to is None or not set(other.acts) & set(rule.acts):
            continue
        if other is not rule and PARTY in set(other.facts()):
            yield from (StandIn(one, other.clause) for one in other.to.roles if one != role)
