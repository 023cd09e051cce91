"""`moothall council` brings a council in from a file; the verbs of `moothall people` come together.

Only arguments, printing and exit statuses: 0 done, 2 could not be done (said on stderr).
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from moothall.people import administrators
from moothall.people.asking import cli as asking
from moothall.people.changing import Changing
from moothall.people.council_file import read_council
from moothall.people.directory import directory_of
from moothall.people.importing import cli as importing
from moothall.people.load import load_council
from moothall.people.models import Council
from moothall.people.turnover import cli as turnover
from moothall.strict import Broken


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `council` and `people`; each parser's `func` returns an exit status."""
    council = subparsers.add_parser("council", help="bring a council and its people in")
    verbs = council.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="create councils, or bring them up to their files")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a council's YAML file")
    load.set_defaults(func=_load)
    verbs = people_verbs(subparsers)
    asking.add_commands(verbs)
    turnover.add_commands(verbs)
    importing.add_verbs(verbs)
    add_administrator(verbs)


def people_verbs(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """The verbs of `moothall people`, to which rooms above add theirs."""
    if "people" not in subparsers.choices:
        people = subparsers.add_parser("people", help="who is who: ask, check, change")
        people.set_defaults(verbs=people.add_subparsers(required=True, metavar="VERB"))
    verbs: argparse._SubParsersAction[argparse.ArgumentParser]
    verbs = subparsers.choices["people"].get_default("verbs")
    return verbs


def add_administrator(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `people administrator`."""
    parser = verbs.add_parser("administrator", help="let somebody look after people and settings")
    parser.add_argument("who", metavar="PERSON|EMAIL", help="the person's slug or e-mail address")
    parser.add_argument("--council", required=True, metavar="C", help="the council's slug")
    parser.add_argument("--name", default="", help="the name of somebody who is not here yet")
    parser.add_argument("--remove", action="store_true", help="end it instead")
    parser.set_defaults(func=_administrator)


def _load(arguments: argparse.Namespace) -> int:
    for file in arguments.files:
        try:
            council = load_council(read_council(file), at=datetime.now(UTC), through="council file")
        except Broken as broken:
            print(f"moothall council load: nothing was changed by {file}.", file=sys.stderr)
            print(broken, file=sys.stderr)
            return 2
        print(f"{council.name}: {council.people.count()} people.")
    return 0


def _administrator(arguments: argparse.Namespace) -> int:
    council = Council.objects.filter(slug=arguments.council).first()
    if council is None:
        print(f"moothall people: there is no council {arguments.council!r} here.", file=sys.stderr)
        return 2
    changing = Changing(council, None, datetime.now(UTC), "command line")
    try:
        words = _appointed(changing, arguments)
    except administrators.UnknownPerson as unknown:
        print(f"moothall people: {unknown}", file=sys.stderr)
        return 2
    print(words)
    return 0


def _appointed(changing: Changing, arguments: argparse.Namespace) -> str:
    try:
        person = administrators.person_meant(changing.council, arguments.who)
    except administrators.UnknownPerson:
        if not arguments.name or arguments.remove:
            raise
        person = administrators.newcomer(changing, address=arguments.who, name=arguments.name)
    name, council = person.name, changing.council
    if arguments.remove:
        if administrators.dismiss(changing, person):
            return f"{name} is no longer an administrator of {council.name}."
        return f"{name} is no administrator of {council.name}: nothing was changed."
    new = administrators.appoint(changing, person)
    done = f"{name} is {'now' if new else 'already'} an administrator of {council.name}.\n"
    if person.pk not in directory_of(council.pk).emails:
        return f"{done}Next: give {name} an e-mail address, for the code to sign in goes to it."
    return f"{done}Next: {name} signs in at {settings.BASE_URL}/{council.slug}/sign-in/"
