"""What must be true of the sight that an act grants: to whom, of what, until when, what for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moothall.cases.field_checks import PEOPLE
from moothall.cases.grants import ENTRY

if TYPE_CHECKING:
    from moothall.cases.act_checks import ActChecks


def check(of: ActChecks) -> None:
    """Adds a fault for each name in an act's `grants:` that is not there, or is something else."""
    grant, act, procedure = of.act.grants, of.act, of.of.procedure
    if grant is None:
        return
    here = [ENTRY] if act.in_ else []
    of.exists([grant.to], [*act.asked, *procedure.parties, *here], "party or field", "grants")
    of.typed([grant.to], PEOPLE, "grants")
    answers = [grant.until, grant.purpose, *filter(None, [grant.letter])]
    of.exists(answers, act.required, "required field asked here", "grants")
    of.typed([grant.until], ("date",), "grants")
    of.typed([grant.letter], ("number",), "grants")
    if grant.circle:
        of.exists([grant.circle], procedure.circles, "circle", "grants")
