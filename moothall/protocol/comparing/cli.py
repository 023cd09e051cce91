"""`moothall protocol compare` and `moothall protocol diff`: only arguments and printing.

Exit statuses as in `moothall/protocol/cli.py`; `diff` exits with 1 where the editions differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from moothall.protocol.comparing import councils, editions
from moothall.protocol.edition import Protocol
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.judgement import Fact
from moothall.protocol.reader import load
from moothall.protocol.vocabulary import BadFact, UnknownFact, UnknownName, Vocabulary

_MARKS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


class BadQuestion(ValueError):
    """Something on the command line that cannot be asked or compared."""


def add_commands(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `compare` and `diff` to `moothall protocol`."""
    compare = actions.add_parser(
        "compare",
        help="one topic or one question in several councils",
        description="The same topic, or the same question, in several councils' protocols.",
    )
    compare.add_argument("councils", nargs="+", metavar="COUNCIL", help="such as southend wantage")
    about = compare.add_mutually_exclusive_group(required=True)
    about.add_argument("--topic", metavar="TOPIC", help="such as correspondence")
    about.add_argument("--act", metavar="ACT", help="such as correspondence.copy")
    compare.add_argument(
        "--fact", action="append", default=[], metavar="fact=value", help="of the question"
    )
    compare.add_argument("--json", action="store_true", help="print one JSON document")
    compare.set_defaults(func=_guarded(_compare))
    diff = actions.add_parser(
        "diff",
        help="what changes between two editions, in words and in effect",
        description="What changes between two editions of a protocol, in words and in effect.",
    )
    diff.add_argument("council", metavar="COUNCIL", help="such as southend")
    diff.add_argument("old", metavar="OLD", help="an edition, such as 2020; or council/edition")
    diff.add_argument("new", metavar="NEW", help="an edition; or council/edition")
    diff.add_argument("--json", action="store_true", help="print one JSON document")
    diff.set_defaults(func=_guarded(_diff))


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def func(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except ProtocolErrors as errors:
            for one in errors.findings:
                print(f"{one.severity}: {one}", file=sys.stderr)
            return 1
        except (UnknownName, BadFact, BadQuestion) as wrong:
            print(f"moothall: {wrong}", file=sys.stderr)
            return 2

    return func


def _compare(options: argparse.Namespace) -> int:
    several = [load(council) for council in dict.fromkeys(options.councils)]
    if options.topic:
        if options.fact:
            raise BadQuestion("--fact belongs to a question: give --act with it.")
        columns = councils.on_topic(several, options.topic)
        _print(options, [_column(one) for one in columns], _topic_lines(columns))
        return 0
    answers = councils.on_question(several, options.act, _facts(several, options.fact))
    _print(options, [_answer(one) for one in answers], _answer_lines(answers))
    return 0


def _print(options: argparse.Namespace, document: object, lines: list[str]) -> None:
    if options.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print("\n".join(lines))


def _facts(several: list[Protocol], given: list[str]) -> dict[str, Fact]:
    """Each fact as the first protocol that has a word for it reads it."""
    return {
        name: _knowing(several, name).read_fact(name, value)
        for name, value in stated(given).items()
    }


def stated(given: list[str]) -> dict[str, str]:
    """The facts of a command line, each written fact=value, by name.

    Raises BadQuestion for one without a value, and for one given twice: either could be meant.
    """
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadQuestion(f"{text!r} is no fact: write fact=value, such as actor=officer.")
        if name in found:
            raise BadQuestion(f"{name} is given twice; write several values with commas between.")
        found[name] = value
    return found


def _knowing(several: list[Protocol], fact: str) -> Vocabulary:
    for one in several:
        if fact in one.vocabulary.facts:
            return one.vocabulary
    raise UnknownFact("fact", fact, {name for one in several for name in one.vocabulary.facts})


def _column(column: councils.Column) -> dict[str, object]:
    return {
        "council": column.protocol.council,
        "edition": column.protocol.edition,
        "clauses": [
            {"number": clause.number, "words": clause.words, "rules": list(rules)}
            for clause, rules in column.clauses
        ],
    }


def _topic_lines(columns: tuple[councils.Column, ...]) -> list[str]:
    lines = []
    for column in columns:
        lines += [column.protocol.title, ""]
        for clause, rules in column.clauses:
            lines.append(f"  {clause.number} {clause.heading}".rstrip())
            lines += [f"    - {rule}" for rule in rules]
        if not column.clauses:
            lines.append("  This protocol says nothing on it.")
        lines.append("")
    return lines[:-1]


def _answer(answer: councils.Answer) -> dict[str, object]:
    judgement = answer.judgement
    return {
        "council": answer.protocol.council,
        "edition": answer.protocol.edition,
        "outcome": judgement.outcome if judgement else "not_covered",
        "verdict": answer.verdict,
        "clauses": list(judgement.clauses) if judgement else [],
        "without": list(answer.beside),
    }


def _answer_lines(answers: tuple[councils.Answer, ...]) -> list[str]:
    lines = []
    for one in answers:
        clauses = ", ".join(one.judgement.clauses) if one.judgement else ""
        why = f" Clause {clauses}." if clauses else ""
        lines.append(f"{one.protocol.council}: {one.verdict}{why}")
        if one.beside:
            lines.append(f"    It has no word for: {', '.join(one.beside)}.")
    return lines


def _diff(options: argparse.Namespace) -> int:
    old, new = (_edition(options.council, name) for name in (options.old, options.new))
    found = editions.differences(old, new)
    _print(options, found.as_json(), _difference_lines(found))
    return 1 if found.clauses or found.effects else 0


def _edition(council: str, name: str) -> Protocol:
    folder, _, edition = name.rpartition("/")
    return load(folder or council, edition)


def _difference_lines(found: editions.Differences) -> list[str]:
    lines = [f"From {found.old.title}, {found.old.edition}, to {found.new.edition}:", ""]
    for clause in found.clauses:
        words = "".join(_MARKS[piece.sort].format(piece.words) for piece in clause.words)
        lines += [f"{clause.number} {clause.heading} ({clause.change})", f"    {words}"]
        lines += [f"    - no longer: {rule}" for rule in clause.rules_gone]
        lines += [f"    - now: {rule}" for rule in clause.rules_new]
    lines += ["", f"{found.scenarios} scenarios were put to both; {len(found.effects)} differ."]
    for effect in found.effects:
        lines.append(f"  {effect.sentence}")
        if effect.before is None or effect.after is None:
            which = "old" if effect.before is None else "new"
            lines.append(f"    cannot be put to the {which} edition")
        lines += [f"    {what}: {was} → {now}" for what, was, now in effect.changed]
    return lines
