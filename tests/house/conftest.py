"""What the house tests look at: the repository's own files as git knows them, and their syntax."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Source:
    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def room(self) -> str:
        """The second part of the path: protocol, worktime, people, cases, post, pages, config."""
        parts = Path(self.path).parts
        return parts[1] if parts[0] == "moothall" and len(parts) > 2 else ""


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git tracks or would add, as a path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(sorted(name for name in set(listed) if (ROOT / name).is_file()))


@cache
def sources(prefix: str = "") -> tuple[Source, ...]:
    """Python files under `prefix`, without migrations (which are generated)."""
    return tuple(
        Source(name, (ROOT / name).read_text())
        for name in tracked()
        if name.endswith(".py") and name.startswith(prefix) and "/migrations/" not in name
    )
