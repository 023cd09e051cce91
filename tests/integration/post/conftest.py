"""What the tests of the post beside real servers share; the servers are in `servers.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ports import free_port
from servers import Installation, Sink, Sinking


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A Moothall with two councils, to be copied: filling one takes seconds."""
    made = Installation(tmp_path_factory.mktemp("filled"))
    try:
        made.fill()
        yield made
    finally:
        made.stop()


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
