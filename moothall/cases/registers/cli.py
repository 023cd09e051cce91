"""`moothall register`: a register as it stands on a day, as text or JSON."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime

from moothall.cases import visibility
from moothall.cases.cli import Parsers, Unknown, answering, council_called, person_called
from moothall.cases.registers import entries, table
from moothall.worktime import LONDON


def add_commands(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `register`; the parser's `func` returns an exit status."""
    register = subparsers.add_parser("register", help="what is in force on a day, such as lent")
    register.add_argument("name", help="such as lent, trained, sits, direct_contact")
    register.add_argument("--council", required=True, metavar="SLUG")
    register.add_argument("--at", type=_day, metavar="DATE", help="2026-12-01; today, if left out")
    register.add_argument("--text", default="", help="only what has this in a name or the matter")
    register.add_argument("--sort", choices=list(entries.SORTS), default="person")
    register.add_argument("--left", action="store_true", help="only of people who hold nothing now")
    seen = register.add_mutually_exclusive_group()
    seen.add_argument("--as", dest="person", metavar="PERSON", help="as this person sees it")
    seen.add_argument("--published", action="store_true", help="as anybody sees it")
    register.add_argument("--json", action="store_true")
    register.set_defaults(func=answering(_register))


def _register(options: argparse.Namespace) -> int:
    council = council_called(options.council)
    procedure = entries.kinds().get(options.name)
    if procedure is None:
        known = ", ".join(sorted(entries.kinds()))
        raise Unknown(f"there is no register {options.name!r}; there is {known}.")
    today = datetime.now(UTC).astimezone(LONDON).date()
    if options.person:
        person = person_called(council, options.person)
        rows = visibility.registered_for(person, procedure, on=today)
    elif options.published:
        rows = visibility.published(council, procedure)
    else:
        rows = visibility.all_registered(council, procedure)
    asked = entries.Asked(options.at or today, options.text, options.sort, options.left)
    found = entries.find(rows, procedure, council=council, asked=asked)
    if options.json:
        lines = table.as_json(procedure, found.lines)
        document = {"register": options.name, "council": council.slug, "on": str(asked.day)}
        print(json.dumps({**document, "entries": lines}, indent=2, ensure_ascii=False))
        return 0
    for line in found.lines:
        until = f" until {line.end}" if line.end else ""
        print(f"{line.name}: {line.what}, from {line.start}{until}")
    print(f"{procedure.plural} on {asked.day}: {len(found.lines)}.")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day such as 2026-12-01"
        raise argparse.ArgumentTypeError(message) from None
