"""Whether a number at the start of a line goes on from the last clause's, or only looks like one.

"3.1 of the council's arrangements" may be a sentence that the printer broke before its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from moothall.protocol.adopting.splitting.marks import Path

Fit = Literal["first", "next", "gap", "again", "back", "odd"]
_PART = re.compile(r"([A-Z]*)(\d*)([A-Z]?)")
_FARTHEST = 6  # a gap of more numbers than this is no gap


def value(part: str) -> tuple[str, int, str]:
    """Something to compare the parts of numbers by: 9 before 10, 2 before 2A before 3."""
    found = _PART.fullmatch(part)
    if found is None:
        return (part, 0, "")
    return found[1], int(found[2] or 0), found[3]


def fit(last: Path, path: Path) -> Fit:
    """How a number follows the last: as the next, after a gap, the same again, or not at all."""
    if not last:
        return "first" if all(value(part)[1] <= 1 for part in path) else "odd"
    if path == last:
        return "again"
    best: Fit = "odd"
    if len(path) > len(last) and path[: len(last)] == last:
        return _below(path[len(last) :])
    for depth in range(min(len(last), len(path))):
        if path[:depth] != last[:depth]:
            break
        found = _beside(last[depth], path[depth])
        if found in ("next", "gap"):
            below = _below(path[depth + 1 :]) if path[depth + 1 :] else "next"
            return found if below == "next" else below
        if found == "back":
            best = "back"
    return best


def _below(rest: Path) -> Fit:
    """How numbers begin under a new one: 1, or after a gap 2 or 3."""
    if all(value(part)[1] == 1 for part in rest):
        return "next"
    return "gap" if all(1 <= value(part)[1] <= 3 for part in rest) else "odd"


def _beside(last: str, part: str) -> Fit:
    before, after = value(last), value(part)
    if before == after:
        return "again"
    if before[0] != after[0]:
        return "odd"
    step = after[1] - before[1]
    if step == 1 or (step == 0 and after[2] > before[2]):
        return "next"
    if 1 < step <= _FARTHEST:
        return "gap"
    return "back" if step < 0 or after[2] < before[2] else "odd"


def gaps(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Numbers that are missing between those printed, each with the sentence that says so."""
    children: dict[Path, list[str]] = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            under = children.setdefault(path[: depth - 1], [])
            if path[depth - 1] not in under:
                under.append(path[depth - 1])
    found: list[tuple[Path, str]] = []
    for parent, parts in children.items():
        found += _gaps_under(parent, parts)
    return found


def _gaps_under(parent: Path, parts: list[str]) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    ordered = sorted({value(part)[:2] for part in parts if part[:1].isdigit()})
    expected = 1
    for letters, number in ordered:
        here = _dotted(parent, number)
        sentence = f"The printed numbers begin with {here}."
        if expected > 1:
            sentence = f"The printed numbers go from {_dotted(parent, expected - 1)} to {here}."
        missing = range(expected, number)
        found += [((*parent, f"{letters}{one}"), sentence) for one in missing]
        expected = number + 1
    return found


def _dotted(parent: Path, number: int) -> str:
    return ".".join((*parent, str(number)))


def again(number: str, used: Iterable[str]) -> str:
    """A number that is printed more than once: the second is called bis, the third ter."""
    taken = set(used)
    for suffix in ("", "bis", "ter", "quater", "quinquies"):
        if number + suffix not in taken:
            return number + suffix
    count = 6
    while f"{number}-{count}" in taken:
        count += 1
    return f"{number}-{count}"
