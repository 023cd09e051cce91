"""What a monitoring officer should look at in an edition: contradictions, open readings, gaps.

Mistakes of writing are found on reading (`reader.py`); this speaks of editions that can be read.
Errors among the scenarios are included, so that one command finds everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from moothall import places
from moothall.protocol.contradictions import Contradiction, contradictions
from moothall.protocol.edition import Clause, Protocol
from moothall.protocol.findings import Finding, ProtocolErrors, Sort
from moothall.protocol.gaps import gaps
from moothall.protocol.page import Page
from moothall.protocol.phrases import act_label, role_in_words
from moothall.protocol.rules import EVERY_ACT, Rule
from moothall.protocol.scenario_reading import read_scenarios

_ORDER = {"error": 0, "finding": 1, "note": 2}
_SAYS = {
    "may and may not": "says both that this may be done and that it may not",
    "dilemma": "lets neither this nor its opposite be done",
    "never reached": "has a rule that is never reached, because another always bars it",
    "two deciders": "names two deciders",
    "reviews himself": "has the dispute decided by whoever had a part in the first decision",
}


def check(protocol: Protocol, *, offered: Collection[str] | None = None) -> list[Finding]:
    """Everything worth a person's time in an edition, errors first.

    `offered` are the acts that procedures offer (`offered_acts`); with them, duties that nobody
    can do here are noted.
    """
    found = [
        *_scenario_mistakes(protocol),
        *_contradictions(protocol),
        *_readings(protocol),
        *_drafts(protocol),
        *_untitled(protocol),
        *gaps(protocol, offered=offered),
        *(_unmet_duties(protocol, offered) if offered is not None else ()),
    ]
    return sorted(found, key=lambda one: (_ORDER[one.severity], one.file, one.line))


def offered_acts(folder: Path = places.PROCEDURES) -> frozenset[str]:
    """The acts that the procedures of a folder offer, by the names protocols know them by."""
    found: set[str] = set()
    for path in folder.glob("*.yaml"):
        root = Page(path.name).compose(path.read_text("utf-8"))
        entries = root.entries if root is not None else {}
        kind = entries["kind"].written if "kind" in entries else path.stem
        for name, act in (entries["acts"].entries if "acts" in entries else {}).items():
            judged = act.entries.get("judged")
            found.add(judged.written if judged else f"{kind}.{name}")
            found.add(f"{kind}.{name}")
        for field in (entries["fields"].entries if "fields" in entries else {}).values():
            found |= set(field.entries["judges"].entries if "judges" in field.entries else ())
    return frozenset(found)


def _scenario_mistakes(protocol: Protocol) -> Iterator[Finding]:
    try:
        read_scenarios(protocol)
    except ProtocolErrors as errors:
        yield from errors.findings


def _contradictions(protocol: Protocol) -> Iterator[Finding]:
    for one in contradictions(protocol):
        clauses = tuple(dict.fromkeys((one.first.clause, one.second.clause)))
        yield Finding(
            file=one.first.file,
            line=one.first.line,
            name=one.first.clause,
            message=_contradiction_in_words(protocol, one),
            severity="finding",
            sort=one.sort,
            clauses=clauses,
            witness=one.witness,
        )


def _contradiction_in_words(protocol: Protocol, one: Contradiction) -> str:
    pair = (
        f"Clause {one.first.clause} with itself"
        if one.first.clause == one.second.clause
        else f"Clause {one.first.clause} with {one.second.clause}"
    )
    facts = "; ".join(words for _, words in one.witness)
    where = f", where {facts}" if facts else ""
    what = act_label(protocol, one.act)
    return f"{pair}: the protocol {_SAYS[one.sort]} ({what}){where}."


def _readings(protocol: Protocol) -> Iterator[Finding]:
    who = role_in_words(protocol, protocol.interpreter)
    for clause in protocol.clauses.values():
        for reading in clause.readings:
            if reading.unsettled:
                message = f"Clause {clause.number}: {reading.choice} To be settled by {who}."
                yield _about(clause, reading.line, message, "finding")
    counting = protocol.counting.reading
    if counting is not None and counting.unsettled:
        message = f"How days count: {counting.choice} To be settled by {who}."
        yield Finding(
            "protocol.yaml", counting.line, "counting", message, "", "finding", "unsettled"
        )


def _drafts(protocol: Protocol) -> Iterator[Finding]:
    """Clauses that wait for a person to confirm them, with what they may come to."""
    for clause in protocol.clauses.values():
        if not (clause.drafted or clause.drafts):
            continue
        waiting = drafted_in_words(len(clause.drafts)) if clause.drafts else ""
        looks = f"nobody has said yet what follows from it{_looks_like(clause)}"
        message = f"Clause {clause.number}: {waiting or looks}."
        line = clause.drafts[0].line if clause.drafts else clause.line
        yield _about(clause, line, message, "finding", sort="drafted")


def drafted_in_words(count: int) -> str:
    """Such as "3 drafted rules wait to be confirmed"; "" for none."""
    if count == 1:
        return "1 drafted rule waits to be confirmed"
    return f"{count} drafted rules wait to be confirmed" if count else ""


def _looks_like(clause: Clause) -> str:
    return f" (it looks like `{clause.looks_like}`)" if clause.looks_like else ""


def _about(
    clause: Clause, line: int, message: str, severity: str, *, sort: Sort = "unsettled"
) -> Finding:
    return Finding(
        clause.file,
        line,
        clause.number,
        message,
        severity="finding" if severity == "finding" else "note",
        sort=sort,
        clauses=(clause.number,),
    )


def _untitled(protocol: Protocol) -> Iterator[Finding]:
    """Posts that a rule gives something to do, and no title of the council stands for."""
    seen: set[str] = set()
    for rule in protocol.rules:
        for role in _named(rule):
            if role in seen or _is_titled(protocol, role):
                continue
            seen.add(role)
            name = protocol.role_name(role)
            yield Finding(
                rule.file,
                rule.line,
                role,
                f"Clause {rule.clause} names the {name}, but no title says who that is here.",
                severity="note",
                sort="no title",
                clauses=(rule.clause,),
            )


def _named(rule: Rule) -> Iterator[str]:
    yield from rule.by
    yield from rule.agreed
    for target in (rule.to, rule.consult):
        yield from target.roles if target else ()


def _is_titled(protocol: Protocol, role: str) -> bool:
    """Classes and relations need no title; a post has its own or that of one who counts as it."""
    known = protocol.vocabulary.roles[role]
    if known.is_relation or known.plural or role in protocol.titles:
        return True
    return any(role in protocol.kinds_of(other) for other in protocol.titles)


def _unmet_duties(protocol: Protocol, offered: Collection[str]) -> Iterator[Finding]:
    """Duties to do what no procedure offers."""
    for rule in protocol.rules:
        acts = protocol.vocabulary.acts
        if rule.kind != "duty" or any(act == EVERY_ACT or act.endswith(".*") for act in rule.acts):
            continue
        if not any(act in offered or acts[act].event for act in rule.acts):
            labels = " or ".join(act_label(protocol, act) for act in rule.acts)
            yield Finding(
                rule.file,
                rule.line,
                rule.acts[0],
                f"Clause {rule.clause} makes it a duty to {labels}, which no procedure offers.",
                severity="note",
                sort="no act",
                clauses=(rule.clause,),
            )
