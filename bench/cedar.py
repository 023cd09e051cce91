"""Whole editions judged beside the same prohibitions and rights in Cedar, on the same facts.

Cedar says yes or no; the judge also says why, who decides, what is needed and by when. Policies are
written from the protocol's own rules, parsed once, and must agree with the judge on every scenario
that both can answer, so that the comparison is one of speed alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cedarpy import Decision, Entities, PolicySet, is_authorized

from bench.judge import copy_by_hand
from bench.timing import Report
from moothall.protocol import Protocol, Scenario, judge, load, read_scenarios
from moothall.protocol.bench import bench_of
from moothall.protocol.judgement import Fact
from moothall.protocol.rules import Condition, Rule, Test

COUNCILS = ("southend", "wiltshire", "guildford", "wantage")
MOST = 40  # requests of each council: Cedar needs about a millisecond for each
_COMPARED = {"more_than": ">", "less_than": "<", "at_least": ">=", "at_most": "<="}


def run(report: Report) -> None:
    nobody = Entities.from_json_str("[]")
    _one_question(report, nobody)
    for council in COUNCILS:
        protocol = load(council)
        text = "\n".join(policies(protocol))
        parsed = PolicySet.from_str(text)
        asked = list(_comparable(protocol, parsed, nobody))[:MOST]
        requests = [request for _, request in asked]
        scenarios = [scenario for scenario, _ in asked]

        def by_judge(protocol: Protocol = protocol, scenarios: list[Scenario] = scenarios) -> None:
            for one in scenarios:
                judge(protocol, one.act, one.facts)

        def by_cedar(requests: list[dict[str, Any]] = requests, parsed: PolicySet = parsed) -> None:
            for one in requests:
                is_authorized(one, parsed, nobody)

        count = text.count(";")
        report.heading(f"{council}: {count} policies, {len(asked)} questions that both can answer")
        report.compare(
            {"Cedar, yes or no": by_cedar, "judge, with grounds, needs and dates": by_judge},
            operations=len(asked),
        )


def _one_question(report: Report, nobody: Entities) -> None:
    """May an officer copy a letter: by hand, by Cedar, by the judge, on the same facts."""
    southend = load("southend")
    act = "correspondence.copy"
    facts: dict[str, Fact] = {
        "actor": frozenset(["officer"]),
        "copy.to": frozenset(["councillor"]),
    }
    docket = bench_of(southend).docket(act)
    wanted = {fact for one in docket.about for fact in one.rule.facts()} | {"actor"}
    known = {**bench_of(southend).assumed, **facts}
    request = _request(act, {name: known[name] for name in known.keys() & wanted})
    own = {one.rule.id for one in docket.about}
    text = "\n".join(one for one in policies(southend) if _id(one) in own | {""})
    parsed = PolicySet.from_str(text)
    assert is_authorized(request, parsed, nobody).decision == Decision.Deny
    assert copy_by_hand(facts) == judge(southend, act, facts).outcome == "forbidden"
    report.heading("One question (Southend 9.1.14 and 9.1.15), three ways")
    report.compare(
        {
            "conditions written by hand, yes or no": lambda: copy_by_hand(facts),
            "Cedar with these policies alone, yes or no": lambda: is_authorized(
                request, parsed, nobody
            ),
            "judge on the whole edition": lambda: judge(southend, act, facts),
        }
    )


def _id(policy: str) -> str:
    return policy.partition('@id("')[2].partition('"')[0]


def policies(protocol: Protocol) -> Iterator[str]:
    """The edition's prohibitions and rights as Cedar policies; whatever else is open is allowed."""
    yield "permit(principal, action, resource);"
    for rule in protocol.rules:
        if rule.kind in ("forbid", "permit") and rule.strength != "normally" and _sayable(rule):
            yield _policy(protocol, rule)


def _sayable(rule: Rule) -> bool:
    """Dates and texts have no counterpart there."""
    return all(
        isinstance(value, (bool, int, str))
        for alternative in (*rule.when, *rule.unless)
        for test in alternative
        for value in (*test.any_of, *(bound for _, bound in test.bounds))
    )


def _policy(protocol: Protocol, rule: Rule) -> str:
    names = [act for act in protocol.vocabulary.acts if rule.speaks_of(act)]
    acts = ", ".join(f'Action::"{act}"' for act in names)
    conditions = []
    if rule.by:
        conditions.append(f"when {{ context.actor.containsAny({_values(rule.by)}) }}")
    if rule.when:
        conditions.append(f"when {{ {_condition(protocol, rule.when)} }}")
    if rule.unless:
        conditions.append(f"unless {{ {_condition(protocol, rule.unless)} }}")
    body = " ".join(conditions)
    return f'@id("{rule.id}") {rule.kind}(principal, action in [{acts}], resource) {body};'


def _condition(protocol: Protocol, condition: Condition) -> str:
    return " || ".join(
        "(" + " && ".join(_test(protocol, test) for test in alternative) + ")"
        for alternative in condition
    )


def _test(protocol: Protocol, test: Test) -> str:
    name = f"context.{_name(test.fact)}"
    if test.bounds:
        return " && ".join(f"{name} {_COMPARED[how]} {bound}" for how, bound in test.bounds)
    if protocol.vocabulary.facts[test.fact].type == "roles":
        return f"{name}.containsAny({_values(test.any_of)})"
    return f"{_values(test.any_of)}.contains({name})"


def _values(values: Any) -> str:
    return "[" + ", ".join(_value(one) for one in sorted(values, key=str)) + "]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def _comparable(
    protocol: Protocol, parsed: PolicySet, nobody: Entities
) -> Iterator[tuple[Scenario, dict[str, Any]]]:
    """Scenarios that Cedar answers without an error, each held against the judge's answer."""
    bench = bench_of(protocol)
    wanted = {fact for rule in protocol.rules for fact in rule.facts()} | {"actor"}
    for scenario in read_scenarios(protocol):
        known = {**bench.assumed, **bench.given(scenario.facts)}
        docket = bench.docket(scenario.act)
        request = _request(scenario.act, {name: known[name] for name in known.keys() & wanted})
        answer = is_authorized(request, parsed, nobody)
        if answer.diagnostics.errors or "actor" not in known or docket.over:
            continue
        standing = [
            one.rule.id
            for one in docket.about
            if one.kind == "forbid"
            and one.rule.strength != "normally"
            and _sayable(one.rule)
            and one.stands(known)
        ]
        refused = answer.decision == Decision.Deny
        assert refused == bool(standing), f"{scenario.sentence}: {answer.decision}, {standing}"
        yield scenario, request


def _request(act: str, known: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        _name(name): sorted(value) if isinstance(value, frozenset) else value
        for name, value in known.items()
        if isinstance(value, (bool, int, str, frozenset))
    }
    return {
        "principal": 'Person::"somebody"',
        "action": f'Action::"{act}"',
        "resource": 'Thing::"it"',
        "context": plain,
    }
