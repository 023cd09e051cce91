"""The tree of roles: who counts as what, from the vocabulary and the protocol's own definitions.

A clause's `means:` says exactly which bare roles count as a role; relations to the thing in hand
(`enquiry.handler`) keep their place. Who holds a role is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from moothall.protocol.edition import Clause
from moothall.protocol.vocabulary import Vocabulary
from moothall.strict import Fault


def role_tree(
    words: Vocabulary, clauses: Iterable[Clause]
) -> tuple[Mapping[str, frozenset[str]], list[Fault]]:
    """For each role all that a holder counts as, itself included; and what is wrong with it."""
    faults: list[Fault] = []
    above = {name: set(role.within) for name, role in words.roles.items()}
    defined: dict[str, Clause] = {}
    for clause in clauses:
        for role, members in clause.means.items():
            if role in defined:
                first = defined[role].number
                message = f"{role!r} is defined twice, first in clause {first}."
                faults.append(Fault(clause.file, clause.line, role, message))
                continue
            defined[role] = clause
            _define(above, words, role, members)
    seen: set[frozenset[str]] = set()
    for role, clause in defined.items():
        loop = _loop(above, role)
        if loop and frozenset(loop) not in seen:
            seen.add(frozenset(loop))
            message = f"`means` goes round in a circle: {' → '.join(loop)}."
            faults.append(Fault(clause.file, clause.line, role, message))
    if faults:
        return {}, faults
    for role in above:
        if loop := _loop(above, role):
            message = f"`within` goes round in a circle: {' → '.join(loop)}."
            return {}, [Fault("roles.yaml", 1, role, message)]
    return {role: _reached(above, role) for role in above}, []


def _define(
    above: dict[str, set[str]], words: Vocabulary, role: str, members: Iterable[str]
) -> None:
    for name, over in above.items():
        if not words.roles[name].is_relation:
            over.discard(role)
    for member in members:
        if member in above:
            above[member].add(role)


def _reached(above: Mapping[str, set[str]], role: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [role]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(above.get(name, ()))
    return frozenset(found)


def _loop(above: Mapping[str, set[str]], start: str) -> list[str]:
    """A way from `start` up the tree back to itself, or nothing."""
    ways = [[start, name] for name in sorted(above.get(start, ()))]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend([*way, name] for name in sorted(above.get(way[-1], ())))
    return []
