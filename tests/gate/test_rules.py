"""No mistake planted in a protocol goes unnoticed: each rule taken out, and each key otherwise.

The scenarios beside the clauses must notice: one of them at least may hold no longer. Every rule is
taken out. Each key is changed in the rules on the topics that are proved to the letter; there may
only come more of them.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from rule_mistakes import PLANTERS, RuleMistake, mistakes

from moothall import places, protocol
from moothall.protocol.bench import Bench, bench_of
from moothall.protocol.rules import Rule
from moothall.protocol.scenario_reading import read_scenarios
from moothall.protocol.scenarios import Scenario, run_scenario
from moothall.worktime import OutsideCalendar

TO_THE_LETTER = {"enquiries", "correspondence", "confidentiality"}
COUNCILS = sorted(path.parts[-3] for path in Path(places.PROTOCOLS).glob("*/*/protocol.yaml"))


@cache
def concerned(council: str) -> dict[str, list[Scenario]]:
    """The scenarios that each rule has to do with, by the id of the rule."""
    edition = protocol.load(council)
    bench = bench_of(edition)
    found: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in read_scenarios(edition):
        docket = bench.docket(scenario.act)
        compiled = (*docket.about, *docket.against, *(one for one, _ in docket.starts))
        for rule in {one.rule.id for one in compiled}:
            found[rule].append(scenario)
    return found


def noticed(mistake: RuleMistake, bench: Bench, scenarios: list[Scenario]) -> bool:
    changed = mistake.changed
    wrong = bench.without(mistake.rule.id) if changed is None else bench.otherwise(changed)
    try:
        return any(not run_scenario(wrong, scenario).passed for scenario in scenarios)
    except OutsideCalendar:  # a period so wrong that it cannot even be counted
        return True


@pytest.mark.parametrize("council", COUNCILS)
def test_every_planted_mistake_is_noticed(council: str) -> None:
    edition = protocol.load(council)
    bench, scenarios = bench_of(edition), concerned(council)
    survivors = [
        str(mistake)
        for mistake in mistakes(edition)
        if (mistake.changed is None or edition.clauses[mistake.rule.clause].topic in TO_THE_LETTER)
        and not noticed(mistake, bench, scenarios[mistake.rule.id])
    ]
    assert not survivors, "nobody noticed:\n" + "\n".join(survivors)


@pytest.mark.parametrize("council", COUNCILS)
def test_the_scenarios_hold_without_a_mistake(council: str) -> None:
    bench = bench_of(protocol.load(council))
    results = [run_scenario(bench, one) for one in read_scenarios(protocol.load(council))]
    assert [one.scenario.sentence for one in results if not one.passed] == []


def test_a_mistake_is_planted_in_every_key_that_a_rule_has() -> None:
    assert set(PLANTERS) == {field.name for field in dataclasses.fields(Rule)}
