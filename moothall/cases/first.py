"""What must be done before an act, or with it: a late answer needs its explanation.

A procedure's `first:` names the other act. Whether it is owed is the protocol's to say: it is when
the protocol makes it a duty on the facts as they are.
"""

from __future__ import annotations

from typing import Any

from moothall.cases import clocks, judging
from moothall.cases.doing import Doing
from moothall.cases.refusals import Incomplete

TODAY = "today"


def check(doing: Doing) -> None:
    """Raises Incomplete where the protocol owes another act first and its answers are wanting."""
    for name, defaults in doing.act.first.items():
        other = owed(doing, name, defaults)
        if other is None:
            continue
        wanting = {
            field: f"{doing.procedure.fields[field].question} {_because(other)}"
            for field in other.act.asked
            if other.values.get(field) is None
        }
        if wanting:
            raise Incomplete(wanting, judgement=other.judgement)
        clocks.check_days(other)
        judging.let_through(other, other.judgement or judging.silent(other))


def owed(doing: Doing, name: str, defaults: Any) -> Doing | None:
    """The other act, with its answers as given here, if the protocol makes it a duty now."""
    if doing.by is None:
        return None
    act = doing.procedure.acts[name]
    other = doing.with_act(act)
    for field in act.asked:
        value = doing.values.get(field)
        if value is None and defaults.get(field) == TODAY:
            value = doing.on.isoformat()
        if value is not None:
            other.values[field] = value
    other.after = doing.standing.copy()
    other.given = dict(doing.given)
    if not _condition(other):
        return None
    other.judgement, other.facts = judging.judge(other)
    return other if other.judgement.required else None


def _condition(other: Doing) -> bool:
    """Whether what the other act says of the case is so: its clock has run out."""
    today = other.on.isoformat()
    moved = other.act.moves
    return any(
        clock["act"] in moved and clock["due"] and clock["due"] < today
        for _, clock in other.standing.running()
    )


def all_owed(doing: Doing) -> list[Doing]:
    """Every act that is owed first, ready to be recorded."""
    found = (owed(doing, name, defaults) for name, defaults in doing.act.first.items())
    return [other for other in found if other is not None]


def _because(other: Doing) -> str:
    clauses = other.judgement.required if other.judgement else ()
    return f"The answer is late, and clause {', '.join(clauses)} asks for this."
