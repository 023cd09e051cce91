"""Refused attempts in words: who tried what, and which clause stood against it.

Who may see one is `visibility.refusals_for`'s matter; here they are only written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from moothall.cases.models import Event
from moothall.cases.naming import by_whom
from moothall.cases.procedures import load
from moothall.cases.telling import DONE
from moothall.people.directory import directory_of


@dataclass(frozen=True, slots=True)
class Stopped:
    """An attempt that the protocol stopped."""

    reference: str
    at: datetime
    by: str
    act: str
    why: str
    clauses: tuple[str, ...]


def in_words(refusals: Iterable[Event]) -> list[Stopped]:
    """Refusal events, with their case, `by` and what was said, as a page shows them."""
    return [_stopped(event) for event in refusals]


def _stopped(event: Event) -> Stopped:
    said = {one.field: one.value for one in event.said.all()}
    name = event.body.get("attempted", "")
    acts = load()[event.case.kind].acts
    return Stopped(
        reference=event.case.reference,
        at=event.at,
        by=by_whom(event, directory_of(event.council_id).people),
        act=acts[name].label if name in acts else name,
        why=said.get(DONE) or "",
        clauses=tuple(event.body.get("judgement", {}).get("clauses", ())),
    )
