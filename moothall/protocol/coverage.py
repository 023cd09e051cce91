"""Which rules would be missed: takes each out in turn and sees whether a scenario notices.

Counting names would only show that a clause is mentioned, not that it matters.
"""

from __future__ import annotations

from dataclasses import dataclass

from moothall.protocol.protocol import Protocol
from moothall.protocol.rules import covers
from moothall.protocol.scenarios import Scenario, run_scenario, scenarios_of


@dataclass(frozen=True, slots=True)
class Coverage:
    clauses: tuple[str, ...]
    executable: tuple[str, ...]  # clauses with rules
    decided: tuple[str, ...]  # executable clauses that ground a judgement in some scenario
    rules: tuple[str, ...]
    rules_unnoticed: tuple[str, ...]
    guide: tuple[str, ...]
    unsettled: tuple[str, ...]
    scenarios: int
    failing: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The numbers, with lists of what falls short beside them."""
        undecided = [number for number in self.executable if number not in self.decided]
        return {
            "clauses": len(self.clauses),
            "executable": len(self.executable),
            "decided": len(self.decided),
            "rules": len(self.rules),
            "rules_unnoticed": len(self.rules_unnoticed),
            "guide": len(self.guide),
            "unsettled": len(self.unsettled),
            "scenarios": self.scenarios,
            "failing": len(self.failing),
            "lists": {
                "undecided": undecided,
                "rules_unnoticed": list(self.rules_unnoticed),
                "unsettled": list(self.unsettled),
                "failing": list(self.failing),
            },
        }


def coverage(protocol: Protocol) -> Coverage:
    """What the scenarios of an edition prove. Raises Broken where a scenario file has faults."""
    scenarios = scenarios_of(protocol)
    results = [run_scenario(protocol, scenario) for scenario in scenarios]
    grounds = {clause for result in results for clause in result.judgement.clauses}
    clocks = {clock.clause for result in results for clock in result.judgement.clocks}
    passing = [result.scenario for result in results if result.passed]
    executable = tuple(number for number, clause in protocol.clauses.items() if clause.rules)
    return Coverage(
        clauses=tuple(protocol.clauses),
        executable=executable,
        decided=tuple(number for number in executable if number in grounds | clocks),
        rules=tuple(rule.id for rule in protocol.rules),
        rules_unnoticed=tuple(
            rule.id for rule in protocol.rules if not _noticed(protocol, rule.id, passing)
        ),
        guide=tuple(
            n for n, clause in protocol.clauses.items() if clause.guide and not clause.rules
        ),
        unsettled=tuple(
            number
            for number, clause in protocol.clauses.items()
            if any(reading.unsettled for reading in clause.readings)
        ),
        scenarios=len(scenarios),
        failing=tuple(r.scenario.sentence for r in results if not r.passed),
    )


def _noticed(protocol: Protocol, rule_id: str, scenarios: list[Scenario]) -> bool:
    """Whether some scenario fails once the rule is gone."""
    rule = next(rule for rule in protocol.rules if rule.id == rule_id)
    poorer = protocol.without(rule_id)
    concerned = [
        scenario
        for scenario in scenarios
        if any(covers(pattern, scenario.act) for pattern in (*rule.acts, rule.after) if pattern)
    ]
    return any(not run_scenario(poorer, scenario).passed for scenario in concerned)
