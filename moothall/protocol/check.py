"""What a monitoring officer should look at in an edition: contradictions, open questions, gaps.

Faults of form are found on reading (`reader.py`); this speaks of protocols that can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from moothall.protocol.contradictions import Contradiction, contradictions
from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import covers

Severity = Literal["error", "finding", "note"]
# Sides and relations are held by whoever stands in them; only posts need a title.
_NEEDS_NO_TITLE = frozenset(
    [
        "councillor",
        "elected_councillor",
        "coopted_member",
        "officer",
        "senior_officer",
        "junior_officer",
        "agency_staff",
        "political_group",
        "third_party",
        "complainant",
        "complaints_team",
        "author",
        "confirmed_contact",
        "listed_councillors",
        "other_councillor",
        "cabinet_member",
        "committee_chair",
        "group_leader",
        "chief_officer",
    ]
)


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    sort: str
    clauses: tuple[str, ...]
    message: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sort}: {self.message}"

    def as_json(self) -> dict[str, object]:
        """A JSON-ready dict."""
        return {**asdict(self), "clauses": list(self.clauses)}


def check(protocol: Protocol) -> tuple[Finding, ...]:
    """Everything worth a person's time in an edition, errors first."""
    found = [
        *_contradictions(protocol),
        *_readings(protocol),
        *_titles(protocol),
        *_references(protocol),
        *_unmet(protocol),
    ]
    order = {"error": 0, "finding": 1, "note": 2}
    return tuple(sorted(found, key=lambda one: (order[one.severity], one.file, one.line)))


def _contradictions(protocol: Protocol) -> Iterator[Finding]:
    for one in contradictions(protocol):
        clause = protocol.clauses[one.first.clause]
        clauses = tuple(dict.fromkeys((one.first.clause, one.second.clause)))
        yield Finding(
            "finding",
            "contradiction",
            clauses,
            _contradiction(one, protocol),
            clause.file,
            one.first.line,
        )


def _contradiction(one: Contradiction, protocol: Protocol) -> str:
    pair = f"{one.first.clause} and {one.second.clause}"
    if one.first.clause == one.second.clause:
        pair = f"{one.first.clause} with itself"
    facts = ", ".join(
        f"{name} {'+'.join(sorted(value)) if isinstance(value, frozenset) else value}"
        for name, value in one.witness.items()
        if value != frozenset()
    )
    where = f" where {facts}" if facts else ""
    label = protocol.vocabulary.act(one.act).label
    return f"{pair}: {one.sort} ({label}){where}."


def _readings(protocol: Protocol) -> Iterator[Finding]:
    for number, clause in protocol.clauses.items():
        for reading in clause.readings:
            if reading.unsettled:
                yield Finding(
                    "finding",
                    "unsettled",
                    (number,),
                    f"{number}: {reading.choice} The monitoring officer should settle it.",
                    clause.file,
                    reading.line,
                )


def _titles(protocol: Protocol) -> Iterator[Finding]:
    """Posts that a rule names and no title maps to."""
    seen: set[str] = set()
    for rule in protocol.rules:
        for role in (*rule.by, *rule.to, *rule.consult, *rule.role, *rule.agreed):
            if "." in role or role in _NEEDS_NO_TITLE or role in protocol.titles or role in seen:
                continue
            seen.add(role)
            yield Finding(
                "finding",
                "no title",
                (rule.clause,),
                f"{rule.clause} names the {protocol.role_name(role)}; no title says who that is.",
                protocol.clauses[rule.clause].file,
                rule.line,
            )


def _references(protocol: Protocol) -> Iterator[Finding]:
    """A reading that prevails over a clause that does not exist."""
    for number, clause in protocol.clauses.items():
        for reading in clause.readings:
            for other in reading.over:
                if other not in protocol.clauses:
                    yield Finding(
                        "error",
                        "no such clause",
                        (number,),
                        f"{number}: the reading is over {other}, which does not exist.",
                        clause.file,
                        reading.line,
                    )


def _unmet(protocol: Protocol) -> Iterator[Finding]:
    """A time that counts from an act that no clause lets anybody do is worth a note."""
    spoken = {pattern for rule in protocol.rules for pattern in rule.acts}
    for rule in protocol.rules:
        silent = rule.after and not any(covers(pattern, rule.after) for pattern in spoken)
        if silent and not protocol.vocabulary.act(rule.after).event:
            yield Finding(
                "note",
                "counts from silence",
                (rule.clause,),
                f"{rule.clause} counts from an act that no clause speaks of: {rule.after}.",
                protocol.clauses[rule.clause].file,
                rule.line,
            )
