"""What is wrong, or worth a monitoring officer's time, in a protocol: where, which name, and what.

Only the values and the exception that carries them. Who looks for what: `reader.py` for mistakes of
writing, `check.py` and `contradictions.py` for what a well-written protocol still gets wrong.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from moothall.strict import Broken, Fault

Severity = Literal["error", "finding", "note"]
Sort = Literal[
    "mistake",
    "may and may not",
    "dilemma",
    "never reached",
    "two deciders",
    "reviews himself",
    "unsettled",
    "drafted",
    "no title",
    "no act",
    "no stand-in",
    "undated step",
    "both demanded",
    "dangling",
    "no address",
    "unspoken",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `clauses` and `witness` (facts that make it happen) where there are any."""

    file: str
    line: int
    name: str
    message: str
    nearest: str = ""
    severity: Severity = "error"
    sort: Sort = "mistake"
    clauses: tuple[str, ...] = ()
    witness: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        hint = f" Did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.file}:{self.line}: {self.message}{hint}"

    def as_json(self) -> dict[str, object]:
        """JSON-ready."""
        plain = dataclasses.asdict(self)
        return plain | {"clauses": list(self.clauses), "witness": dict(self.witness)}


class ProtocolErrors(Broken):
    """A protocol that cannot be used; `findings` holds every mistake, in file and line order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)
        self.findings = [
            Finding(one.file, one.line, one.name, one.message, one.nearest) for one in self.faults
        ]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` was most likely meant to be, or "" where none is near."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return close[0] if close else ""
