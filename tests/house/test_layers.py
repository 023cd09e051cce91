"""Imports run one way through the house, and the pure rooms stay pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .conftest import Source, sources

# A room may import itself and every room before it.
ORDER = ("worktime", "protocol", "people", "cases", "post", "pages", "config")
PURE = ("worktime", "protocol")
DOCUMENT_PARSERS = {"docx", "lxml", "pypdfium2"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}
MAY_READ_THE_CLOCK = ("post", "pages", "config")


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_of(source: Source) -> set[str]:
    names = (name.split(".") for name in imports(source.tree))
    return {parts[1] for parts in names if parts[0] == "moothall" and len(parts) > 1} & set(ORDER)


def upward(source: Source) -> set[str]:
    """Rooms that this file imports although they stand above it."""
    allowed = set(ORDER[: ORDER.index(source.room) + 1])
    return rooms_of(source) - allowed


def clock_reads(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in CLOCKS
    ]


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_imports_run_one_way(source: Source) -> None:
    if source.room in ORDER:
        assert not upward(source), f"{source.path} imports {sorted(upward(source))}"


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_the_pure_rooms_know_no_framework(source: Source) -> None:
    if source.room in PURE:
        foreign = {name for name in imports(source.tree) if name.split(".")[0] == "django"}
        assert not foreign, f"{source.path} imports {sorted(foreign)}"


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_word_and_pdf_files_are_read_in_one_place(source: Source) -> None:
    """Their parsers meet other people's files: nothing that judges or serves may load them."""
    if not source.path.startswith("moothall/protocol/adopting/documents/"):
        parsers = {name.split(".")[0] for name in imports(source.tree)} & DOCUMENT_PARSERS
        assert not parsers, f"{source.path} imports {sorted(parsers)}"


@pytest.mark.parametrize("source", sources("moothall/"), ids=lambda source: source.path)
def test_only_the_edge_reads_the_clock(source: Source) -> None:
    if source.room in MAY_READ_THE_CLOCK or source.path.endswith("/cli.py"):
        return
    lines = clock_reads(source.tree)
    assert not lines, f"{source.path} reads the clock on line {lines}: pass `at` in"


def test_a_file_that_climbs_is_noticed() -> None:
    climber = Source("moothall/people/x.py", "from moothall.pages import home\nimport django\n")
    assert upward(climber) == {"pages"}


def test_a_clock_is_noticed() -> None:
    assert clock_reads(ast.parse("from datetime import date\nx = date.today()\n")) == [2]
