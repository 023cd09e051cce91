"""Measures calls in one process and prints them as rows of a table.

Each figure is the best of several rounds: the least disturbed one. Calls that are compared take
turns, round by round, so that a busy moment of the machine falls on both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

ROUNDS = 7
ROUND_SECONDS = 0.05

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """One measured call: the best round's seconds for one operation."""

    name: str
    seconds: float

    @property
    def per_second(self) -> float:
        return 1 / self.seconds


def loops_for(call: Call, *, seconds: float = ROUND_SECONDS) -> int:
    """How often to call it so that one round lasts about `seconds`; at least once."""
    loops = 1
    while (spent := _round(call, loops)) < seconds / 5:
        loops *= 2
    return max(1, round(loops * seconds / spent))


def measure(
    calls: dict[str, Call], *, operations: int = 1, rounds: int = ROUNDS
) -> dict[str, Timing]:
    """Best of `rounds` for each named call, taking turns. One call does `operations` of them."""
    loops = {name: loops_for(call) for name, call in calls.items()}
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            best[name] = min(best[name], _round(call, loops[name]) / loops[name])
    return {name: Timing(name, seconds / operations) for name, seconds in best.items()}


def _round(call: Call, loops: int) -> float:
    turns = range(loops)
    start = perf_counter()
    for _ in turns:
        call()
    return perf_counter() - start


@dataclass
class Report:
    """A table printed as it is measured; `failures` gathers the bars that were missed."""

    failures: list[str] = field(default_factory=list)

    def heading(self, title: str) -> None:
        """Opens a table."""
        print(f"\n{title}\n{'':44}{'each':>12}{'per second':>14}{'as fast':>10}")

    def compare(self, calls: dict[str, Call], *, operations: int = 1) -> dict[str, Timing]:
        """Measures the calls in turns; a row each, with how many times as fast as the first."""
        timings = measure(calls, operations=operations)
        first = next(iter(timings.values()))
        for timing in timings.values():
            self._row(timing, first.seconds / timing.seconds)
        return timings

    def expect(self, what: str, *, holds: bool) -> None:
        """Notes a bar and whether it was met; `python -m bench` exits 1 if any was missed."""
        print(f"  {'met' if holds else 'MISSED'}: {what}")
        if not holds:
            self.failures.append(what)

    def _row(self, timing: Timing, ratio: float) -> None:
        print(
            f"  {timing.name:<42}{_length(timing.seconds):>12}"
            f"{timing.per_second:>14,.0f}{ratio:>9.2f}×"
        )


def _length(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"
