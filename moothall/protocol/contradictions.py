"""Finds where a protocol contradicts itself, each time with facts that make it happen.

Pairs of rules about one act, or about an act and its opposite, are tried on all circumstances they
tell apart. A pair of clauses that a reading settles (`over:`) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from moothall.protocol.bench import Bench, Compiled, bench_of
from moothall.protocol.circumstances import circumstances, together
from moothall.protocol.clashes import same_decider
from moothall.protocol.edition import Protocol
from moothall.protocol.findings import Sort
from moothall.protocol.phrases import fact_in_words
from moothall.protocol.rules import EVERY_ACT, Rule

# What says how or to whom, and is idle where a prohibition always stands before it.
_NEVER_REACHED = ("refer", "require", "route", "notify")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules that cannot both be followed. `witness` is empty where every case is one."""

    sort: Sort
    first: Rule
    second: Rule
    act: str
    witness: tuple[tuple[str, str], ...]  # fact and its clause in words


def contradictions(protocol: Protocol) -> tuple[Contradiction, ...]:
    """Every contradiction that no reading settles, once for a pair of rules."""
    bench = bench_of(protocol)
    found: dict[tuple[str, str, str], Contradiction] = {}
    for one in (*_about_one_act(bench), *_dilemmas(bench), *_reviews(bench)):
        pair = (one.first.clause, one.second.clause)
        if pair not in protocol.over and pair[::-1] not in protocol.over:
            found.setdefault((one.sort, one.first.id, one.second.id), one)
    return tuple(found.values())


def _about_one_act(bench: Bench) -> Iterator[Contradiction]:
    for act in bench.protocol.vocabulary.acts:
        for pair in combinations(bench.docket(act).about, 2):
            for first, second in (pair, pair[::-1]):
                sort = _sort_of(bench, first, second)
                if sort is not None:
                    witness = together(bench, first, second)
                    if witness is not None and _is_so(bench, sort, first, second):
                        yield _contradiction(bench, sort, first, second, act, witness)


def _sort_of(bench: Bench, first: Compiled, second: Compiled) -> Sort | None:
    """What it would be if both can hold; the second is the one that bars."""
    if second.kind == "forbid" and second.rule.strength != "normally":
        if first.kind in ("permit", "duty"):
            return "may and may not"
        if first.kind in _NEVER_REACHED and EVERY_ACT not in first.rule.acts:
            return "never reached"
    both_refer = first.kind == second.kind == "refer" and first.rule.id < second.rule.id
    if both_refer and not same_decider(bench.protocol, first.to, second.to):
        return "two deciders"
    return None


def _is_so(bench: Bench, sort: Sort, first: Compiled, second: Compiled) -> bool:
    """Whether it is that contradiction, once both can hold together."""
    if sort != "never reached":
        return True
    return all(
        second.stands(facts)
        for facts in circumstances(bench, (first, second))
        if first.stands(facts) and _asks(first, facts)
    )


def _asks(rule: Compiled, facts: Mapping[str, Any]) -> bool:
    """Whether whoever acts is somebody the rule was written for, and not the decider it names."""
    actor = facts.get("actor")
    return not (rule.kind == "refer" and rule.rule.by and actor) or not actor.isdisjoint(
        rule.rule.by
    )


def _dilemmas(bench: Bench) -> Iterator[Contradiction]:
    """May neither do it nor do the opposite."""
    for act, known in bench.protocol.vocabulary.acts.items():
        for opposite in known.opposes:
            for first in bench.docket(act).about:
                for second in bench.docket(opposite).about:
                    if first.kind == second.kind == "forbid":
                        witness = together(bench, first, second)
                        if witness is not None:
                            yield _contradiction(bench, "dilemma", first, second, act, witness)


def _reviews(bench: Bench) -> Iterator[Contradiction]:
    """Whoever decides, or is consulted, also decides the dispute about it."""
    for act, known in bench.protocol.vocabulary.acts.items():
        for reviewed in known.reviews:
            for review in bench.docket(act).about:
                for original in bench.docket(reviewed).about:
                    if review.kind == original.kind == "refer":
                        consult = original.rule.consult
                        before = original.to | frozenset(consult.roles if consult else ())
                        if same_decider(bench.protocol, before, review.to):
                            yield _contradiction(
                                bench, "reviews himself", original, review, act, {}
                            )


def _contradiction(
    bench: Bench,
    sort: Sort,
    first: Compiled,
    second: Compiled,
    act: str,
    witness: Mapping[str, Any],
) -> Contradiction:
    facts = {
        name: _narrowest(bench.protocol, value) if isinstance(value, frozenset) else value
        for name, value in witness.items()
        if value != bench.assumed.get(name)
    }
    words = tuple(
        (name, fact_in_words(bench.protocol, name, value)) for name, value in facts.items()
    )
    return Contradiction(sort, first.rule, second.rule, act, words)


def _narrowest(protocol: Protocol, roles: frozenset[str]) -> frozenset[str]:
    """Without the roles that others of the set count as anyway."""
    return frozenset(
        role
        for role in roles
        if not any(role in protocol.kinds_of(other) for other in roles - {role})
    )
