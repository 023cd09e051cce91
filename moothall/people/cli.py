"""`moothall council`: brings a council and its people in from a file. `moothall people` beside it.

Only arguments, printing and exit statuses: 0 done, 2 could not be done (said on stderr).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from moothall.people.council_file import read_council
from moothall.people.importing.cli import add_verbs
from moothall.people.load import load_council
from moothall.strict import Broken


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `council` and `people`; each parser's `func` returns an exit status."""
    council = subparsers.add_parser("council", help="bring a council and its people in")
    verbs = council.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="create councils, or bring them up to their files")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a council's YAML file")
    load.set_defaults(func=_load)
    people = subparsers.add_parser("people", help="import or export a council's people")
    add_verbs(people.add_subparsers(required=True, metavar="VERB"))


def _load(arguments: argparse.Namespace) -> int:
    for file in arguments.files:
        try:
            council = load_council(read_council(file))
        except Broken as broken:
            print(f"moothall council load: nothing was changed by {file}.", file=sys.stderr)
            print(broken, file=sys.stderr)
            return 2
        print(f"{council.name}: {council.people.count()} people.")
    return 0
