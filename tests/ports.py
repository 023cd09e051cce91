"""Ports for servers that a test starts.

Taken from below those that the system gives to connections: else a browser's connection may sit on
a port between the moment it was found free and the moment the server asks for it.
"""

from __future__ import annotations

import itertools
import os
import random
import socket

LOWEST, MOST = 20_000, 2_000  # the first port, and how many each process of a test run has

_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 6
_turn = itertools.count(random.randrange(MOST))


def free_port() -> int:
    """One that nobody listens on, and that no other process of this run is given."""
    for number in itertools.islice(_turn, MOST):
        port = LOWEST + MOST * _process + number % MOST
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError(f"all ports from {LOWEST + MOST * _process} on are taken")
