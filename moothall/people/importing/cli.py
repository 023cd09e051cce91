"""`moothall people import` and `moothall people export`.

Only arguments, printing and exit statuses: 0 done or shown, 2 refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime

from moothall.people.exporting import FORMATS, export
from moothall.people.importing.applying import apply_plan
from moothall.people.importing.difference import Difference, compare
from moothall.people.importing.opening import open_source
from moothall.people.importing.plan import ImportRefused
from moothall.people.importing.reading import SOURCES, read_plan
from moothall.people.models import Council
from moothall.worktime import LONDON


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `import` and `export` to `moothall people`."""
    bring = verbs.add_parser("import", help="show what a list of people would change, or do it")
    bring.add_argument("source", choices=SOURCES, help="what wrote the list")
    bring.add_argument("place", metavar="FILE|URL", help="the list; of ModernGov also its address")
    bring.add_argument("--council", required=True, metavar="C", help="the council's short name")
    bring.add_argument("--apply", action="store_true", help="do it; without this it is only shown")
    bring.add_argument(
        "--allow-ending",
        type=_percent,
        metavar="N%",
        help="let this share of the memberships end; without it, the council's setting",
    )
    bring.add_argument("--json", action="store_true", help="answer as JSON")
    bring.set_defaults(func=_import)
    give = verbs.add_parser("export", help="write a council's people")
    give.add_argument("format", choices=FORMATS)
    give.add_argument("--council", required=True, metavar="C", help="the council's short name")
    give.add_argument("--at", type=_day, metavar="DATE", help="as on that day; without it, today")
    give.set_defaults(func=_export)


def _import(arguments: argparse.Namespace) -> int:
    try:
        difference = _difference(arguments)
    except ImportRefused as refused:
        difference = Difference(
            on=datetime.now(UTC).astimezone(LONDON).date(), refused=str(refused)
        )
    if arguments.json:
        print(json.dumps(difference.as_json(), ensure_ascii=False, indent=1))
    else:
        _print(difference, applied=arguments.apply)
    return 2 if difference.refused else 0


def _difference(arguments: argparse.Namespace) -> Difference:
    council = _council(arguments.council)
    plan = read_plan(arguments.source, open_source(arguments.place, source=arguments.source))
    at = datetime.now(UTC)
    if arguments.apply:
        return apply_plan(
            plan, council, by=None, at=at, through="import", allow=arguments.allow_ending
        )
    on = at.astimezone(LONDON).date()
    return compare(plan, council, on=on, allow=arguments.allow_ending)


def _council(slug: str) -> Council:
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        known = ", ".join(Council.objects.order_by("slug").values_list("slug", flat=True))
        raise ImportRefused(f"There is no council {slug!r}. There is: {known or 'none yet'}.")
    return council


def _print(difference: Difference, *, applied: bool) -> None:
    for outcome in ("added", "changed", "ended"):
        for entry in difference.of(outcome):
            print(f"{outcome.capitalize()}: {entry.name}: {'; '.join(entry.what)}")
    for warning in difference.warnings:
        print(f"Warning: {warning}")
    if difference.refused:
        print(f"moothall people import: nothing was changed. {difference.refused}", file=sys.stderr)
        return
    counts = [f"{len(difference.of(one))} {one}" for one in ("added", "changed", "ended")]
    done = "Done" if applied else "Nothing was changed yet; with --apply it would be"
    print(f"{done}: {', '.join(counts)}, {difference.unchanged} unchanged.")


def _export(arguments: argparse.Namespace) -> int:
    try:
        council = _council(arguments.council)
    except ImportRefused as refused:
        print(f"moothall people export: {refused}", file=sys.stderr)
        return 2
    on = arguments.at or datetime.now(UTC).astimezone(LONDON).date()
    sys.stdout.write(export(council, arguments.format, on=on))
    return 0


def _percent(text: str) -> float:
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no share such as 35%.")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-12-24.") from None
