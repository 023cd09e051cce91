"""`moothall case show|act|open`, `procedures`, `verify`, `people handover`.

Those of `registers/` and `bulk/` stand beside them.

Only arguments, printing and exit statuses: 0 done, 1 something is wrong (verify), 2 it could not
be done, said on stderr and, with --json, with the judgement on stdout.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

from moothall.cases import handover, procedures, view_json
from moothall.cases import view as views
from moothall.cases.fields import person_named
from moothall.cases.models import Case
from moothall.cases.perform import Done, perform
from moothall.cases.possible import is_on
from moothall.cases.refusals import CannotPerform, Incomplete, Refused
from moothall.cases.standing import Json
from moothall.cases.verify import verify
from moothall.people.cli import people_verbs
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

Parsers = argparse._SubParsersAction  # the type that argparse gives no public name


class Unknown(Exception):
    """A council, person or case that is not there; the text says so."""


def add_commands(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    """Adds `case`, `procedures` and `verify`; each parser's `func` returns an exit status."""
    case = subparsers.add_parser("case", help="show a case, act on it, open one")
    verbs = case.add_subparsers(required=True)
    show = verbs.add_parser("show", help="where a case stands, its clocks and events")
    show.add_argument("reference")
    show.add_argument("--as", dest="person", metavar="PERSON", help="as this person sees it")
    act = verbs.add_parser("act", help="do an act on a case")
    act.add_argument("reference")
    act.add_argument("act")
    opens = verbs.add_parser("open", help="begin a case")
    opens.add_argument("kind")
    opens.add_argument("--council", required=True, metavar="SLUG")
    opens.add_argument("--act", default="", help="which beginning, where there are several")
    for parser in (act, opens):
        parser.add_argument("--by", required=True, metavar="PERSON", help="slug or e-mail address")
        parser.add_argument("--departure", default="", metavar="REASON")
        parser.add_argument("answers", nargs="*", metavar="field=value")
    for parser in (show, act, opens):
        parser.add_argument("--at", type=moment, metavar="WHEN", help="such as 2026-12-18T15:00")
        parser.add_argument("--json", action="store_true")
    show.set_defaults(func=answering(_show))
    act.set_defaults(func=answering(_act))
    opens.set_defaults(func=answering(_open))
    _add_others(subparsers)


def _add_others(subparsers: Parsers[argparse.ArgumentParser]) -> None:
    hand = people_verbs(subparsers).add_parser("handover", help="what somebody hands over")
    hand.add_argument("person", metavar="PERSON", help="slug or e-mail address")
    hand.add_argument("--council", required=True, metavar="SLUG")
    hand.add_argument("--as", dest="asker", metavar="PERSON", help="as this person sees it")
    hand.add_argument("--at", type=moment, metavar="WHEN", help="such as 2026-12-18T15:00")
    hand.add_argument("--html", action="store_true", help="as a page rather than as text")
    hand.set_defaults(func=answering(_handover))
    kinds = subparsers.add_parser("procedures", help="every kind of business, and where it is on")
    kinds.add_argument("--json", action="store_true")
    kinds.set_defaults(func=answering(_procedures))
    check = subparsers.add_parser("verify", help="is the log unbroken, and the index true to it")
    check.add_argument("--rebuild", action="store_true", help="write the index anew")
    check.add_argument("--council", metavar="SLUG")
    check.add_argument("--json", action="store_true")
    check.set_defaults(func=answering(_verify))
    for room in ("registers", "bulk"):  # they import from here
        import_module(f"moothall.cases.{room}.cli").add_commands(subparsers)


Command = Callable[[argparse.Namespace], int]


def answering(command: Command) -> Command:
    """The command, with what it does not know said on stderr."""

    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except Unknown as error:
            print(f"moothall: {error}", file=sys.stderr)
            return 2

    return run


def _show(options: argparse.Namespace) -> int:
    case = case_called(options.reference)
    person = person_called(case.council, options.person) if options.person else None
    seen = views.view(case, person=person, on=_at(options).astimezone(LONDON).date())
    if seen is None:
        raise Unknown(f"there is no case {options.reference}.")
    if options.json:
        print(json.dumps(view_json.as_json(seen), indent=2, ensure_ascii=False))
        return 0
    print(f"{seen.reference}: {seen.subject}\n{seen.state_label}. {seen.next}")
    for clock in seen.clocks:
        print(f"{clock.label}: {clock.due or 'no day'} ({clock.says})")
    for line in seen.timeline:
        print(f"{line.at.astimezone(LONDON):%Y-%m-%d %H:%M}  {line.words}")
    return 0


