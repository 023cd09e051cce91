"""docs/how-to/keep-it-running.md, rehearsed with real processes: backup while it runs, restore,
upgrade, a database that is too new, a full disk.
"""

from __future__ import annotations

import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from crash.installation import Installation, Life, scratch_database
from crash.postmen import Postman, Writer
from crash.sink import Sink
from ports import free_port

from moothall.config import demonstration

COUNCILS = [str(demonstration.FOLDER / f"{slug}.yaml") for slug in ("southend", "wantage")]
Install = Callable[[str], Installation]


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink(port=free_port(), seed=1)
    yield made
    made.close()


@pytest.fixture
def install(tmp_path: Path, sink: Sink) -> Iterator[Install]:
    """`install("name")`: an empty data folder and an empty database."""
    with ExitStack() as stack:

        def make(name: str) -> Installation:
            home = tmp_path / name
            home.mkdir()
            database = stack.enter_context(scratch_database(home))
            made = Installation(home, database=database, mail_in=free_port(), mail_out=sink.port)
            return stack.enter_context(made)

        yield make


@pytest.fixture
def running(install: Install) -> tuple[Installation, Life]:
    made = install("running")
    made.done("migrate")
    made.done("council", "load", *COUNCILS)
    life = made.fork("work")
    made.wait_until_it_receives(life)
    return made, life


def deliver(installation: Installation, sink: Sink, *, seed: int, count: int) -> list[str]:
    """So many messages; the Message-IDs of what was acknowledged: all of them."""
    writer = Writer(seed=seed, sink=sink)
    postman = Postman(writer, port=installation.mail_in, seed=seed, pause=0)
    writer.allow(count)
    postman.start()
    until = time.monotonic() + 120
    while len(writer.written) < count and time.monotonic() < until:
        time.sleep(0.05)
    writer.close()
    postman.join(timeout=60)
    assert not postman.is_alive(), installation.said()
    return [one.message_id for one in writer.written]


def kept(installation: Installation) -> set[str]:
    return {name for (name,) in installation.rows("SELECT message_id FROM post_mail")}


def stop(life: Life) -> None:
    life.signal(signal.SIGTERM)
    assert life.wait(20), "it does not stop"
    assert life.status == 0


# -- backup and restore, word by word -------------------------------------------------------------


def back_up(installation: Installation, backup: Path) -> None:
    """As the page says, while it runs: the database, then the folders, then the key."""
    backup.mkdir()
    if installation.database.startswith("sqlite"):
        file = installation.home / "moothall.sqlite3"
        with sqlite3.connect(file) as database:  # what the command sqlite3 would run
            database.execute(f"VACUUM INTO '{backup / 'moothall.sqlite3'}'")
        database.close()
    else:
        dump = ["pg_dump", "--format=custom", f"--file={backup / 'moothall.dump'}"]
        subprocess.run([*dump, installation.database], check=True)
    for folder in ("files", "mail"):
        if (installation.home / folder).is_dir():
            shutil.copytree(installation.home / folder, backup / folder)
    shutil.copy(installation.home / "secret-key", backup)


def restore(backup: Path, installation: Installation) -> None:
    if installation.database.startswith("sqlite"):
        shutil.copy(backup / "moothall.sqlite3", installation.home)
    else:
        restoring = ["pg_restore", "--clean", "--if-exists", "--no-owner"]
        whole = [*restoring, f"--dbname={installation.database}", str(backup / "moothall.dump")]
        subprocess.run(whole, check=True)
    for folder in ("files", "mail"):
        if (backup / folder).is_dir():
            shutil.copytree(backup / folder, installation.home / folder)
    shutil.copy(backup / "secret-key", installation.home)


