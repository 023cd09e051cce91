"""`moothall protocol …` and `moothall ask`: needs no database.

Exit status: 0 fine, 1 when a check or a scenario fails, 2 when the question cannot be understood.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime

from moothall.protocol.check import check
from moothall.protocol.coverage import coverage
from moothall.protocol.explain import judgement_in_words, rule_in_words
from moothall.protocol.judge import judge
from moothall.protocol.judgement import Judgement
from moothall.protocol.protocol import Protocol
from moothall.protocol.reader import load
from moothall.protocol.scenarios import run_scenarios, with_due_dates
from moothall.protocol.vocabulary import BadFact, UnknownName
from moothall.strict import Broken


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `protocol` and `ask` to the command line."""
    protocol = commands.add_parser("protocol", help="check, test, measure or show a protocol")
    actions = protocol.add_subparsers(dest="action", required=True)
    for name, run, words in (
        ("check", _check, "faults, contradictions, open questions"),
        ("test", _test, "run the scenarios"),
        ("coverage", _coverage, "which rules no scenario would miss"),
        ("show", _show, "the clauses, with their rules in words"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("council")
        action.add_argument("--edition")
        action.add_argument("--json", action="store_true", help="print one JSON document")
        action.set_defaults(func=_guarded(run))
    ask = commands.add_parser("ask", help="may I …? under a council's protocol")
    ask.add_argument("council")
    ask.add_argument("act", help="such as correspondence.copy")
    ask.add_argument("facts", nargs="*", metavar="fact=value")
    ask.add_argument("--at", help="the moment it is asked for, such as 2026-12-18T15:00")
    ask.add_argument("--edition")
    ask.add_argument("--json", action="store_true", help="print one JSON document")
    ask.set_defaults(func=_guarded(_ask))


Run = Callable[[argparse.Namespace, Protocol], int]


def _guarded(run: Run) -> Callable[[argparse.Namespace], int]:
    def func(options: argparse.Namespace) -> int:
        try:
            return run(options, load(options.council, options.edition))
        except Broken as broken:
            if options.json:
                faults = [{"severity": "error", "message": str(f)} for f in broken.faults]
                print(json.dumps({"errors": len(faults), "findings": faults}, indent=2))
            else:
                print(broken, file=sys.stderr)
            return 1
        except (UnknownName, BadFact, ValueError) as wrong:
            print(wrong, file=sys.stderr)
            return 2

    return func


def _print(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False, default=str))


def _check(options: argparse.Namespace, protocol: Protocol) -> int:
    findings = check(protocol)
    errors = sum(one.severity == "error" for one in findings)
    if options.json:
        _print(
            {
                "council": protocol.council,
                "edition": protocol.edition,
                "errors": errors,
                "findings": [one.as_json() for one in findings],
            }
        )
    else:
        for one in findings:
            print(f"{one.severity}: {one}")
        print(
            f"{protocol.title}: {len(protocol.clauses)} clauses, {len(protocol.rules)} rules, ",
            end="",
        )
        print(f"{errors} errors, {len(findings) - errors} findings.")
    return 1 if errors else 0


def _test(options: argparse.Namespace, protocol: Protocol) -> int:
    results = run_scenarios(protocol)
    failed = [result for result in results if not result.passed]
    if options.json:
        _print(
            {
                "council": protocol.council,
                "edition": protocol.edition,
                "passed": len(results) - len(failed),
                "failed": [
                    {
                        "scenario": one.scenario.sentence,
                        "file": one.scenario.file,
                        "line": one.scenario.line,
                        "wrong": list(one.wrong),
                    }
                    for one in failed
                ],
            }
        )
    else:
        for one in failed:
            print(f"{one.scenario.file}:{one.scenario.line}: {one.scenario.sentence}")
            print("".join(f"    {wrong}\n" for wrong in one.wrong), end="")
        print(
            f"{protocol.title}: {len(results) - len(failed)} scenarios hold, {len(failed)} do not."
        )
    return 1 if failed else 0


def _coverage(options: argparse.Namespace, protocol: Protocol) -> int:
    measured = coverage(protocol)
    if options.json:
        _print({"council": protocol.council, "edition": protocol.edition, **measured.as_json()})
    else:
        for name, value in measured.as_json().items():
            if isinstance(value, int):
                print(f"{name.replace('_', ' '):18} {value}")
        for rule in measured.rules_unnoticed:
            print(f"no scenario would miss rule {rule}")
    return 1 if measured.failing else 0


def _show(options: argparse.Namespace, protocol: Protocol) -> int:
    if options.json:
        _print(_shown(protocol))
        return 0
    for chapter in protocol.chapters:
        print(f"\n{chapter.title}\n")
        for number in chapter.clauses:
            clause = protocol.clauses[number]
            print(f"{number} {clause.heading}\n    {clause.words}")
            for rule in clause.rules:
                print(f"    > {rule_in_words(protocol, rule)}")
            if clause.guide:
                print(f"    Guide: {clause.guide}")
    return 0


def _shown(protocol: Protocol) -> dict[str, object]:
    return {
        "council": protocol.council,
        "edition": protocol.edition,
        "title": protocol.title,
        "clauses": [
            {
                "number": clause.number,
                "heading": clause.heading,
                "words": clause.words,
                "topic": clause.topic,
                "rules": [
                    {
                        "id": rule.id,
                        "kind": rule.kind,
                        "strength": rule.strength,
                        "says": rule_in_words(protocol, rule),
                    }
                    for rule in clause.rules
                ],
                "guide": clause.guide,
                "readings": [
                    {"choice": r.choice, "because": r.because, "unsettled": r.unsettled}
                    for r in clause.readings
                ],
            }
            for clause in protocol.clauses.values()
        ],
    }


def _ask(options: argparse.Namespace, protocol: Protocol) -> int:
    facts = {}
    for given in options.facts:
        name, equals, value = given.partition("=")
        if not equals:
            raise ValueError(f"{given!r} is not fact=value.")
        facts[name] = protocol.vocabulary.read_fact(name, value)
    at = datetime.fromisoformat(options.at) if options.at else None
    judgement = judge(protocol, options.act, facts, at=at.date() if at else None)
    judgement = with_due_dates(protocol, judgement, at)
    if options.json:
        _print(answer(judgement))
    else:
        print("\n".join(judgement_in_words(protocol, judgement)))
    return 0


def answer(judgement: Judgement) -> dict[str, object]:
    """The judgement as `ask --json` prints it."""
    plain = judgement.as_json()
    for clock in plain["clocks"]:  # type: ignore[attr-defined]
        within = clock["within"]
        clock["within"] = f"{within['count']} {within['unit']}" if within else None
    return plain