def _handover(options: argparse.Namespace) -> int:
    council = council_called(options.council)
    person = person_called(council, options.person)
    asker = person_called(council, options.asker) if options.asker else person
    found = handover.pack(person, by=asker, on=_at(options).astimezone(LONDON).date())
    print(found.as_html() if options.html else found.as_text())
    return 0


def _procedures(options: argparse.Namespace) -> int:
    councils = list(Council.objects.order_by("slug"))
    found: list[Json] = [
        {
            "kind": kind.kind,
            "label": kind.label,
            "acts": list(kind.acts),
            "states": list(kind.states),
            "on": {council.slug: is_on(council, kind) for council in councils},
        }
        for kind in procedures.load().values()
    ]
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    for one in found:
        on = [slug for slug, runs in one["on"].items() if runs]
        print(f"{one['kind']}: {one['label']}. On at: {', '.join(on) or 'none of the councils'}.")
    return 0


def _act(options: argparse.Namespace) -> int:
    case = case_called(options.reference)
    return _do(options, case, options.act, council=case.council)


def _open(options: argparse.Namespace) -> int:
    from moothall.cases.beginning import procedure_of

    council = council_called(options.council)
    try:
        starting = procedure_of(options.kind).starting_acts
    except CannotPerform as error:
        raise Unknown(error.why) from error
    return _do(options, None, options.act or starting[0].name, council=council)


def _do(options: argparse.Namespace, case: Case | None, act: str, *, council: Council) -> int:
    by = person_called(council, options.by)
    try:
        done = perform(
            case,
            act,
            by=by,
            at=_at(options),
            fields=answers_given(options.answers),
            kind=None if case else options.kind,
            council=None if case else council,
            departure=options.departure,
        )
    except CannotPerform as error:
        return _not_done(error, options)
    _print_done(done, options)
    return 0


def _print_done(done: Done, options: argparse.Namespace) -> None:
    done.case.refresh_from_db()
    if options.json:
        found: Json = {
            "reference": done.case.reference,
            "state": done.case.state,
            "judgement": done.judgement.as_json(),
        }
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(f"{done.case.reference} is {done.case.state} now.")


def _not_done(error: CannotPerform, options: argparse.Namespace) -> int:
    print(f"moothall: {error.why}", file=sys.stderr)
    if options.json:
        found: Json = {"why": error.why, "kind": type(error).__name__, "judgement": None}
        if isinstance(error, (Refused, Incomplete)) and error.judgement is not None:
            found["judgement"] = error.judgement.as_json()
        if isinstance(error, Incomplete):
            found["problems"] = error.problems
        print(json.dumps(found, indent=2, ensure_ascii=False))
    return 2


def _verify(options: argparse.Namespace) -> int:
    council = council_called(options.council) if options.council else None
    report = verify(council, rebuild=options.rebuild)
    if options.json:
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        for wrong in report.wrong:
            print(wrong)
        rebuilt = f", {report.rebuilt} rebuilt" if options.rebuild else ""
        found = "all as it must be" if report.clean else f"{len(report.wrong)} wrong"
        print(f"{report.cases} cases, {report.events} events{rebuilt}: {found}.")
    return 0 if report.clean else 1


def case_called(reference: str) -> Case:
    """The case of that reference. Raises Unknown."""
    found = Case.objects.select_related("council").filter(reference=reference.upper()).first()
    if found is None:
        raise Unknown(f"there is no case {reference}.")
    return found


def council_called(slug: str) -> Council:
    """The council of that slug. Raises Unknown."""
    found = Council.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Council.objects.order_by("slug").values_list("slug", flat=True))
        raise Unknown(f"there is no council {slug!r} here; there is {known or 'none'}.")
    return found


def person_called(council: Council, name: str) -> Person:
    """The person of the council by slug or e-mail address. Raises Unknown."""
    found = person_named(council, name)
    if found is None:
        raise Unknown(f"nobody at {council.name} is called {name!r}.")
    return found


def answers_given(given: list[str]) -> dict[str, object]:
    """The answers, by field. Raises Unknown for what is no field=value."""
    found: dict[str, object] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise Unknown(f"{one!r} is no answer: write field=value.")
        found[name] = value
    return found


def _at(options: argparse.Namespace) -> datetime:
    return options.at or datetime.now(UTC)


def moment(text: str) -> datetime:
    """A moment as it is typed; local time where no zone is given. For argparse."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no moment such as 2026-12-18T15:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)
