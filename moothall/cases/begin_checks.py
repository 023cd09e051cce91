"""What must be true of the cases that an act begins: by which act, for whom, with what.

The duty itself is an act of the protocols, and looked at in `vocabulary_checks.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moothall.cases.begins import AUDIENCES, EACH
from moothall.cases.clock_checks import left_in, possible_in
from moothall.cases.procedure import Begins

if TYPE_CHECKING:
    from moothall.cases.act_checks import ActChecks


def check(of: ActChecks) -> None:
    """Adds a fault for each name in an act's `begins:` that is not there, or is something else."""
    spec, procedure = of.act.begins, of.of.procedure
    if spec is None:
        return
    alone = {name: act for name, act in procedure.acts.items() if act.automatic}
    starting = [name for name, act in alone.items() if act.starts]
    noting = [name for name, act in alone.items() if not act.starts]
    of.exists([spec.act], starting, "act that the system starts a case with", "begins")
    of.exists([spec.noted], noting, "act that the system does", "begins")
    of.exists(spec.each, AUDIENCES, "audience", "begins")
    of.exists([spec.than], procedure.parties, "party", "begins")
    of.exists(spec.same[:1], procedure.sheet, "sheet field", "begins")
    of.exists(spec.same[1:], procedure.parties, "party", "begins")
    sources = [EACH, *procedure.parties, *procedure.sheet]
    of.exists(spec.answers.values(), sources, "source", "begins")
    if spec.act in starting:
        of.exists(spec.answers, alone[spec.act].asked, "field of that act", "begins")
    if spec.noted in noting and possible_in(alone[spec.noted]) != left_in(of.act):
        states = ", ".join(sorted(left_in(of.act)))
        of.fault("begins", spec.noted, f"{spec.noted!r} comes right after it, so from: {states}.")
    if spec.noted in noting:
        of.typed(alone[spec.noted].asked, ("case",), "begins")
    _whole(of, spec)


def _whole(of: ActChecks, spec: Begins) -> None:
    if len(spec.same) != 2:
        of.fault("begins", of.act.name, "`same` is a sheet field and a party.")
    if EACH not in spec.answers.values() or not spec.each:
        of.fault("begins", of.act.name, f"say whom for: `{EACH}` among the answers, and who.")
