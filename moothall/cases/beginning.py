"""Sets up an act: finds the procedure and the act, locks the council's chain, reads the case.

Nothing is decided here beyond there being such an act; that is for `possible.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moothall.cases import chain, fields, index, procedures
from moothall.cases.doing import Doing
from moothall.cases.models import Case
from moothall.cases.procedure import Act, Procedure
from moothall.cases.refusals import NotPossible
from moothall.cases.standing import Standing
from moothall.people.models import Council, Person

ENTRY = "entry"  # the field that names the list entry an act happens to


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks to be done: an act on a case, or one that begins a case of a kind."""

    case: Case | None
    act: str
    by: Person | None
    at: datetime
    kind: str | None = None
    council: Council | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    departure: str = ""
    message_id: str = ""

    @property
    def answers(self) -> dict[str, object]:
        """What was answered, without the name of a list entry."""
        return {name: one for name, one in self.fields.items() if name != ENTRY}


def begin(asked: Request, *, lock: bool = True) -> Doing:
    """The act on its way, on the case as it stands now. Raises NotPossible for an unknown act."""
    if asked.at.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    case, kind, council = asked.case, asked.kind, asked.council
    if case is not None:
        kind, council = case.kind, case.council
    if kind is None or council is None:
        raise ValueError("An act that begins a case needs its kind and its council.")
    head = chain.lock(council) if lock else None
    standing = Standing()
    if case is not None:
        case = Case.objects.select_related("council").get(pk=case.pk)
        standing = index.read(case)
    procedure = procedure_of(kind)
    return Doing(
        council=council,
        procedure=procedure,
        act=act_of(procedure, asked.act),
        by=asked.by,
        at=asked.at,
        standing=standing,
        case=case,
        head=head,
        departure=fields.legible(asked.departure).strip(),
        message_id=asked.message_id,
        entry=str(asked.fields.get(ENTRY) or ""),
    )


def procedure_of(kind: str) -> Procedure:
    """The procedure of a kind. Raises NotPossible with the nearest name."""
    found = procedures.load()
    if kind not in found:
        raise NotPossible(f"There is no kind of business called {kind!r}.{_nearest(kind, found)}")
    return found[kind]


def act_of(procedure: Procedure, name: str) -> Act:
    """An act of a procedure. Raises NotPossible with the nearest name."""
    if name not in procedure.acts:
        hint = _nearest(name, procedure.acts)
        raise NotPossible(f"{procedure.label} knows no act called {name!r}.{hint}")
    return procedure.acts[name]


def _nearest(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
