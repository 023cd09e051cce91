"""Run as a script: forks one real `moothall` command for each line of words, as JSON, on stdin.

Start-up is paid once, so that a hundred deaths fit into a minute; a fork runs the same command
line in a process of its own. `{"words": […], "die": ["module", "name", "before|after", 3]}` makes
the process kill itself at the third call of that function: a kill at a known instruction.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from moothall.config import cli, starting


def main() -> None:
    starting.set_up()
    _warm()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if not process:
            os._exit(_command(asked["words"], asked["die"]))
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _warm() -> None:
    """Imports what a command would, and opens no database."""
    from django.db.migrations.loader import MigrationLoader

    from moothall import protocol
    from moothall.cases import procedures
    from moothall.config import demonstration

    cli._parser((*cli.PURE, *cli.ROOMS))
    MigrationLoader(None)
    procedures.load()
    for council in demonstration.COUNCILS:
        protocol.load(council)


def _command(words: list[str], die: list[Any] | None) -> int:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what the command prints is not for whoever reads our answers
    if die:
        _die_at(*die)
    try:
        return cli.main(words)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    finally:
        sys.stderr.flush()


def _die_at(module: str, name: str, when: str, count: int) -> None:
    holder: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    setattr(holder, last, _deadly(getattr(holder, last), when, count))


def _deadly(call: Callable[..., Any], when: str, count: int) -> Callable[..., Any]:
    calls = itertools.count(1)

    @wraps(call)
    def wrapper(*given: Any, **named: Any) -> Any:
        last = next(calls) == count  # of this call alone: others may come from other threads
        if last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*given, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapper


if __name__ == "__main__":
    main()
