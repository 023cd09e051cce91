"""`moothall protocol new | import`: only arguments, printing and exit statuses.

Exit status 0 where the folder was made; 2, with a sentence on stderr, where it cannot be.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sized
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from moothall.protocol.adopting.trouble import CannotAdopt
from moothall.protocol.check import drafted_in_words
from moothall.protocol.findings import ProtocolErrors
from moothall.protocol.reader import load
from moothall.protocol.vocabulary import UnknownName
from moothall.protocol.vocabulary_reading import read_vocabulary

if TYPE_CHECKING:
    from moothall.protocol.adopting.importing import Imported


def add_commands(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `new` and `import` to `moothall protocol`; `func` returns an exit status."""
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
    words = "make a protocol of a document: its clauses in its own words, with drafts to confirm"
    brought = actions.add_parser("import", help=words, description=words.capitalize() + ".")
    brought.add_argument("file", type=Path, metavar="FILE", help=".docx, .pdf, .md or .txt")
    brought.add_argument(
        "--council", required=True, metavar="NAME", help="a short name, such as rowborough"
    )
    _add_edition(brought)
    brought.add_argument("--json", action="store_true", help="print one JSON document")
    brought.set_defaults(func=_guarded(_import))


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
    from moothall.protocol.adopting.beginning import copy_protocol, new_protocol

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


def _import(options: argparse.Namespace) -> int:
    from moothall.protocol.adopting.importing import import_document  # slow, and only needed here

    made = import_document(
        options.file,
        council=options.council,
        edition=_edition(options),
        vocabulary=read_vocabulary(),
    )
    if options.json:
        print(json.dumps(made.as_json(), indent=2, ensure_ascii=False))
    else:
        _report(made, options.council)
    return 0


def _report(made: Imported, council: str) -> None:
    found = made.outline
    clauses, chapters = _counted(found.provisions, "clause"), _counted(found.parts, "chapter")
    print(f"Made {made.place}: {clauses} in {chapters}.")
    for sentence in dict.fromkeys(found.missing.values()):
        print(f"Missing number: {sentence}")
    if found.doubled:
        print(f"Printed more than once, told apart: {', '.join(found.doubled)}.")
    if found.left_out:
        lines = _counted(found.left_out, "line")
        print(f"Left out as page headers and the like: {lines} (left-out.txt).")
    for note in found.notes:
        print(note)
    if made.drafted:
        print(f"{drafted_in_words(made.drafted)}; nothing has effect until then.")
    print(f"What is still missing: moothall protocol check {council}")


def _counted(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
