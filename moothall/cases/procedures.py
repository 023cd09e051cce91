"""The procedures in force: read strictly from `procedures/`, checked, and kept.

What a procedure is stands in `procedure.py`; what may be wrong with one in `procedure_checks.py`,
and what may be wrong between several in `kind_checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from moothall import places, strict
from moothall.cases import kind_checks, procedure_checks, vocabulary_checks
from moothall.cases.kind_checks import Read
from moothall.cases.procedure import Act, Field, Procedure
from moothall.cases.procedure_reading import ProcedureReader
from moothall.strict import Broken, Fault, Faults, Twig

__all__ = ["Act", "Broken", "Field", "Procedure", "load", "read_procedure"]


@cache
def load(folder: Path = places.PROCEDURES) -> Mapping[str, Procedure]:
    """Every procedure by its kind, read once. Raises Broken with all that is wrong."""
    return read_all(folder)


def read_all(folder: Path) -> Mapping[str, Procedure]:
    """Every procedure of a folder, read anew. Raises Broken with all that is wrong."""
    found: list[Read] = []
    wrong: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(_read(path))
        except Broken as broken:
            wrong.extend(broken.faults)
    if not wrong:
        kind_checks.check(found)
        wrong = [fault for one in found for fault in one.faults.found]
    if wrong:
        raise Broken(wrong)
    return MappingProxyType({one.procedure.kind: one.procedure for one in found})


def read_procedure(path: Path) -> Procedure:
    """One procedure from its file. Raises Broken with file, line and nearest names."""
    return _read(path).procedure


def _read(path: Path) -> Read:
    faults = Faults(path.name)
    root = strict.read(path, faults=faults)
    if root is None:
        raise Broken(faults.found)
    return read_tree(root, faults=faults)


def read_tree(root: Twig, *, faults: Faults) -> Read:
    """One procedure from its tree. Raises Broken where it is not sound by itself."""
    procedure = ProcedureReader(faults).procedure(root)
    if not faults.found:
        procedure_checks.check(procedure, root=root, faults=faults)
        vocabulary_checks.check(procedure, root=root, faults=faults)
    faults.raise_any()
    return Read(procedure, root, faults)
