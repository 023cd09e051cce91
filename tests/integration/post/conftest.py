"""What the tests of the post beside real servers share; the servers are in `servers.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from servers import Sink, Sinking, free_port


@pytest.fixture
def serve() -> Iterator[Callable[..., Sink]]:
    """`serve(rcpt={…})`: a mail server that is there until the test is over."""
    running: list[Sinking] = []

    def begin(*, smtp: dict[str, Any] | None = None, **answers: Any) -> Sink:
        sink = Sink(port=free_port(), **answers)
        server = Sinking(
            sink, hostname="127.0.0.1", port=sink.port, ready_timeout=20, **(smtp or {})
        )
        server.start()
        running.append(server)
        return sink

    yield begin
    for server in running:
        server.finish()
