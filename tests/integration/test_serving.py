"""`moothall demo` as a newcomer runs it: from nothing to a page, and gone when told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from ports import free_port


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def wait_for(url: str, server: subprocess.Popen[bytes]) -> tuple[int, str]:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped by itself"
        try:
            return fetch(url)
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answered at {url}")


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in listed] + [grand for one in listed for grand in children(int(one))]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    server = subprocess.Popen(
        [sys.executable, "-m", "moothall", "demo", f"--port={port}", "--processes=1"],
        env={**kept, "MOOTHALL_HOME": str(tmp_path)},
    )
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_the_demonstration_is_served_and_its_mail_stays_here(
    demo: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    url, server = demo
    status, page = wait_for(f"{url}/", server)
    assert status == 200
    assert "Southend-on-Sea City Council (demonstration)" in page
    assert fetch(f"{url}/health/")[0] == 200
    assert fetch(f"{url}/static/govuk/govuk-frontend.min.css")[0] == 200
    until = time.monotonic() + 30
    while not (mails := list(tmp_path.glob("mailbox/*.eml"))):
        assert time.monotonic() < until, "the worker wrote no mail"
        time.sleep(0.2)
    assert url.replace("127.0.0.1", "localhost") + "/" in mails[0].read_text()


def test_it_stops_with_everything_it_started(
    demo: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, server = demo
    wait_for(f"{url}/", server)
    started = children(server.pid)
    assert started
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=30) in (0, -signal.SIGTERM)
    until = time.monotonic() + 15
    while alive := [one for one in started if Path(f"/proc/{one}").exists()]:
        assert time.monotonic() < until, f"still running: {alive}"
        time.sleep(0.1)
