"""Scenarios: sentences with facts and the judgement that is wanted, and running them.

They stand in `scenarios/*.yaml` beside the chapters and are published as documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from moothall import places
from moothall.protocol.judge import judge
from moothall.protocol.judgement import Fact, Judgement
from moothall.protocol.protocol import Protocol
from moothall.protocol.vocabulary import BadFact, UnknownName
from moothall.strict import Faults, Twig, read
from moothall.worktime import WorkingTime, load_calendar

_KEYS = ("scenario", "act", "by", "at", "facts", "expect", "beside")
_BESIDE = ("but", "without", "by", "act", "at", "expect", "scenario")
EXPECTED = [
    "outcome",
    "clauses",
    "instead",
    "needs",
    "decider",
    "route",
    "clocks",
    "notices",
    "required",
    "strength",
    "unless",
    "becomes",
    "answerable",
    "depends",
    "contradiction",
    "words",
]


@dataclass(frozen=True, slots=True)
class Scenario:
    sentence: str
    act: str
    facts: Mapping[str, Fact]
    at: datetime | None
    expect: Mapping[str, object]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    scenario: Scenario
    wrong: tuple[str, ...]  # "outcome: wanted permitted, came forbidden"
    judgement: Judgement

    @property
    def passed(self) -> bool:
        return not self.wrong


def read_scenarios(protocol: Protocol, *, folder: Path | None = None) -> tuple[Scenario, ...]:
    """The scenarios of an edition. Raises Broken with every fault found."""
    home = folder or places.PROTOCOLS / protocol.folder
    found: list[Scenario] = []
    for path in sorted((home / "scenarios").glob("*.yaml")):
        faults = Faults(f"scenarios/{path.name}")
        root = read(path, faults=faults)
        for twig in faults.items(root, "scenarios"):
            found.extend(_scenario(protocol, twig, path.name, faults))
        faults.raise_any()
    return tuple(found)


def scenarios_of(protocol: Protocol) -> tuple[Scenario, ...]:
    """The scenarios of a loaded edition, read once. Raises Broken with every fault found."""
    kept: tuple[Scenario, ...] | None = protocol.__dict__.get("_scenarios")
    if kept is None:
        kept = protocol.__dict__["_scenarios"] = read_scenarios(protocol)
    return kept


def _scenario(protocol: Protocol, twig: Twig, file: str, faults: Faults) -> Iterator[Scenario]:
    entries = faults.keys(twig, _KEYS, "a scenario")
    sentence = faults.text(entries.get("scenario"), "scenario", line=twig.line)
    base = Scenario(
        sentence,
        _act(protocol, entries.get("act"), twig.line, faults),
        _facts(protocol, entries.get("facts"), entries.get("by"), faults),
        _at(entries.get("at"), faults),
        _expect(protocol, entries.get("expect"), twig.line, faults),
        file,
        twig.line,
    )
    yield base
    for one in faults.items(entries.get("beside"), "beside"):
        inner = faults.keys(one, _BESIDE, "a scenario beside")
        changed = {**base.facts, **_facts(protocol, inner.get("but"), inner.get("by"), faults)}
        but = _plainly(inner.get("but"))
        yield Scenario(
            faults.text(inner.get("scenario"), "scenario", needed=False)
            or f"{sentence}, but {but}",
            _act(protocol, inner["act"], one.line, faults) if "act" in inner else base.act,
            {
                fact: value
                for fact, value in changed.items()
                if value != "unknown" and fact not in faults.texts(inner.get("without"), "without")
            },
            _at(inner.get("at"), faults) or base.at,
            _expect(protocol, inner.get("expect"), one.line, faults),
            file,
            one.line,
        )


def _plainly(twig: Twig | None) -> str:
    plain = twig.plain() if twig else {}
    assert isinstance(plain, dict)
    return ", ".join(f"{name}: {value}" for name, value in plain.items()) or "asked otherwise"


def _act(protocol: Protocol, twig: Twig | None, line: int, faults: Faults) -> str:
    act = faults.text(twig, "act", line=line)
    known = protocol.vocabulary.acts
    if act and act not in known:
        faults.add(
            twig.line if twig else line, act, f"There is no act called {act!r}.", known=known
        )
    return act


def _facts(
    protocol: Protocol, twig: Twig | None, by: Twig | None, faults: Faults
) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    given = dict(faults.mapping(twig, "facts"))
    if by is not None:
        given["actor"] = by
    for name, inner in given.items():
        try:
            if inner.value == "unknown" and name in protocol.vocabulary.facts:
                found[name] = "unknown"
            else:
                found[name] = protocol.vocabulary.read_fact(name, inner.plain())
        except UnknownName as unknown:
            faults.add(
                inner.line, name, str(unknown).split(" Did")[0], known=protocol.vocabulary.facts
            )
        except BadFact as bad:
            faults.add(inner.line, name, str(bad))
    return found


def _at(twig: Twig | None, faults: Faults) -> datetime | None:
    if twig is None:
        return None
    try:
        return datetime.fromisoformat(str(twig.value))
    except ValueError:
        faults.add(twig.line, "at", f"at is a time such as 2026-12-18 15:00, not {twig.value!r}.")
        return None


def _expect(
    protocol: Protocol, twig: Twig | None, line: int, faults: Faults
) -> Mapping[str, object]:
    if twig is None:
        faults.add(line, "expect", "A scenario says what it expects.")
        return {}
    entries = faults.keys(twig, EXPECTED, "expect")
    for clause in faults.texts(entries.get("clauses"), "clauses"):
        if clause not in protocol.clauses:
            known = protocol.clauses
            faults.add(twig.line, clause, f"There is no clause {clause}.", known=known)
    return {name: inner.plain() for name, inner in entries.items()}


def working_time(protocol: Protocol) -> WorkingTime:
    """The council's working time without closure days, by the protocol's counting rule."""
    counting = protocol.counting
    return WorkingTime(
        load_calendar(protocol.calendar),
        cut_off=counting.cut_off,
        late_counts_next_day=counting.late_counts_next_day,
    )


def with_due_dates(protocol: Protocol, judgement: Judgement, at: datetime | None) -> Judgement:
    """The judgement with the due date of each clock that starts at `at`."""
    if at is None:
        return judgement
    clocks = tuple(
        replace(
            clock,
            due=working_time(protocol)
            .due(at, count=clock.within.count, unit=clock.within.unit)
            .due,
        )
        if clock.within
        else clock
        for clock in judgement.clocks
    )
    return replace(judgement, clocks=clocks)


def run_scenario(protocol: Protocol, scenario: Scenario) -> ScenarioResult:
    """Judges one scenario and says what came otherwise than wanted."""
    judgement = judge(
        protocol, scenario.act, scenario.facts, at=scenario.at.date() if scenario.at else None
    )
    if "clocks" in scenario.expect:
        judgement = with_due_dates(protocol, judgement, scenario.at)
    came = _came(judgement, protocol)
    wrong = tuple(
        f"{name}: wanted {_shown(wanted)}, came {_shown(came[name])}"
        for name, wanted in scenario.expect.items()
        if not _matches(name, wanted, came[name])
    )
    return ScenarioResult(scenario, wrong, judgement)


def run_scenarios(protocol: Protocol) -> tuple[ScenarioResult, ...]:
    """Every scenario of the edition. Raises Broken where a scenario file has faults."""
    return tuple(run_scenario(protocol, one) for one in scenarios_of(protocol))


def _came(judgement: Judgement, protocol: Protocol) -> dict[str, object]:
    deciding = judgement.clauses
    return {
        "outcome": judgement.outcome,
        "clauses": list(deciding),
        "instead": [one.act for one in judgement.instead],
        "needs": [need.name for need in judgement.needs],
        "decider": list(judgement.decider),
        "route": list(judgement.route),
        "clocks": {clock.act: _clock(clock.due, clock.in_words) for clock in judgement.clocks},
        "notices": [role for notice in judgement.notices for role in notice.audience],
        "required": list(judgement.required),
        "strength": judgement.strength,
        "unless": list(judgement.unless),
        "becomes": list(judgement.becomes),
        "answerable": list(judgement.answerable),
        "depends": [question.fact for question in judgement.depends],
        "contradiction": list(judgement.contradiction),
        "words": {clock.act: clock.in_words for clock in judgement.clocks if clock.in_words},
    }


def _clock(due: date | None, in_words: str) -> str:
    return due.isoformat() if due else in_words


def _matches(name: str, wanted: object, came: object) -> bool:
    if isinstance(came, dict):
        if isinstance(wanted, dict):
            return all(str(came.get(act)) == str(value) for act, value in wanted.items())
        names = [wanted] if isinstance(wanted, str) else wanted
        return isinstance(names, list) and sorted(came) == sorted(map(str, names))
    if isinstance(came, list):
        if wanted in ("none", []):
            return not came
        names = [wanted] if isinstance(wanted, str) else wanted
        if not isinstance(names, list):
            return False
        if name == "clauses":  # the clauses named must be among the grounds
            return set(map(str, names)) <= set(came)
        return sorted(map(str, names)) == sorted(came)
    return wanted == came


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {inner}" for name, inner in value.items()) or "none"
    return str(value)
