"""A case's view as JSON, for `moothall case show --json`: the same as the page, and no more."""

from __future__ import annotations

from moothall.cases.standing import REFUSED, Json
from moothall.cases.view import CaseView, Line, Saying
from moothall.cases.view_lists import OwnEntry
from moothall.worktime import LONDON


def as_json(seen: CaseView) -> Json:
    """The view as JSON, for `case show --json`."""
    return {
        "reference": seen.reference,
        "kind": seen.kind,
        "council": seen.case.council.slug,
        "edition": seen.edition,
        "subject": seen.subject,
        "urgent": seen.urgent,
        "state": seen.state,
        "state_label": seen.state_label,
        "ended": seen.ended,
        "whose_turn": seen.whose_turn,
        "next": seen.next,
        "version": seen.version,
        "sheet": dict(seen.answers),
        "parties": {slot: [one.slug for one in people] for slot, _, people in seen.parties},
        "clocks": [clock.as_json() for clock in seen.clocks],
        "events": [_event_json(line) for line in seen.timeline],
        "messages": [_saying_json(one) for one in seen.messages],
        "notes": [_saying_json(one) for one in seen.notes],
        "lists": {label: [_entry_json(one) for one in entries] for label, entries in seen.lists},
        "confidential": seen.confidential,
        "granted": [[one.until.isoformat(), one.purpose] for one in seen.granted],
        "attachments": [{"name": one.name, "size": one.size} for one in seen.attachments],
        "who_can_see": list(seen.who_can_see),
        "clauses": list(seen.clauses),
    }


def _event_json(line: Line) -> Json:
    return {
        "seq": line.seq,
        "at": line.at.astimezone(LONDON).isoformat(),
        "act": line.act,
        "by": line.by,
        "circle": line.circle,
        "words": line.words,
        "answers": dict(line.answers),
        "outcome": line.outcome,
        "clauses": list(line.clauses),
        "departed": line.departed,
        "confidential": line.confidential,
        "refused": line.act == REFUSED,
    }


def _entry_json(entry: OwnEntry) -> Json:
    """Whose the entry is and how it stands; the clauses by which they are told, and how."""
    return {
        "who": entry.person,
        "state": entry.state,
        "clauses": list(entry.clauses),
        "beforehand": entry.first,
        "telephone": entry.call,
    }


def _saying_json(saying: Saying) -> Json:
    return {
        "seq": saying.seq,
        "at": saying.at.astimezone(LONDON).isoformat(),
        "by": saying.by,
        "label": saying.label,
        "text": saying.text,
    }
