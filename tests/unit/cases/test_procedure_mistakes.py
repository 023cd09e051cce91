"""Every mistake in a procedure is an error with file, line, name and the nearest right name.

`broken/` holds one small procedure for each mistake (`sound.yaml` with one thing wrong), and
`broken/between/` one folder for each mistake that only shows between two procedures.
`messages.txt` is what is said about each. Every place in the loader that can find something wrong
is found out by reading its source, and must have found something in one of these files.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall import places, strict
from moothall.cases import (
    act_checks,
    act_reading,
    begin_checks,
    clock_checks,
    entry_checks,
    field_checks,
    flow_checks,
    grant_checks,
    kind_checks,
    list_checks,
    procedure_checks,
    procedure_reading,
    procedures,
    reply_checks,
    source_checks,
    vocabulary_checks,
)
from moothall.strict import Broken, Faults

HERE = Path(__file__).parent
BROKEN = HERE / "broken"
FILES = sorted(BROKEN.glob("*.yaml"))
FOLDERS = sorted(path for path in (BROKEN / "between").iterdir() if path.is_dir())
READING = (procedure_reading, act_reading)
CHECKING = (
    procedure_checks,
    act_checks,
    begin_checks,
    clock_checks,
    entry_checks,
    field_checks,
    flow_checks,
    grant_checks,
    list_checks,
    reply_checks,
    source_checks,
    vocabulary_checks,
    kind_checks,
)
Site = tuple[str, int, int]  # module, and where the call ends: line and column


@cache
def messages() -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for line in (BROKEN / "messages.txt").read_text("utf-8").splitlines():
        file, _, message = line.partition(" => ")
        said.setdefault(file, []).append(message)
    return said


def found_in(path: Path) -> list[str]:
    with pytest.raises(Broken) as caught:
        procedures.read_all(path) if path.is_dir() else procedures.read_procedure(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("path", [*FILES, *FOLDERS], ids=lambda path: path.stem)
def test_the_mistake_is_named(path: Path) -> None:
    assert found_in(path) == messages()[path.name]


def test_every_message_has_its_file() -> None:
    assert set(messages()) == {path.name for path in (*FILES, *FOLDERS)}


def test_without_a_mistake_it_is_read() -> None:
    assert procedures.read_procedure(HERE / "sound.yaml").kind == "matter"


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    for name in ("unknown-key", "by-nobody"):
        (tmp_path / f"{name}.yaml").write_text((BROKEN / f"{name}.yaml").read_text("utf-8"))
    found = found_in(tmp_path)
    assert found == [*messages()["by-nobody.yaml"], *messages()["unknown-key.yaml"]]


# Nothing in the loader is without its broken file -------------------------------------------------


def test_everything_that_can_be_found_wrong_has_a_broken_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached: set[Site] = set()
    add = Faults.add

    def noting(self: Faults, *given: Any, **named: Any) -> None:
        reached.update(_calls_under(sys._getframe(1)))
        add(self, *given, **named)

    monkeypatch.setattr(Faults, "add", noting)
    for path in (*FILES, *FOLDERS):
        found_in(path)
    missing = sorted(_sites() - reached)
    assert not missing, "no broken file for:\n" + "\n".join(map(_shown, missing))


def _calls_under(frame: FrameType | None) -> Iterator[Site]:
    """Where each call on the way to this frame stands in its source."""
    while frame is not None:
        positions = list(frame.f_code.co_positions())
        _, line, _, column = positions[frame.f_lasti // 2]
        yield frame.f_globals["__name__"], line or 0, column or 0
        frame = frame.f_back


@cache
def _sites() -> frozenset[Site]:
    """Every call in the loader that ends in a fault: directly, or through such a function."""
    modules = (*READING, *CHECKING)
    adding = _functions_that_add((strict, *modules))
    return frozenset(
        (module.__name__, node.end_lineno or 0, node.end_col_offset or 0)
        for module in modules
        for node in _calls(_tree(module))
        if _called(node) in adding
    )


def _functions_that_add(modules: tuple[ModuleType, ...]) -> set[str]:
    functions = [
        node
        for module in modules
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.FunctionDef)
    ]
    adding: set[str] = {"add"}
    while True:
        more = {one.name for one in functions if {*map(_called, _calls(one))} & adding}
        if more <= adding:
            return adding
        adding |= more


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that are given something; not those of `conditions`, whose names are its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (node.args or node.keywords):
            of = getattr(node.func, "value", None)
            if not (isinstance(of, ast.Name) and of.id == "conditions"):
                yield node


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text("utf-8"))


def _shown(site: Site) -> str:
    module, line, column = site
    text = Path(sys.modules[module].__file__ or "").read_text("utf-8").splitlines()[line - 1]
    return f"{module}:{line}:{column}: {text.strip()}"


# Whatever stands there --------------------------------------------------------------------------

KINDS = ("contact", "correspondence", "enquiry")
NONSENSE: list[Any] = [
    *("", "zzz", 5, True, [], ["zzz"], {}, {"zzz": "zzz"}),
    *([["zzz"]], [{"zzz": "zzz"}], {"zzz": ["zzz"]}, {"zzz": {"zzz": 5}}),
]
Place = tuple[str | int, ...]


@cache
def written(kind: str) -> Any:
    faults = Faults(kind)
    root = strict.read(places.PROCEDURES / f"{kind}.yaml", faults=faults)
    assert root is not None
    return root.plain()


def _paths(node: Any, at: Place = ()) -> Iterator[Place]:
    listed = dict(enumerate(node)) if isinstance(node, list) else node
    for name, inner in listed.items() if isinstance(listed, dict) else ():
        yield (*at, name)
        yield from _paths(inner, (*at, name))


@cache
def places_in(kind: str) -> list[Place]:
    return list(_paths(written(kind)))


def _with(node: Any, path: Place, value: Any) -> Any:
    if not path:
        return value
    copied = node.copy()
    copied[path[0]] = _with(node[path[0]], path[1:], value)
    return copied


@settings(max_examples=120, deadline=None, print_blob=True)
@given(data=st.data())
def test_whatever_is_written_it_is_a_fault_or_a_procedure(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    path = data.draw(st.sampled_from(places_in(kind)))
    text = yaml.safe_dump(_with(written(kind), path, data.draw(st.sampled_from(NONSENSE))))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{kind}.yaml"
        file.write_text(text, "utf-8")
        try:
            procedures.read_procedure(file)
        except Broken as broken:
            assert all(fault.file == file.name for fault in broken.faults)
