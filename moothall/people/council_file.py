"""Reads a council's YAML file as plain mappings that remember their lines.

What the keys mean is in `council_shape.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moothall.strict import Faults, Twig, read


class Lined(dict[str, Any]):
    """A mapping of the file, with the line of each key."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.lines: dict[str, int] = {}


def read_council(path: Path) -> Lined:
    """The file as mappings, lists, text, whole numbers and true/false.

    Raises Broken where it cannot be read, is no YAML mapping, or a key stands twice.
    """
    faults = Faults(path.name)
    root = read(path, faults=faults)
    if root is not None and not isinstance(root.value, dict):
        faults.add(root.line, path.stem, "A council's file is made of `key: value` lines.")
    faults.raise_any()
    assert root is not None
    plain = _plain(root, path.name)
    assert isinstance(plain, Lined)
    return plain


def _plain(twig: Twig, file: str) -> Any:
    if isinstance(twig.value, list):
        return [_plain(one, file) for one in twig.value]
    if not isinstance(twig.value, dict):
        return twig.value
    mapping = Lined(file)
    for name, inner in twig.value.items():
        mapping[name] = _plain(inner, file)
        mapping.lines[name] = inner.line
    return mapping
