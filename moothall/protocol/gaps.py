"""What an edition leaves open without saying so: deciders without a stand-in, limits that run
through steps without a day, clauses that are named and not there, acts that nobody speaks of.

Contradictions are found in `contradictions.py`; everything together is asked for in `check.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from moothall.protocol.bench import Compiled, bench_of
from moothall.protocol.circumstances import together
from moothall.protocol.edition import Clause, Protocol
from moothall.protocol.findings import Finding, Sort
from moothall.protocol.phrases import act_label, happens, listed, roles_in_words
from moothall.protocol.rules import Rule

# A kind of business that is about somebody: whoever decides it may be the one it is about.
PARTISAN = ("complaint", "information", "declaration", "employment", "seat")
PARTY = "decider.is_party"
_NAMED = re.compile(
    r"\b(?:clauses?|paragraphs?|sections?)\s+((?:\d+|[A-Z]\d+)(?:\.[0-9A-Za-z]+)+)"
    r"((?:(?:,| and| or)\s+(?:\d+|[A-Z]\d+)(?:\.[0-9A-Za-z]+)+)*)"
)
_NUMBER = re.compile(r"(?:\d+|[A-Z]\d+)(?:\.[0-9A-Za-z]+)+")


def gaps(protocol: Protocol, *, offered: Collection[str] | None = None) -> Iterator[Finding]:
    """Everything that is left open. With the acts that procedures offer, silence on them too."""
    yield from _no_stand_in(protocol)
    yield from _undated_steps(protocol)
    yield from _both_demanded(protocol)
    yield from _dangling(protocol)
    yield from _unaddressed(protocol)
    if offered is not None:
        yield from _unspoken(protocol, offered)


def _found(rule: Rule, sort: Sort, message: str, *others: str) -> Finding:
    clauses = tuple(dict.fromkeys((rule.clause, *others)))
    return Finding(
        rule.file, rule.line, rule.clause, message, severity="finding", sort=sort, clauses=clauses
    )


# Deciders -----------------------------------------------------------------------------------------


def _no_stand_in(protocol: Protocol) -> Iterator[Finding]:
    """Decisions about people whose decider may be the person concerned, and nobody stands in."""
    for rule in protocol.rules:
        if rule.kind != "refer" or rule.to is None or len(rule.to.roles) > 1:
            continue
        acts = [act for act in rule.acts if act.partition(".")[0] in PARTISAN]
        if not acts or _provided_for(protocol, rule):
            continue
        who = roles_in_words(protocol, rule.to.roles)
        what = listed(act_label(protocol, act) for act in acts)
        yield _found(
            rule,
            "no stand-in",
            f"Clause {rule.clause} has {who} decide whether to {what}, and nothing says who "
            f"decides where {who} is the one concerned.",
        )


def _provided_for(protocol: Protocol, rule: Rule) -> bool:
    """Whether some rule about the act speaks of a decider who is concerned, or names another."""
    for other in protocol.rules:
        if other.kind not in ("refer", "forbid") or not set(other.acts) & set(rule.acts):
            continue
        if PARTY in set(other.facts()):
            return True
        elsewhere = other.to is not None and set(other.to.roles).isdisjoint(
            rule.to.roles if rule.to else ()
        )
        if other.kind == "refer" and other is not rule and elsewhere and (other.when or rule.when):
            return True
    return False


# Time ---------------------------------------------------------------------------------------------


def _undated_steps(protocol: Protocol) -> Iterator[Finding]:
    """A right that lapses while steps must be gone through for which no day is given."""
    for limit in protocol.rules:
        if limit.kind not in ("permit", "require") or not (limit.within and limit.after):
            continue
        kind = limit.acts[0].partition(".")[0]
        steps = [
            rule
            for rule in protocol.rules
            if rule.kind in ("duty", "route")
            and not rule.within
            and any(act.partition(".")[0] == kind for act in rule.acts)
            and not set(rule.acts) & {*limit.acts, *limit.after}
        ]
        if steps:
            names = listed(
                dict.fromkeys(act_label(protocol, act) for one in steps for act in one.acts), "and"
            )
            start = listed(happens(protocol, act) for act in limit.after)
            yield _found(
                limit,
                "undated step",
                f"Clause {limit.clause} lets {limit.within} run from when {start}, through steps "
                f"that have no day of their own: {names}.",
                *(one.clause for one in steps),
            )


# Duties -------------------------------------------------------------------------------------------


def _both_demanded(protocol: Protocol) -> Iterator[Finding]:
    """Two duties of one person that can never both be done: to do something and its opposite."""
    bench = bench_of(protocol)
    for act, known in protocol.vocabulary.acts.items():
        for opposite in known.opposes:
            for first in _duties(bench.docket(act).about):
                for second in _duties(bench.docket(opposite).about):
                    if together(bench, first, second) is not None:
                        yield _found(
                            first.rule,
                            "both demanded",
                            f"Clause {first.rule.clause} makes it a duty to "
                            f"{act_label(protocol, act)}, clause {second.rule.clause} to "
                            f"{act_label(protocol, opposite)}: nobody can do both.",
                            second.rule.clause,
                        )


def _duties(rules: tuple[Compiled, ...]) -> Iterator[Compiled]:
    return (one for one in rules if one.kind == "duty")


# References ---------------------------------------------------------------------------------------


def _dangling(protocol: Protocol) -> Iterator[Finding]:
    """Clauses that the words of another name, and that are not there."""
    for clause in protocol.clauses.values():
        for number in _named(clause):
            if not _is_there(protocol, number):
                yield Finding(
                    clause.file,
                    clause.line,
                    number,
                    f"Clause {clause.number} refers to clause {number}, which does not exist.",
                    severity="finding",
                    sort="dangling",
                    clauses=(clause.number,),
                )


def _named(clause: Clause) -> dict[str, None]:
    own = [clause.words, clause.guide, *(one.choice for one in clause.readings)]
    found: dict[str, None] = {}
    for text in (*own, *(one.because for one in clause.readings)):
        for match in _NAMED.finditer(text):
            for number in _NUMBER.findall(match[0]):
                found[number.rstrip(".")] = None
    return found


def _is_there(protocol: Protocol, number: str) -> bool:
    """A clause, a part of one, or a heading that has clauses under it."""
    known = (*protocol.clauses, *protocol.missing)
    return any(
        number == one or number.startswith(f"{one}.") or one.startswith(f"{number}.")
        for one in known
    )


def _unaddressed(protocol: Protocol) -> Iterator[Finding]:
    """Other documents that nobody has given an address yet."""
    if names := [name for name, address in protocol.references.items() if not address]:
        message = f"No address is given yet for {listed(names, 'and')}."
        yield Finding("protocol.yaml", 1, "references", message, severity="note", sort="no address")


# Silence ------------------------------------------------------------------------------------------


def _unspoken(protocol: Protocol, offered: Collection[str]) -> Iterator[Finding]:
    """Acts that procedures offer and no clause mentions, for each kind the protocol speaks of."""
    bench = bench_of(protocol)
    spoken: set[str] = set()
    silent: dict[str, list[str]] = {}
    for act in (one for one in protocol.vocabulary.acts if one in offered):
        kind = act.partition(".")[0]
        if bench.docket(act).about or bench.docket(act).starts:
            spoken.add(kind)
        else:
            silent.setdefault(kind, []).append(act)
    for kind in (one for one in silent if one in spoken):
        labels = "; ".join(act_label(protocol, act) for act in silent[kind])
        message = f"No clause speaks of what the software offers besides: {labels}."
        yield Finding("protocol.yaml", 1, kind, message, severity="note", sort="unspoken")
