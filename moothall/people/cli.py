"""`moothall council` brings a council in from a file; the verbs of `moothall people` come together.

Only arguments, printing and exit statuses: 0 done, 2 could not be done (said on stderr).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from moothall.people.asking import cli as asking
from moothall.people.council_file import read_council
from moothall.people.importing import cli as importing
from moothall.people.load import load_council
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


def _load(arguments: argparse.Namespace) -> int:
    for file in arguments.files:
        try:
            council = load_council(read_council(file), at=timezone.now(), through="council file")
        except Broken as broken:
            print(f"moothall council load: nothing was changed by {file}.", file=sys.stderr)
            print(broken, file=sys.stderr)
            return 2
        print(f"{council.name}: {council.people.count()} people.")
    return 0
