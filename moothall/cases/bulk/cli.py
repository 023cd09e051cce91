"""`moothall bulk act` and `moothall bulk open`: the same for many, from the command line."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from uuid import uuid4

from moothall.cases.bulk import batch
from moothall.cases.bulk.batch import Item, Outcome, Wanted
from moothall.cases.cli import (
    Parsers,
    Unknown,
    answering,
    answers_given,
    case_called,
    council_called,
    moment,
    person_called,
)
from moothall.cases.procedure import Procedure
from moothall.cases.procedures import load
from moothall.people.roles import holders
from moothall.worktime import LONDON


def add_commands(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `bulk act` and `bulk open`; each parser's `func` returns an exit status."""
    bulk = subparsers.add_parser("bulk", help="the same for many cases or many people")
    verbs = bulk.add_subparsers(required=True)
    act = verbs.add_parser("act", help="do an act on many cases, which it names before answers")
    act.add_argument("act")
    act.add_argument("answers", nargs="*", metavar="REFERENCE|field=value")
    act.set_defaults(func=answering(_act))
    opens = verbs.add_parser("open", help="begin a case for each of many people")
    opens.add_argument("kind")
    opens.add_argument("--act", default="", help="which beginning, where there are several")
    opens.add_argument("--for", dest="people", action="append", default=[], metavar="PERSON")
    opens.add_argument("--for-role", default="", metavar="ROLE", help="everybody who holds it")
    opens.add_argument("answers", nargs="*", metavar="field=value")
    opens.set_defaults(func=answering(_open))
    for parser in (act, opens):
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="PERSON", help="slug or e-mail address")
        parser.add_argument("--at", type=moment, metavar="WHEN", help="such as 2026-12-18T15:00")
        parser.add_argument("--rehearse", action="store_true", help="say what would happen")
        parser.add_argument("--json", action="store_true")


def _act(options: argparse.Namespace) -> int:
    council = council_called(options.council)
    references = [one for one in options.answers if "=" not in one]
    cases = [case_called(one) for one in references]
    kinds = {case.kind for case in cases}
    if len(kinds) != 1 or any(case.council_id != council.pk for case in cases):
        raise Unknown(f"name cases of one kind, all of {council.name}.")
    procedure = load()[kinds.pop()]
    answers = [one for one in options.answers if "=" in one]
    return _do(options, procedure, options.act, "", [Item(case=one) for one in cases], answers)


def _open(options: argparse.Namespace) -> int:
    council = council_called(options.council)
    if options.kind not in load():
        raise Unknown(f"there is no kind of business called {options.kind!r}.")
    procedure = load()[options.kind]
    name = options.act or procedure.starting_acts[0].name
    act = procedure.acts.get(name)
    field = batch.person_field(procedure, act) if act else None
    if field is None:
        raise Unknown(f"{options.kind}.{name} does not begin a case for one person.")
    people = [person_called(council, one) for one in options.people]
    if options.for_role:
        on = _at(options).astimezone(LONDON).date()
        people += [one for one in holders(council, options.for_role, on=on) if one not in people]
    if not people:
        raise Unknown("say for whom, with --for or --for-role.")
    items = [Item(person=one) for one in people]
    return _do(options, procedure, name, field.name, items, options.answers)


def _do(
    options: argparse.Namespace,
    procedure: Procedure,
    act: str,
    who: str,
    items: list[Item],
    answers: list[str],
) -> int:
    council = council_called(options.council)
    if act not in procedure.acts:
        raise Unknown(f"{procedure.label} knows no act called {act!r}.")
    wanted = Wanted(
        council=council,
        procedure=procedure,
        act=procedure.acts[act],
        by=person_called(council, options.by),
        at=_at(options),
        fields=answers_given(answers),
        who=who,
    )
    number = uuid4()
    if options.rehearse:
        outcomes = batch.rehearse(wanted, items)
    else:
        outcomes = batch.carry_out(wanted, items, number=number)
    _say(options, outcomes, "" if options.rehearse else str(number))
    return 0 if all(one.able for one in outcomes) else 1


def _say(options: argparse.Namespace, outcomes: list[Outcome], number: str) -> None:
    if options.json:
        rows = [
            {
                "for": one.item.name,
                "done": one.able and bool(number),
                "able": one.able,
                "case": one.case.reference if one.case else None,
                "why": one.why or None,
                "clauses": list(one.clauses),
            }
            for one in outcomes
        ]
        found = {"batch": number or None, "items": rows}
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in outcomes:
        reference = f" ({one.case.reference})" if one.case and one.item.person else ""
        print(
            f"{one.item.name}{reference}: {one.why or 'done' if number else one.why or 'could be'}"
        )


def _at(options: argparse.Namespace) -> datetime:
    return options.at or datetime.now(UTC)