def test_a_backup_made_while_it_runs_is_restored_whole(
    running: tuple[Installation, Life], install: Install, sink: Sink, tmp_path: Path
) -> None:
    installation, life = running
    before = deliver(installation, sink, seed=1, count=15)
    back_up(installation, tmp_path / "backup")
    deliver(installation, sink, seed=2, count=5)
    stop(life)
    restored = install("restored")
    restore(tmp_path / "backup", restored)
    assert kept(restored) == set(before)
    report = restored.json("verify")
    assert report["clean"], report["wrong"]
    restored.done("work", "--once")
    pending = restored.rows("SELECT 1 FROM post_mail WHERE outcome = 'pending'")
    assert not pending
    assert restored.json("verify")["clean"]
    missing = next((restored.home / "mail").rglob("*.eml"))
    missing.unlink()
    report = restored.json("verify")
    assert [missing.name in one["what"] for one in report["wrong"]] == [True]


# -- upgrade --------------------------------------------------------------------------------------


def old_database(installation: Installation) -> None:
    """As a version made it that had each room's first tables only."""
    for room in ("contenttypes", "auth", "people", "cases", "post"):
        words = [sys.executable, "-m", "django", "migrate", "--verbosity=0", room]
        step = [] if room in ("contenttypes", "auth") else ["0001"]
        settings = {"DJANGO_SETTINGS_MODULE": "moothall.config.settings"}
        environment = {**installation.environment, **settings}
        subprocess.run([*words, *step], env=environment, check=True, timeout=120)


def test_serve_and_work_may_start_together_after_an_upgrade(install: Install) -> None:
    installation = install("old")
    old_database(installation)
    refused = installation.run("verify")
    assert refused.returncode == 2
    assert refused.stderr == (
        "moothall: the database is not up to date. Run `moothall migrate` first.\n"
    )
    together = [installation.start("work", "--once") for _ in range(3)]
    for life in together:
        assert life.wait(120)
    assert [life.status for life in together] == [0, 0, 0], installation.said()
    assert installation.run("verify").returncode == 0


def test_an_older_version_leaves_a_newer_database_alone(install: Install) -> None:
    installation = install("newer")
    installation.done("migrate")
    installation.write(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('cases', '9999_tomorrow', '2030-01-01 00:00:00+00:00')"
    )
    for words in (["verify"], ["migrate"], ["work", "--once"], ["serve", "--port=1"]):
        done = installation.run(*words)
        assert done.returncode == 2, words
        assert "made by a newer Moothall (it has cases.9999_tomorrow" in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr


# -- a full disk ----------------------------------------------------------------------------------


def test_a_full_disk_acknowledges_nothing_and_mends_itself(
    running: tuple[Installation, Life], sink: Sink
) -> None:
    """A limit on the size of files stands for the disk: every write beyond it fails."""
    installation, life = running
    first = deliver(installation, sink, seed=1, count=3)
    usual = resource.prlimit(life.number, resource.RLIMIT_FSIZE)
    resource.prlimit(life.number, resource.RLIMIT_FSIZE, (0, usual[1]))
    writer = Writer(seed=2, sink=sink)
    postman = Postman(writer, port=installation.mail_in, seed=2, pause=0)
    writer.allow(3)
    postman.start()
    until = time.monotonic() + 60
    while postman.tries < 5 and time.monotonic() < until:
        time.sleep(0.05)
    assert postman.tries >= 5
    assert kept(installation) == set(first)
    assert not postman.taken
    assert not life.ended.is_set(), installation.said()
    resource.prlimit(life.number, resource.RLIMIT_FSIZE, usual)
    writer.close()
    postman.join(timeout=60)
    assert not postman.is_alive(), installation.said()
    stop(life)
    installation.done("work", "--once")
    assert kept(installation) == {*first, *(one.message_id for one in writer.written)}
    outcomes = {one for (one,) in installation.rows("SELECT outcome FROM post_mail")}
    assert "pending" not in outcomes
    assert not installation.rows("SELECT 1 FROM post_mail WHERE why LIKE '%could not be handled%'")
    assert installation.json("verify")["clean"]
    assert not list((installation.home / "unfinished").iterdir())
