"""`moothall protocol check | test | coverage | show` and `moothall ask`: needs no database.

Only arguments, printing and exit statuses: 0 fine; 1 where the protocol has an error or a scenario
fails; 2 where the question cannot be understood (said on stderr).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date, datetime

from moothall.protocol.adopting import cli as adopting
from moothall.protocol.asking import find_acts
from moothall.protocol.check import check, drafted_in_words, offered_acts
from moothall.protocol.comparing import cli as comparing
from moothall.protocol.comparing.cli import BadQuestion, stated
from moothall.protocol.coverage import coverage
from moothall.protocol.edition import Clause, Protocol
from moothall.protocol.explain import judgement_in_words, rule_in_words
from moothall.protocol.findings import Finding, ProtocolErrors
from moothall.protocol.judge import judge
from moothall.protocol.judgement import Judgement
from moothall.protocol.reader import load
from moothall.protocol.scenarios import run_scenarios, with_due_dates
from moothall.protocol.vocabulary import BadFact, UnknownAct, UnknownName
from moothall.worktime import OutsideCalendar, UnknownCalendar

Run = Callable[[argparse.Namespace, Protocol], int]


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `protocol` and `ask`; each parser's `func` returns an exit status."""
    protocol = subparsers.add_parser("protocol", help="check, test, measure or show a protocol")
    actions = protocol.add_subparsers(required=True, metavar="ACTION")
    for name, run, words in (
        ("check", _check, "mistakes, contradictions, open readings, gaps"),
        ("test", _test, "run the scenarios"),
        ("coverage", _coverage, "take each rule out and see whether a scenario notices"),
        ("show", _show, "the clauses, with their rules in words"),
    ):
        action = actions.add_parser(name, help=words, description=words.capitalize() + ".")
        _add_usual(action)
        action.set_defaults(func=_guarded(run))
    comparing.add_commands(actions)
    adopting.add_commands(actions)
    ask = subparsers.add_parser(
        "ask",
        help="may I …? under a council's protocol",
        description="What a council's protocol says of an act on the facts given.",
    )
    _add_usual(ask)
    ask.add_argument("act", metavar="ACT", help="such as correspondence.copy")
    ask.add_argument(
        "facts",
        nargs="*",
        metavar="fact=value",
        help="such as actor=officer copy.to=councillor; several roles with commas",
    )
    ask.add_argument("--at", metavar="WHEN", help="2026-12-18 or 2026-12-18T15:00: gives due dates")
    ask.set_defaults(func=_guarded(_ask))


