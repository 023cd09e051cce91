"""`moothall people who` and `moothall people check`: who holds what, and what is wanting.

Only arguments, printing and exit statuses: 0 done, 1 something is wanting (check), 2 it could not
be answered, said on stderr.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from moothall.people.directory import council_at, directory_of
from moothall.people.findings import findings
from moothall.people.models import Area, Council
from moothall.people.who import WARD, Answer, UnknownRole, Vacancy, who
from moothall.protocol.findings import nearest
from moothall.worktime import LONDON

Parsers = argparse._SubParsersAction  # the type that argparse gives no public name
Command = Callable[[argparse.Namespace], int]


class Unanswerable(LookupError):
    """Something named on the command line that is not there; the text says so."""


def add_commands(verbs: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `who` and `check` to `moothall people`; each `func` returns an exit status."""
    asks = verbs.add_parser("who", help="who held this role, for this ward, on that date?")
    asks.add_argument("role", help="such as monitoring_officer, committee_chair, ward.councillors")
    asks.add_argument("--ward", default="", metavar="WARD", help="a ward's slug or name")
    asks.set_defaults(func=answering(_who))
    check = verbs.add_parser("check", help="roles nobody holds, and whatever else is wanting")
    check.set_defaults(func=answering(_check))
    for parser in (asks, check):
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--at", type=day, metavar="DATE", help="such as 2026-12-01; or today")
        parser.add_argument("--json", action="store_true")


def answering(command: Command) -> Command:
    """The command, with what it does not know said on stderr."""

    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except (Unanswerable, UnknownRole) as error:
            print(f"moothall: {error}", file=sys.stderr)
            return 2

    return run


def day(text: str) -> date:
    """A day as `2026-12-01`. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a day. Write it as 2026-12-01."
        raise argparse.ArgumentTypeError(message) from None


def council_named(slug: str) -> Council:
    """The council of that slug. Raises Unanswerable."""
    if found := council_at(slug):
        return found
    slugs = Council.objects.values_list("slug", flat=True)
    raise Unanswerable(f"there is no council {slug!r}.{_meant(slug, slugs)}")


def area_named(council: Council, name: str) -> Area:
    """The ward with that slug or name. Raises Unanswerable."""
    areas = directory_of(council.pk).areas.values()
    for area in areas:
        if name.lower() in (area.slug, area.name.lower()):
            return area
    hint = _meant(name, [area.name for area in areas])
    raise Unanswerable(f"there is no {council.area_word} {name!r}.{hint}")


def _meant(name: str, known: Iterable[str]) -> str:
    """The nearest right name, as a question; nothing where none is near."""
    close = nearest(name, known)
    return f" Did you mean {close}?" if close else ""


def today(options: argparse.Namespace) -> date:
    """The day that was given, or the local day it is."""
    given: date | None = options.at
    return given or datetime.now(LONDON).date()


def _who(options: argparse.Namespace) -> int:
    council = council_named(options.council)
    ward = area_named(council, options.ward) if options.ward else None
    if options.role == WARD and ward is None:
        raise Unanswerable(f"Whose {council.area_word}? Name it: --ward WARD.")
    answer = who(council, options.role, on=today(options), ward=ward)
    if options.json:
        print(json.dumps(as_json(answer), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(answer)))
    return 0


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer, JSON-ready: people as slugs and names, days as 2026-12-01, or null."""
    instead = answer.fallback
    return {
        "role": answer.role,
        "at": answer.on.isoformat(),
        "ward": answer.ward.slug if answer.ward else None,
        "holders": [
            {
                "slug": one.person.slug,
                "name": one.person.name,
                "post": one.post,
                "since": _iso(one.since),
                "until": _iso(one.until),
                "cover": one.cover.slug if one.cover else None,
            }
            for one in answer.holders
        ],
        "vacant": [_empty(one) for one in answer.vacant],
        "fallback": instead
        and {
            "role": instead.role,
            "people": [one.slug for one in instead.people],
            "clause": instead.clause or None,
            "why": instead.why,
        },
        "finding": answer.finding or None,
    }


def _empty(one: Vacancy) -> dict[str, Any]:
    return {"post": one.post, "slug": one.slug, "seats": one.seats, "since": _iso(one.since)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(answer: Answer) -> list[str]:
    lines = []
    for one in answer.holders:
        since = f", since {one.since}" if one.since else ""
        until = f", until {one.until}" if one.until else ""
        cover = f" (away; {one.cover.name} covers)" if one.cover else ""
        lines.append(f"{one.person.name}: {one.post}{since}{until}{cover}")
    for empty in answer.vacant:
        seats = f", {empty.seats} seats" if empty.seats > 1 else ""
        since = f", since {empty.since}" if empty.since else ""
        lines.append(f"Vacant: {empty.post}{seats}{since}")
    return [*lines, *filter(None, [answer.finding])]


def _check(options: argparse.Namespace) -> int:
    found = findings(council_named(options.council), on=today(options))
    if options.json:
        print(json.dumps([one.as_json() for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            print(f"{one.message} {one.do}")
        print(f"{len(found)} found." if found else "Nothing is wanting.")
    return 1 if found else 0
