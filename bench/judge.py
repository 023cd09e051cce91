"""How fast an edition judges, beside the same clauses as conditions written out in Python."""

from __future__ import annotations

from collections.abc import Mapping

from bench.timing import Report
from moothall.protocol import judge, load, read_scenarios
from moothall.protocol.judgement import Fact

Facts = Mapping[str, Fact]
OFFICER, COUNCILLOR, WRITER = "officer", "councillor", "correspondence.writer"


def run(report: Report) -> None:
    southend = load("southend")
    facts: dict[str, Fact] = {
        "actor": frozenset([OFFICER]),
        "copy.to": frozenset([COUNCILLOR]),
    }
    assert judge(southend, "correspondence.copy", facts).outcome == copy_by_hand(facts)
    report.heading("Judging: may an officer copy this letter (Southend 9.1.14 and 9.1.15)")
    timings = report.compare(
        {
            "conditions written by hand, yes or no": lambda: copy_by_hand(facts),
            "judge, with grounds and exceptions": lambda: judge(
                southend, "correspondence.copy", facts
            ),
        }
    )
    judged = timings["judge, with grounds and exceptions"]
    report.expect("20,000 judgements a second on one core", holds=judged.per_second >= 20_000)

    for council in ("southend", "wiltshire", "guildford", "wantage"):
        protocol = load(council)
        scenarios = read_scenarios(protocol)

        def every(protocol=protocol, scenarios=scenarios) -> None:  # type: ignore[no-untyped-def]
            for scenario in scenarios:
                judge(protocol, scenario.act, scenario.facts)

        report.heading(f"Judging: all {len(scenarios)} scenarios of {council}")
        done = report.compare({"one judgement": every}, operations=len(scenarios))
        report.expect(
            f"{council}: 20,000 a second", holds=done["one judgement"].per_second >= 20_000
        )


def copy_by_hand(facts: Facts) -> str:
    """Southend 9.1.14 and 9.1.15 as a programmer would write them, without saying why."""
    actor, to = facts["actor"], facts["copy.to"]
    assert isinstance(actor, frozenset) and isinstance(to, frozenset)
    confidential = facts.get("correspondence.confidential", False)
    if OFFICER in actor:
        if COUNCILLOR in to:
            agreed = facts.get("agreed", frozenset())
            assert isinstance(agreed, frozenset)
            excepted = (
                WRITER in agreed
                or facts.get("copy.recipient_entitled", False)
                or facts.get("copy.recipient_on_list", False)
                or facts.get("copy.answers_meeting", False)
            )
            return "permitted" if excepted else "forbidden"
        return "permitted" if OFFICER in to and not confidential else "not_covered"
    if COUNCILLOR in actor:
        return "forbidden" if confidential else "permitted"
    return "not_covered"