def _add_usual(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("council", metavar="COUNCIL", help="such as southend")
    parser.add_argument("--edition", metavar="EDITION", help="the newest one, unless named")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _guarded(run: Run) -> Callable[[argparse.Namespace], int]:
    def func(options: argparse.Namespace) -> int:
        try:
            return run(options, load(options.council, options.edition))
        except ProtocolErrors as errors:
            _print_findings(options, errors.findings)
            return 1
        except (UnknownName, BadFact, BadQuestion, OutsideCalendar, UnknownCalendar) as wrong:
            print(f"moothall: {wrong}", file=sys.stderr)
            return 2

    return func


def _document(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _print_findings(options: argparse.Namespace, findings: list[Finding]) -> None:
    if options.json:
        errors = sum(one.severity == "error" for one in findings)
        listed = [one.as_json() for one in findings]
        _document({"council": options.council, "errors": errors, "findings": listed})
    else:
        for one in findings:
            print(f"{one.severity}: {one}")


def _check(options: argparse.Namespace, protocol: Protocol) -> int:
    findings = check(protocol, offered=offered_acts())
    _print_findings(options, findings)
    errors = sum(one.severity == "error" for one in findings)
    if not options.json:
        size = f"{len(protocol.clauses)} clauses, {len(protocol.rules)} rules"
        if protocol.drafts:
            print(drafted_in_words(len(protocol.drafts)) + ".")
        print(f"{protocol.title}: {size}, {errors} errors, {len(findings) - errors} findings.")
    return 1 if errors else 0


def _test(options: argparse.Namespace, protocol: Protocol) -> int:
    results = run_scenarios(protocol)
    failed = [result for result in results if not result.passed]
    passed = len(results) - len(failed)
    if options.json:
        _document(
            {
                "council": protocol.council,
                "edition": protocol.edition,
                "passed": passed,
                "failed": [
                    {
                        "scenario": one.scenario.sentence,
                        "file": one.scenario.file,
                        "line": one.scenario.line,
                        "wrong": [str(difference) for difference in one.differences],
                    }
                    for one in failed
                ],
            }
        )
        return 1 if failed else 0
    for one in failed:
        print(f"{one.scenario.file}:{one.scenario.line}: {one.scenario.sentence}")
        print("".join(f"    {difference}\n" for difference in one.differences), end="")
    print(f"{protocol.title}: {passed} scenarios hold, {len(failed)} do not.")
    return 1 if failed else 0


def _coverage(options: argparse.Namespace, protocol: Protocol) -> int:
    measured = coverage(protocol)
    figures = measured.as_json()
    if options.json:
        _document({"council": protocol.council, "edition": protocol.edition, **figures})
        return 1 if measured.failing else 0
    for name, figure in figures.items():
        if isinstance(figure, int):
            print(f"{name.replace('_', ' '):18} {figure}")
    for rule in measured.rules_unnoticed:
        print(f"no scenario would miss rule {rule}")
    return 1 if measured.failing else 0


def _show(options: argparse.Namespace, protocol: Protocol) -> int:
    if options.json:
        clauses = [_clause(protocol, clause) for clause in protocol.clauses.values()]
        _document(
            {
                "council": protocol.council,
                "edition": protocol.edition,
                "title": protocol.title,
                "clauses": clauses,
            }
        )
        return 0
    print(protocol.title)
    for chapter in protocol.chapters:
        print(f"\n{chapter.title}")
        for number in chapter.clauses:
            _print_clause(protocol, protocol.clauses[number])
    return 0


def _print_clause(protocol: Protocol, clause: Clause) -> None:
    print(f"\n{clause.number} {clause.heading}".rstrip())
    print("".join(f"    {line}\n" for line in clause.words.splitlines()), end="")
    for rule in clause.rules:
        print(f"  - {rule_in_words(protocol, rule)}")
    for role, members in clause.means.items():
        names = ", ".join(protocol.role_name(one) for one in members)
        print(f"  - {protocol.role_name(role)} means: {names}")
    if clause.guide:
        print(f"  - Guide: {clause.guide}")
    for reading in clause.readings:
        unsettled = " (not settled)" if reading.unsettled else ""
        print(f"  - Reading{unsettled}: {reading.choice} Because: {reading.because}")


def _clause(protocol: Protocol, clause: Clause) -> dict[str, object]:
    return {
        "number": clause.number,
        "heading": clause.heading,
        "words": clause.words,
        "topic": clause.topic,
        "chapter": clause.chapter,
        "rules": [
            {
                "id": rule.id,
                "kind": rule.kind,
                "strength": rule.strength,
                "says": rule_in_words(protocol, rule),
            }
            for rule in clause.rules
        ],
        "means": {role: list(members) for role, members in clause.means.items()},
        "guide": clause.guide,
        "readings": [
            {
                "choice": reading.choice,
                "because": reading.because,
                "unsettled": reading.unsettled,
                "over": list(reading.over),
            }
            for reading in clause.readings
        ],
    }


def _ask(options: argparse.Namespace, protocol: Protocol) -> int:
    words = protocol.vocabulary
    facts = {name: words.read_fact(name, value) for name, value in stated(options.facts).items()}
    at = _moment(options.at) if options.at else None
    day = at.date() if isinstance(at, datetime) else at
    try:
        judgement = judge(protocol, options.act, facts, at=day)
    except UnknownAct as unknown:
        raise BadQuestion(_meaning(protocol, options.act, unknown)) from None
    if at is not None:
        judgement = with_due_dates(protocol, judgement, at=at)
    if options.json:
        _document(answer(judgement))
    else:
        print("\n".join(judgement_in_words(protocol, judgement)))
    return 0


def _meaning(protocol: Protocol, words: str, unknown: UnknownAct) -> str:
    """What somebody may have meant who asked in plain words."""
    found = find_acts(protocol, words.replace(".", " ").replace("_", " "), most=5)
    if not found:
        return str(unknown)
    acts = "".join(f"\n    {one.act.name:34} {one.act.label}" for one in found)
    return f"There is no act called {words!r}. Do you mean one of these?{acts}"


def _moment(text: str) -> datetime | date:
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no time: write 2026-12-18 or 2026-12-18T15:00."
        raise BadQuestion(message) from None


def answer(judgement: Judgement) -> dict[str, object]:
    """The judgement as `ask --json` prints it: periods in words."""
    plain = judgement.as_json()
    for key in ("clocks", "notices"):
        given = getattr(judgement, key)
        plain[key] = [
            {**one, "within": str(promise.within) if promise.within else None}
            for one, promise in zip(plain[key], given, strict=True)  # type: ignore[call-overload]
        ]
    return plain
