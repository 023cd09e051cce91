"""Sets up an act: finds the procedure and the act, locks the council's chain, reads the case.

Nothing is decided here beyond there being such an act; that is for `possible.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime

from moothall.cases import chain, index, procedures
from moothall.cases.doing import Doing
from moothall.cases.models import Case
from moothall.cases.procedure import Act, Procedure
from moothall.cases.refusals import NotPossible
from moothall.cases.standing import Standing
from moothall.people.models import Council, Person


def begin(
    case: Case | None,
    act: str,
    *,
    by: Person | None,
    at: datetime,
    kind: str | None = None,
    council: Council | None = None,
    fields: Mapping[str, object] | None = None,
    departure: str = "",
    message_id: str = "",
    lock: bool = True,
) -> Doing:
    """The act on its way, on the case as it stands now. Raises NotPossible for an unknown act."""
    if at.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    if case is None:
        if kind is None or council is None:
            raise ValueError("An act that begins a case needs its kind and its council.")
        case_council, standing = council, Standing()
    else:
        case_council = case.council
    if lock:
        chain.lock(case_council)
    if case is not None:
        case = Case.objects.select_related("council").get(pk=case.pk)
        standing, kind = index.read(case), case.kind
    assert kind is not None
    procedure = procedure_of(kind)
    return Doing(
        council=case_council,
        procedure=procedure,
        act=act_of(procedure, act),
        by=by,
        at=at,
        standing=standing,
        case=case,
        departure=departure.strip(),
        message_id=message_id,
        entry=str((fields or {}).get("entry") or ""),
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
