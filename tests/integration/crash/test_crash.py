"""The worker is killed a hundred times, and nothing acknowledged is lost or done twice.

A real `moothall work` on a real database and data folder; postmen deliver to it all the while, and
a real mail server takes what it sends. It is killed by the clock, at the moments when the mail
server has a mail, and at known instructions: between a file and its row, inside a transaction,
between claim and sending. MOOTHALL_CRASH_SEED repeats a run as far as the machine's scheduling
allows; MOOTHALL_CRASH_KILLS says how many.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from ports import free_port

from crash.accounts import Accounts
from crash.installation import Installation, Point, scratch_database
from crash.postmen import Postman, Writer
from crash.sink import AFTER, BEFORE, Sink
from moothall.config import demonstration

SEED = int(os.environ.get("MOOTHALL_CRASH_SEED") or random.randrange(10**6))
KILLS = int(os.environ.get("MOOTHALL_CRASH_KILLS") or 100)
FILES = [str(demonstration.FOLDER / f"{slug}.yaml") for slug in ("southend", "wantage")]
MESSAGES = 5  # new ones for each life
PATIENCE = 60.0  # seconds until a moment that does not come is given up
POINTS: tuple[Point, ...] = (
    ("moothall.cases.disk", "os.fsync", "before"),  # a message half on disk
    ("moothall.cases.disk", "write", "after"),  # on disk, without its row
    ("moothall.post.lmtp", "keep", "after"),  # its row there, nothing acknowledged
    ("moothall.cases.chain", "append", "after"),  # an event inside its transaction
    ("moothall.cases.telling", "write", "after"),  # the outbox inside the same transaction
    ("moothall.post.handle", "_settle", "after"),  # all done and not committed
    ("moothall.post.receive", "handle", "after"),  # committed
    ("moothall.post.sending", "claim", "after"),  # claimed, not sent
    ("moothall.post.carriers", "Smtp.carry", "after"),  # sent, not written down
    ("moothall.post.sending", "_settle", "after"),  # written down
)


@dataclass
class Killed:
    """How often it was killed in which way, and how often that moment was reached."""

    tried: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    lives: set[int] = field(default_factory=set)
    start: float = 0.0  # seconds from a fork until mail can be delivered, on this machine now


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink(port=free_port(), seed=SEED)
    yield made
    made.close()


@pytest.fixture
def installation(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    home = tmp_path / "home"
    home.mkdir()
    with (
        scratch_database(home) as database,
        Installation(home, database=database, mail_in=free_port(), mail_out=sink.port) as made,
    ):
        yield made


def test_nothing_acknowledged_is_lost_or_doubled(installation: Installation, sink: Sink) -> None:
    print(f"MOOTHALL_CRASH_SEED={SEED}")
    dice = random.Random(SEED)
    begun = time.monotonic()
    first_start(installation, dice)
    writer = Writer(seed=SEED, sink=sink)
    postmen = [
        Postman(writer, port=installation.mail_in, seed=SEED + n, pause=0.02) for n in (1, 2)
    ]
    killed = Killed(start=start_time(installation))
    for one in postmen:
        one.start()
    for number in range(KILLS):
        sink.life += 1
        writer.allow(MESSAGES)
        kill(installation, sink, writer, dice, killed, number)
    took = time.monotonic() - begun
    writer.close()
    finish(installation, sink, postmen)
    accounts = Accounts(installation, sink, writer, postmen, killed.lives)
    print(f"{KILLS} kills in {took:.0f} s, a start takes {killed.start:.2f} s.")
    print(f"Moments: {dict(killed.tried)}, of which came: {dict(killed.reached)}")
    print(accounts.in_words())
    accounts.check()
    assert not [point for point in killed.tried if not killed.reached[point]]


def first_start(installation: Installation, dice: random.Random) -> None:
    """Killed while it makes its tables and loads its people, until it is let finish."""
    recorded = ("django.db.migrations.executor", "MigrationExecutor.record_migration")
    for number in range(1, 5):
        life = installation.fork("migrate", die=(*recorded, "before", dice.randrange(1, 20)))
        assert life.wait(PATIENCE), f"{number}: it never came to that step"
    for words in (("migrate",), ("council", "load", *FILES)):
        for _ in range(5):
            life = installation.fork(*words)
            if not life.wait(dice.uniform(0, 1.5)):
                life.kill()
        installation.done(*words)
    wanted = sum(len(yaml.safe_load(Path(file).read_text())["people"]) for file in FILES)
    assert installation.rows("SELECT count(*) FROM people_person") == [(wanted,)]


def start_time(installation: Installation) -> float:
    begun = time.monotonic()
    life = installation.fork("work")
    installation.wait_until_it_receives(life)
    took = time.monotonic() - begun
    life.kill()
    return took


def comes(wait: Callable[[float], bool], writer: Writer) -> bool:
    """Whether a moment comes; as long as it does not, there is more mail."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if wait(3):
            return True
        writer.allow(1)
    return False


def kill(
    installation: Installation,
    sink: Sink,
    writer: Writer,
    dice: random.Random,
    killed: Killed,
    number: int,
) -> None:
    """One life of the worker and its end, by one of four ways in turn."""
    way = ("clock", "point", "point", "server")[number % 4]
    if way == "clock":
        cold = number % 20 == 0
        life = installation.start("work") if cold else installation.fork("work")
        killed.tried["clock"] += 1
        killed.reached["clock"] += not life.wait(dice.uniform(0, killed.start * (8 if cold else 3)))
    elif way == "point":
        point = POINTS[(number // 4 * 2 + number % 2) % len(POINTS)]
        name = ".".join(map(str, point[:2])).removeprefix("moothall.")
        life = installation.fork("work", die=(*point, dice.randrange(1, 5)))
        killed.tried[name] += 1
        killed.reached[name] += comes(life.wait, writer)
    else:
        moment = dice.choice((BEFORE, AFTER))
        sink.watch(moment, count=dice.randrange(1, 6))
        life = installation.fork("work")
        killed.tried[moment] += 1
        killed.reached[moment] += comes(sink.reached.wait, writer)
        sink.watch(None)
    life.kill()
    killed.lives.add(sink.life)


def finish(installation: Installation, sink: Sink, postmen: list[Postman]) -> None:
    """One life that may end well; then what was claimed or put off is sent when its time comes."""
    sink.life += 1
    life = installation.fork("work")
    installation.wait_until_it_receives(life)
    for one in postmen:
        one.join(timeout=60)
        assert not one.is_alive(), f"a message is never taken\n{installation.said()}"
    begun = time.monotonic()
    life.signal(signal.SIGTERM)
    assert life.wait(10), "it does not stop when it is told to"
    assert life.status == 0, installation.said()
    print(f"stopped {time.monotonic() - begun:.2f} s after SIGTERM")
    later = datetime.now(UTC) + timedelta(hours=2)
    for _ in range(100):
        sink.life += 1
        installation.done("work", "--once", "--at", later.isoformat())
        if not installation.rows(
            "SELECT 1 FROM post_mail WHERE outcome = 'pending' UNION ALL "
            "SELECT 1 FROM cases_outgoing WHERE state IN ('queued', 'sending')"
        ):
            return
        later += timedelta(hours=1)
    raise AssertionError(f"it never comes to rest\n{installation.said()}")
