"""Runs a command beside a PostgreSQL server of its own: `python tools/postgres.py -- pytest …`.

The server listens on a free port of this machine in a temporary folder, with DATABASE_URL set for
the command, and is gone afterwards. Uses the binaries of Debian's package postgresql. Never for
real data: it does not wait for the disk.
"""

from __future__ import annotations

import os
import pwd
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 120  # seconds; a machine that has just run everything else may be busy with its disk


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    sys.exit("PostgreSQL is not installed: apt-get install postgresql")


def _as_postgres(command: list[str]) -> list[str]:
    """The server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    """Below those that connections are given, and below those of the tests (tests/ports.py)."""
    for port in random.sample(range(15_000, 20_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    sys.exit("No port is free for PostgreSQL from 15000 to 19999.")


def _wait_until_ready(binaries: Path, port: int) -> None:
    for _ in range(PATIENCE * 10):
        ready = subprocess.run(
            [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start within {PATIENCE} seconds.")


def _start(binaries: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    subprocess.run(
        _as_postgres(
            [
                *(str(binaries / "initdb"), "-D", str(data), "-U", "moothall", "-A", "trust"),
                *("-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ]
        ),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    options = [part for setting in settings for part in ("-c", setting)]
    return subprocess.Popen(
        _as_postgres(
            [
                *(str(binaries / "postgres"), "-D", str(data), "-p", str(port)),
                *("-h", "127.0.0.1", "-k", str(folder), *options),
            ]
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )


def main(command: list[str]) -> int:
    binaries = _binaries()
    if os.geteuid() == 0:
        pwd.getpwnam("postgres")
    with tempfile.TemporaryDirectory(prefix="moothall-postgres-") as name:
        folder, port = Path(name), _free_port()
        folder.chmod(0o755)
        server = _start(binaries, folder, port)
        try:
            _wait_until_ready(binaries, port)
            url = f"postgres://moothall@127.0.0.1:{port}/postgres"
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": url}, check=False
            ).returncode
        finally:
            subprocess.run(
                _as_postgres(
                    [
                        str(binaries / "pg_ctl"),
                        "-D",
                        str(folder / "data"),
                        "-m",
                        "fast",
                        "-t",
                        str(PATIENCE),
                        "stop",
                    ]
                ),
                check=False,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
            server.wait(timeout=PATIENCE)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        sys.exit(__doc__)
    sys.exit(main(arguments))
