"""`moothall protocol new`: only arguments, printing and exit statuses.

Exit status 0 where the folder was made; 2, with a sentence on stderr, where it cannot be.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from moothall.protocol.adopting.beginning import copy_protocol, new_protocol
from moothall.protocol.adopting.folders import CannotAdopt
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.reader import load
from moothall.protocol.vocabulary import UnknownName


def add_commands(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `new` to `moothall protocol`; the parser's `func` returns an exit status."""
    words = "begin a council's own protocol: questions to answer, or a copy of another council's"
    new = actions.add_parser("new", help=words, description=words.capitalize() + ".")
    new.add_argument("council", metavar="NAME", help="a short name, such as rowborough")
    new.add_argument(
        "--from",
        dest="source",
        metavar="COUNCIL",
        help="copy this one, such as southend or southend/2020, with every rule a draft",
    )
    _add_edition(new)
    new.set_defaults(func=_guarded(_new))


def _add_edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--edition", metavar="EDITION", help="what to call it (this year)")


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def func(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except (CannotAdopt, UnknownName) as wrong:
            print(f"moothall: {wrong}", file=sys.stderr)
        except ProtocolErrors as errors:
            first = errors.findings[0]
            print(f"moothall: {options.source} cannot be copied: {first}", file=sys.stderr)
        return 2

    return func


def _edition(options: argparse.Namespace) -> str:
    return options.edition or str(datetime.now(UTC).year)


def _new(options: argparse.Namespace) -> int:
    edition = _edition(options)
    if options.source:
        council, _, of = options.source.partition("/")
        source = load(council, of or None)
        place = copy_protocol(options.council, edition=edition, source=source)
        print(f"Copied {source.council}/{source.edition} to {place}. Nothing in it has effect yet.")
    else:
        place = new_protocol(options.council, edition=edition)
        print(f"Made {place}.")
    print(f"What is still missing: moothall protocol check {options.council}")
    return 0
