"""Serves the pages with Granian, and runs the worker beside them in a process of its own.

What the command line offers is in `cli.py`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from moothall.config.problem import Problem


def check_address(*, host: str, port: int) -> None:
    """Raises Problem where nobody can listen there, before anything else is begun."""
    try:
        with socket.create_server((host, port)):
            pass
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Problem(f"cannot listen on {host}, port {port}: {why}. Try --port.") from None


def name_address(*, port: int) -> None:
    """Links in mails lead to where we serve, unless MOOTHALL_URL says how the world gets here.

    The processes that we start inherit it.
    """
    settings.BASE_URL = os.environ.setdefault("MOOTHALL_URL", f"http://localhost:{port}")


def serve(*, host: str, port: int, processes: int) -> None:
    """Serves until it is interrupted."""
    Granian(
        "moothall.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=1,  # SQLite and CPU-bound pages: more threads only queue elsewhere
        log_level=LogLevels.warning,
    ).serve()


@contextmanager
def worker() -> Iterator[None]:
    """Runs `moothall work` while the block runs. Mail waits where it stops early."""
    process = subprocess.Popen([sys.executable, "-m", "moothall", "work"])
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
