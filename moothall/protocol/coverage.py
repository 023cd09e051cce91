"""What the scenarios prove: takes each rule out in turn and sees whether one of them notices.

Counting the clauses that scenarios name would only show that they are mentioned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moothall.protocol.acting import acting
from moothall.protocol.bench import bench_of
from moothall.protocol.edition import Protocol
from moothall.protocol.rules import Rule
from moothall.protocol.scenario_reading import read_scenarios
from moothall.protocol.scenarios import Scenario, run_scenario


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of clauses or ids of rules, in printed order."""

    clauses: tuple[str, ...]
    executable: tuple[str, ...]  # clauses with rules
    decided: tuple[str, ...]  # executable clauses that ground a judgement in a scenario
    rules: tuple[str, ...]
    rules_unnoticed: tuple[str, ...]  # rules that no scenario would miss
    guide: tuple[str, ...]  # clauses that are conduct only
    unsettled: tuple[str, ...]  # clauses with a reading that waits to be settled
    scenarios: int
    failing: tuple[str, ...]  # sentences of scenarios that fail as things are
    # Executable clauses that have decided or driven a real case in the stories of the tests; None
    # for an edition of which no story is told.
    acting: tuple[str, ...] | None = None

    def as_json(self) -> dict[str, object]:
        """The numbers, and lists of what falls short beside them."""
        undecided = [number for number in self.executable if number not in self.decided]
        return {
            "clauses": len(self.clauses),
            "executable": len(self.executable),
            "decided": len(self.decided),
            "acting": None if self.acting is None else len(self.acting),
            "rules": len(self.rules),
            "rules_unnoticed": len(self.rules_unnoticed),
            "guide": len(self.guide),
            "unsettled": len(self.unsettled),
            "scenarios": self.scenarios,
            "failing": len(self.failing),
            "lists": {
                "undecided": undecided,
                "not_acting": None if self.acting is None else self._not_acting(self.acting),
                "rules_unnoticed": list(self.rules_unnoticed),
                "guide": list(self.guide),
                "unsettled": list(self.unsettled),
                "failing": list(self.failing),
            },
        }

    def _not_acting(self, acting: tuple[str, ...]) -> list[str]:
        return [number for number in self.executable if number not in acting]


def coverage(protocol: Protocol) -> Coverage:
    """What the scenarios of an edition prove. Raises ProtocolErrors for mistakes in them."""
    scenarios = read_scenarios(protocol)
    bench = bench_of(protocol)
    results = [run_scenario(bench, scenario) for scenario in scenarios]
    grounding = {clause for result in results for clause in result.judgement.clauses}
    holding = [result.scenario for result in results if result.passed]
    clauses = protocol.clauses.values()
    executable = tuple(clause.number for clause in clauses if clause.rules)
    acted = acting(protocol.council, protocol.edition)
    return Coverage(
        clauses=tuple(protocol.clauses),
        executable=executable,
        decided=tuple(number for number in executable if number in grounding),
        rules=tuple(rule.id for rule in protocol.rules),
        rules_unnoticed=tuple(
            rule.id for rule in protocol.rules if not _noticed(protocol, rule, holding)
        ),
        guide=tuple(clause.number for clause in clauses if clause.guide and not clause.rules),
        unsettled=tuple(
            clause.number for clause in clauses if any(one.unsettled for one in clause.readings)
        ),
        scenarios=len(scenarios),
        failing=tuple(result.scenario.sentence for result in results if not result.passed),
        acting=None if acted is None else tuple(one for one in executable if one in acted),
    )


def _noticed(protocol: Protocol, rule: Rule, holding: Sequence[Scenario]) -> bool:
    """Whether a scenario that holds would fail with the rule taken out."""
    poorer = bench_of(protocol).without(rule.id)
    concerned = (
        scenario
        for scenario in holding
        if rule.speaks_of(scenario.act) or scenario.act in rule.after
    )
    return any(not run_scenario(poorer, scenario).passed for scenario in concerned)
