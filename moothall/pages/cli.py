"""`moothall records`: what is kept, for how long, about whom; holds, and letting go.

Only arguments, printing and exit statuses: 0 done, 2 it could not be done (said on stderr).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moothall.cases import holds
from moothall.cases.cli import moment
from moothall.cases.models import Case, Hold
from moothall.cases.personal import erase_said
from moothall.pages import personal
from moothall.pages.export import gather
from moothall.pages.export_files import zipped
from moothall.people.changing import Changing
from moothall.people.models import Council, Person
from moothall.post.expiring import clean_up, expire
from moothall.worktime import LONDON

Parsers = argparse._SubParsersAction  # the type that argparse gives no public name
Options = argparse.Namespace
THROUGH = "command line"


class Unable(Exception):
    """It could not be done; the text says why."""


def add_commands(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `records` and its verbs; each parser's `func` returns an exit status."""
    records = subparsers.add_parser("records", help="what is kept: retention, holds, personal data")
    verbs = records.add_subparsers(required=True, metavar="VERB")
    over = _verb(verbs, "expire", _expire, "erase what has been kept as long as the council set")
    over.add_argument("--dry-run", action="store_true", help="only say what it would be")
    hold = _verb(verbs, "hold", _hold, "keep a case, or everything of a person, whatever happens")
    hold.add_argument("what", metavar="REFERENCE|PERSON")
    _verb(verbs, "holds", _holds, "what is on hold")
    lift = _verb(verbs, "lift", _lift, "end a hold")
    lift.add_argument("number", type=int)
    erase = _verb(verbs, "erase", _erase, "erase one answer of a case")
    erase.add_argument("reference")
    erase.add_argument("event", type=int, help="its number within the case")
    erase.add_argument("field")
    export = _verb(verbs, "export", _export, "everything about a person, as one ZIP file")
    export.add_argument("person")
    export.add_argument("--to", required=True, type=Path, metavar="FILE")
    forget = _verb(verbs, "anonymise", _anonymise, "make somebody who has left anonymous, for good")
    forget.add_argument("person")
    forget.add_argument("--dry-run", action="store_true", help="only say what stands against it")
    for parser in (hold, lift, erase, export):
        parser.add_argument("--reason", required=True)


def _verb(
    verbs: Parsers[argparse.ArgumentParser], name: str, does: Callable[[Options], Any], help_: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help_)
    parser.add_argument("--council", required=True, metavar="SLUG")
    parser.add_argument("--at", type=moment, metavar="WHEN", help="such as 2026-12-18T15:00")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(func=lambda options: _answer(options, does))
    return parser


def _answer(options: Options, does: Callable[[Options], Any]) -> int:
    """Prints what came of it: as JSON, or a line for each thing."""
    try:
        found = does(options)
    except (Unable, holds.BadHold, personal.CannotAnonymise, OSError) as error:
        print(f"moothall: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False, default=str))
    else:
        for line in _lines(found):
            print(line)
    return 0


def _lines(found: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}: {', '.join(map(str, value)) or 'none' if isinstance(value, list) else value}"
        for name, value in found.items()
    ]


def _expire(options: Options) -> dict[str, Any]:
    report = expire(_council(options), at=_at(options), dry_run=options.dry_run)
    if not options.dry_run:
        clean_up()
    return report.as_json()


def _hold(options: Options) -> dict[str, Any]:
    council, what = _council(options), options.what
    person = Person.objects.filter(council=council, slug=what).first()
    case = None if person else _case(council, what)
    row = holds.place(_changing(options), case=case, person=person, reason=options.reason)
    return {"hold": row.pk, "of": what, "reason": row.reason}


def _holds(options: Options) -> dict[str, Any]:
    rows = holds.standing_holds(_council(options)).select_related("case", "person")
    return {
        "holds": [
            {
                "hold": one.pk,
                "of": one.case.reference if one.case else one.person.slug if one.person else "",
                "reason": one.reason,
                "since": one.since,
            }
            for one in rows
        ]
    }


def _lift(options: Options) -> dict[str, Any]:
    row = Hold.objects.filter(council=_council(options), pk=options.number).first()
    if row is None:
        raise Unable(f"there is no hold {options.number}.")
    holds.lift(_changing(options), row, why=options.reason)
    return {"lifted": row.pk}


def _erase(options: Options) -> dict[str, Any]:
    council = _council(options)
    case = _case(council, options.reference)
    if why := holds.held_cases(council).get(case.pk):
        raise Unable(f"{case.reference} is {why}.")
    named = {"seq": options.event, "field": options.field}
    if not erase_said(case, **named, why=options.reason, by=None, at=_at(options)):
        raise Unable(f"{case.reference}, event {options.event}: there is no {options.field}.")
    clean_up()
    return {"erased": [f"{case.reference}, event {options.event}: {options.field}"]}


def _export(options: Options) -> dict[str, Any]:
    person = _person(options)
    at = _at(options)
    export = gather(person, viewer=None, on=at.astimezone(LONDON).date())
    _changing(options).note_export(person, why=options.reason)
    options.to.write_bytes(zipped(export, at=at))
    return {"person": person.slug, "file": str(options.to), "cases": len(export.data["cases"])}


def _anonymise(options: Options) -> dict[str, Any]:
    person, changing = _person(options), _changing(options)
    if options.dry_run:
        against = personal.stands_against(changing, person)
        found = personal.mentions_of(person)
        return {"against": against, "mentions": [one.as_json() for one in found]}
    done = personal.anonymise(changing, person)
    return {
        "name": done.name,
        "cases": done.cases,
        "messages": done.messages,
        "mentions": [one.as_json() for one in done.mentions],
    }


def _changing(options: Options) -> Changing:
    return Changing(_council(options), None, _at(options), THROUGH)


def _council(options: Options) -> Council:
    found = Council.objects.filter(slug=options.council).first()
    if found is None:
        raise Unable(f"there is no council {options.council!r} here.")
    return found


def _case(council: Council, reference: str) -> Case:
    rows = Case.objects.filter(council=council, reference=reference.upper())
    found = rows.select_related("council").first()
    if found is None:
        raise Unable(f"there is no case and no person {reference!r} at {council.name}.")
    return found


def _person(options: Options) -> Person:
    rows = Person.objects.filter(council=_council(options), slug=options.person)
    found = rows.select_related("council").first()
    if found is None:
        raise Unable(f"nobody at {options.council} is called {options.person!r}.")
    return found


def _at(options: Options) -> datetime:
    at: datetime = options.at or datetime.now(UTC)
    return at
