"""`moothall people election|group|reorganise|wards`: what changes on a day, first looked at.

Only arguments, printing and exit statuses: 0 done, 2 refused or not there, said on stderr. Without
`--apply` nothing changes.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from moothall.people.asking.cli import (
    Parsers,
    Unanswerable,
    answering,
    council_named,
    day,
)
from moothall.people.changing import Changing
from moothall.people.directory import directory_of
from moothall.people.models import Council, Organization, Person
from moothall.people.turnover.defection import plan_group
from moothall.people.turnover.election import plan_results
from moothall.people.turnover.plan import Plan, PlanRefused
from moothall.people.turnover.reorganising import plan_department, plan_wards, read_wards
from moothall.people.turnover.results import NOT_TEXT

NONE = "none"


def add_commands(verbs: Parsers[argparse.ArgumentParser]) -> None:
    """Adds the verbs to `moothall people`; each `func` returns an exit status."""
    election = verbs.add_parser("election", help="terms that end and begin after an election")
    election.add_argument("file", type=Path, metavar="FILE", help="CSV: ward, name, group, email")
    election.add_argument("--polling-day", type=day, required=True, metavar="DATE")
    election.set_defaults(func=answering(_election))
    group = verbs.add_parser("group", help="a councillor changes political group on a day")
    group.add_argument("person", metavar="PERSON", help="slug or e-mail address")
    group.add_argument("group", metavar="GROUP", help="slug or name; `none` for no group")
    group.set_defaults(func=answering(_group))
    merge = verbs.add_parser("reorganise", help="a department becomes part of another on a day")
    merge.add_argument("old", metavar="DEPARTMENT")
    merge.add_argument("--into", required=True, metavar="DEPARTMENT")
    merge.set_defaults(func=answering(_reorganise))
    wards = verbs.add_parser("wards", help="wards end and others begin on a day")
    wards.add_argument("became", nargs="+", metavar="OLD=NEW[,NEW]", help="old ward, new names")
    wards.set_defaults(func=answering(_wards))
    for parser in (group, merge, wards):
        parser.add_argument("--on", type=day, required=True, metavar="DATE", help="from this day")
    for parser in (election, group, merge, wards):
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--apply", action="store_true", help="change it; else only show it")
        parser.add_argument("--json", action="store_true")


def _election(options: argparse.Namespace) -> int:
    council = council_named(options.council)
    try:
        text = options.file.read_bytes().decode("utf-8")
    except OSError as error:
        raise Unanswerable(f"{options.file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        return _done(options, council, Plan(options.polling_day, refused=NOT_TEXT))
    return _done(options, council, plan_results(council, text, polling_day=options.polling_day))


def _group(options: argparse.Namespace) -> int:
    council = council_named(options.council)
    group = None if options.group == NONE else _body(council, options.group, "group")
    return _done(
        options, council, plan_group(_person(council, options.person), group, on=options.on)
    )


def _reorganise(options: argparse.Namespace) -> int:
    council = council_named(options.council)
    old, into = (_body(council, name, "department") for name in (options.old, options.into))
    return _done(options, council, plan_department(old, into, on=options.on))


def _wards(options: argparse.Namespace) -> int:
    council = council_named(options.council)
    try:
        became = read_wards(council, options.became)
    except PlanRefused as refused:
        raise Unanswerable(str(refused)) from None
    return _done(options, council, plan_wards(council, became, on=options.on, seats={}))


def _done(options: argparse.Namespace, council: Council, plan: Plan) -> int:
    """Applies the plan if asked to, and says what it comes to."""
    applied = bool(options.apply and not plan.refused)
    if applied:
        at = datetime.now(UTC)
        plan.apply(Changing(council=council, by=None, at=at, through="command line"))
    if options.json:
        print(json.dumps(plan.as_json(applied=applied), indent=2, ensure_ascii=False))
    else:
        for step in plan.steps:
            print(f"{step.sort}: {step.name}: {step.words}")
        for warning in plan.warnings:
            print(warning)
        print("Done." if applied else "Nothing was changed." if plan.refused else "Not applied.")
    if plan.refused:
        print(f"moothall: {plan.refused}", file=sys.stderr)
    return 2 if plan.refused else 0


def _person(council: Council, name: str) -> Person:
    directory = directory_of(council.pk)
    if found := directory.slugs.get(name) or directory.addresses.get(name.lower()):
        return found
    raise Unanswerable(f"{council.name} has nobody called {name!r}.")


def _body(council: Council, name: str, kind: str) -> Organization:
    for body in directory_of(council.pk).organizations.values():
        if body.classification == kind and name.lower() in (body.slug, body.name.lower()):
            return body
    raise Unanswerable(f"{council.name} has no {kind} called {name!r}.")
