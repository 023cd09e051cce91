"""Scenarios: sentences that run. Each is judged, and what came is held against what was wanted.

How they are written is in `scenario_reading.py`; which rules they would miss in `coverage.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache

from moothall.protocol.bench import Bench, bench_of
from moothall.protocol.edition import Protocol
from moothall.protocol.judge import judge_on
from moothall.protocol.judgement import Fact, Judgement, Promise
from moothall.worktime import WorkingTime, load_calendar

Expected = Mapping[str, object]
# Of these only what is named is looked for; of the others all that came must have been named.
_AMONG_OTHERS = ("clauses", "unless")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A sentence, the facts, and the judgement that is wanted."""

    sentence: str
    act: str
    facts: Mapping[str, Fact]
    at: datetime | date | None
    expect: Expected
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came otherwise than wanted."""

    key: str
    wanted: str
    came: str

    def __str__(self) -> str:
        return f"{self.key}: wanted {self.wanted}, came {self.came}"


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    scenario: Scenario
    judgement: Judgement
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_scenarios(protocol: Protocol) -> list[ScenarioResult]:
    """Judges every scenario of the edition.

    Raises ProtocolErrors where a scenario file has mistakes, and OutsideCalendar where a due date
    lies beyond the calendar.
    """
    from moothall.protocol.scenario_reading import read_scenarios

    bench = bench_of(protocol)
    return [run_scenario(bench, scenario) for scenario in read_scenarios(protocol)]


def run_scenario(bench: Bench, scenario: Scenario) -> ScenarioResult:
    """Judges one scenario on a compiled edition."""
    at = scenario.at
    day = at.date() if isinstance(at, datetime) else at
    judgement = judge_on(bench, scenario.act, scenario.facts, at=day)
    if at is not None and judgement.clocks and "clocks" in scenario.expect:
        judgement = with_due_dates(bench.protocol, judgement, at=at)
    came = _came(judgement)
    differences = tuple(
        Difference(key, _shown(wanted), _shown(came[key]))
        for key, wanted in scenario.expect.items()
        if not _matches(key, wanted, came)
    )
    return ScenarioResult(scenario, judgement, differences)


def with_due_dates(protocol: Protocol, judgement: Judgement, *, at: datetime | date) -> Judgement:
    """The judgement with the date of every clock that starts with the act, counted from `at`.

    Counts by the protocol's calendar and counting rule, without closure days. Raises
    OutsideCalendar beyond the calendar.
    """
    working = working_time(protocol)

    def due(clock: Promise) -> Promise:
        if clock.within is None or clock.after != judgement.act:
            return clock
        day = working.due_date(at, count=clock.within.count, unit=clock.within.unit)
        return replace(clock, due=day)

    return replace(judgement, clocks=tuple(due(clock) for clock in judgement.clocks))


def working_time(protocol: Protocol) -> WorkingTime:
    """How the protocol counts days, without the council's closure days. Raises UnknownCalendar."""
    counting = protocol.counting
    return _working_time(protocol.calendar, counting.cut_off, counting.late_counts_next_day)


@cache
def _working_time(calendar: str, cut_off: time | None, late_counts_next_day: bool) -> WorkingTime:
    return WorkingTime(
        load_calendar(calendar), cut_off=cut_off, late_counts_next_day=late_counts_next_day
    )


def came_of(judgement: Judgement) -> Mapping[str, str]:
    """What a judgement came to, by the keys that scenarios expect by, each as text."""
    return {key: _shown(value) for key, value in _came(judgement).items()}


def _came(judgement: Judgement) -> Mapping[str, object]:
    clocks: dict[str, list[str]] = {}
    for clock in judgement.clocks:
        ways = [clock.due.isoformat() if clock.due else "", str(clock.within or ""), clock.in_words]
        clocks.setdefault(clock.act, []).extend(way for way in ways if way)
    says: dict[str, list[str]] = {}
    for ground in judgement.grounds:
        says.setdefault(ground.clause, []).append(ground.says)
    return {
        "outcome": judgement.outcome,
        "strength": judgement.strength or "none",
        "leaning": judgement.leaning or "none",
        "departable": judgement.departable,
        "departed": judgement.departed,
        "jointly": judgement.decider_jointly,
        "clauses": judgement.clauses,
        "says": says,
        "required": judgement.required,
        "needs": tuple(need.name for need in judgement.needs),
        "decider": judgement.decider,
        "instead": tuple(one.act for one in judgement.instead),
        "route": judgement.route,
        "unless": judgement.unless,
        "clocks": clocks,
        "notices": tuple(role for one in judgement.notices for role in one.audience),
        "answerable": judgement.answerable,
        "becomes": judgement.becomes,
        "depends": tuple(question.fact for question in judgement.depends),
        "assumed": tuple(judgement.assumed),
        "contradiction": judgement.contradiction,
    }


def _matches(key: str, wanted: object, came: Mapping[str, object]) -> bool:
    found = came[key]
    if isinstance(found, Mapping):
        if isinstance(wanted, Mapping):
            if not wanted:
                return not found
            return all(str(how) in found.get(act, ()) for act, how in wanted.items())
        return isinstance(wanted, tuple) and set(wanted) == set(found)
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        among = key in _AMONG_OTHERS and wanted
        return set(wanted) <= set(found) if among else set(wanted) == set(found)
    if isinstance(found, tuple):
        return wanted is bool(found)
    return wanted == found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{act} {_shown(how)}" for act, how in value.items()) or "none"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "none"
    return str(value)
