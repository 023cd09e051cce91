"""What must be true of the acts that a reply by mail may be: its words answer all that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moothall.cases.procedure_checks import Checks

WORDED = ("line", "text")


def check(of: Checks) -> None:
    """Adds a fault for each act in `replies:` that a message alone could not do."""
    procedure = of.procedure
    of.exists(procedure.replies, procedure.acts, "act", "replies")
    for name, field in procedure.replies.items():
        act = procedure.acts.get(name)
        if act is None:
            continue
        of.exists([field], act.asked, f"field asked by {name}", "replies", name)
        if field in procedure.fields and procedure.fields[field].type not in WORDED:
            of.fault("replies", field, f"{field!r} does not take words.", name)
        if act.starts or act.automatic:
            of.fault("replies", name, f"Nobody replies with {name!r}: it begins a case.", name)
        if more := [one for one in act.required if one != field]:
            message = f"{name!r} asks for {more[0]!r} as well, which a message does not say."
            of.fault("replies", more[0], message, name)
