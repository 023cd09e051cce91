"""The `moothall` command: composes what each room offers, and adds serve, demo and migrate.

`protocol`, `ask` and `worktime` need no database and never set Django up. Whatever a person typed
wrongly is answered with one sentence on stderr and exit status 2, never with a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module

from moothall import __version__
from moothall.config.problem import Problem

PURE = ("protocol", "worktime")  # rooms without a database, and the words that they answer
PURE_WORDS = ("protocol", "ask", "worktime")
ROOMS = ("people", "cases", "post", "pages")
MIGRATING = ("serve", "demo", "work", "migrate")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Problem as problem:
        print(f"moothall: {problem}", file=sys.stderr)
        return 2


def _run(given: list[str]) -> int:
    word = next((one for one in given if not one.startswith("-")), "")
    if word in PURE_WORDS or "--version" in given[:1]:
        options = _parse(PURE, given)
        return int(options.func(options))
    from moothall.config import starting

    starting.set_up()
    options = _parse((*PURE, *ROOMS), given)
    with starting.trouble_in_words():
        _bring_up_to_date(migrating=word in MIGRATING)
        return int(options.func(options))


def _bring_up_to_date(*, migrating: bool) -> None:
    from moothall.config import starting

    behind = starting.steps_behind()
    if behind and not migrating:
        raise Problem("the database is not up to date. Run `moothall migrate` first.")
    if behind:
        print(f"Bringing the database up to date ({behind} steps).", file=sys.stderr)
        starting.migrate()


def _parse(rooms: Sequence[str], given: list[str]) -> argparse.Namespace:
    """The options. `name=value` words may stand after options too, which argparse alone refuses."""
    parser = _parser(rooms)
    options, rest = parser.parse_known_args(given)
    pairs: list[str] | None = getattr(options, "answers", getattr(options, "facts", None))
    if rest and (pairs is None or any(one.startswith("-") or "=" not in one for one in rest)):
        parser.error(f"unrecognised: {' '.join(rest)}")
    if pairs is not None:
        pairs.extend(rest)
    return options


def _parser(rooms: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moothall", description="Runs a council's councillor-officer protocol."
    )
    parser.add_argument("--version", action="version", version=f"moothall {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in rooms:
        import_module(f"moothall.{room}.cli").add_commands(commands)
    if rooms != PURE:
        add_commands(commands)
    return parser


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `serve`, `demo` and `migrate`; each parser's `func` returns an exit status."""
    from moothall.cases.cli import moment  # which needs Django: pure words never come here

    serve = subparsers.add_parser("serve", help="serve the pages (migrates first)")
    _add_address(serve)
    serve.add_argument("--with-worker", action="store_true", help="run `moothall work` beside it")
    serve.set_defaults(func=_serve)
    demo = subparsers.add_parser("demo", help="load four demonstration councils and serve them")
    _add_address(demo)
    demo.add_argument("--load-only", action="store_true", help="load, and serve nothing")
    demo.add_argument(
        "--at", type=moment, metavar="WHEN", help="the moment it is, such as 2026-12-01T10:00"
    )
    demo.set_defaults(func=_demo)
    migrate = subparsers.add_parser("migrate", help="bring the database up to this version")
    migrate.set_defaults(func=_migrate)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_whole(65535), default=8000, help="port to listen on")
    parser.add_argument(
        "--processes",
        type=_whole(512),
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many processes serve pages (as many as there are cores)",
    )


def _migrate(_options: argparse.Namespace) -> int:
    print("The database is up to date.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from moothall.config import serving

    serving.check_address(host=options.host, port=options.port)
    serving.name_address(port=options.port)
    where = "localhost" if options.host in ("127.0.0.1", "::1") else options.host
    with serving.worker() if getattr(options, "with_worker", True) else contextlib.nullcontext():
        print(f"Serving on http://{where}:{options.port} (Ctrl-C stops).", flush=True)
        serving.serve(host=options.host, port=options.port, processes=options.processes)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from moothall.config import demonstration, serving

    if not options.load_only:
        serving.check_address(host=options.host, port=options.port)
    serving.name_address(port=options.port)
    try:
        for line in demonstration.load(at=options.at or datetime.now(UTC)):
            print(line, flush=True)
    except demonstration.NotForDemonstrations as error:
        raise Problem(str(error)) from None
    return 0 if options.load_only else _serve(options)


def _whole(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if text.isdecimal() and 0 < int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {most}.")

    return number
