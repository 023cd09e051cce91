"""Files and functions stay small, names stay the field's, and every module says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Source, sources, tracked

BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "services"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
DOCUMENTED = ("worktime", "protocol", "people", "cases", "post")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
            "_"
        ):
            yield node


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_files_are_at_most_300_lines(source: Source) -> None:
    assert len(source.text.splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_functions_are_at_most_40_lines(source: Source) -> None:
    long = {
        function.name: (function.end_lineno or 0) - function.lineno + 1
        for function in functions(source.tree)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long, f"{source.path}: {long}"


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_modules_open_with_what_lives_here(source: Source) -> None:
    words = ast.get_docstring(source.tree)
    assert words, f"{source.path} does not say what it is"
    assert len(words.splitlines()) <= 8, f"{source.path} says too much"


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_public_functions_say_what_they_do(source: Source) -> None:
    if source.room in DOCUMENTED and not source.path.endswith("/cli.py"):
        silent = [node.name for node in public(source.tree) if not ast.get_docstring(node)]
        assert not silent, f"{source.path}: {silent}"


def test_no_name_that_says_nothing() -> None:
    parts = {part for name in tracked() for part in Path(name).with_suffix("").parts}
    assert not parts & BANNED


def test_every_dependency_has_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [") + 1
    for line in lines[start : lines.index("]", start)]:
        assert "#" in line.split('",', 1)[1], f"no reason beside {line.strip()}"
