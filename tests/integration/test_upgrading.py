"""A database of an earlier version, with people and cases in it, is brought up to this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
# In a process of its own, on a database of its own. The tables are taken back to what they were
# before revisions and the column for lists, with what was there, and forward again.
UPGRADE = """
import json
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
from django.db import connection

def tables(*to):
    call_command("migrate", *to, interactive=False, verbosity=0)

def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()

tables("people", "0001")
tables("cases", "0002")
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO people_council (slug, name, prefix, protocol, calendar, demonstration, "
        "address, receiving_server, follow_up_days, service_standards, area_word) VALUES "
        "('old', 'Old', 'OLD', 'wantage/2026', 'england-and-wales', %s, 'a@old.example', '', 20, "
        "'{}', 'ward')", [False])
    number = rows("SELECT id FROM people_council")[0][0]
    for seq, ended in ((1, False), (2, True)):
        cursor.execute(
            "INSERT INTO cases_case (council_id, kind, reference, number, edition, state, ended, "
            "sheet, subject, urgent, turn, queue_due, opened_at, updated_at, version, done, "
            "empty_slots) VALUES (%s, 'enquiry', %s, %s, 'wantage/2026', 'received', %s, '{}', '', "
            "%s, '', '9999-12-31', %s, %s, 1, '{}', '[]')",
            [number, f"OLD-ENQ-{seq}", seq, ended, False, datetime.now(UTC), datetime.now(UTC)])
    cursor.execute("INSERT INTO cases_viewer (case_id, circle, key) "
                   "SELECT id, 'shared', 'role:hub' FROM cases_case")
tables()
from moothall.cases.models import Viewer
from moothall.people.directory import directory_of
from moothall.people.models import Council, Revision
council = Council.objects.get(slug="old")
before = directory_of(council.pk)
council.areas.create(slug="new", name="New")
print(json.dumps({
    "ended": list(Viewer.objects.order_by("case__number").values_list("ended", flat=True)),
    "revisions": Revision.objects.filter(council=council).count(),
    "kept": before is directory_of(council.pk),
    "areas": [one.slug for one in directory_of(council.pk).areas.values()],
}))
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database on the engine that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    import psycopg

    server = connection.settings_dict
    at = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"]}
    name = f"upgrading_{os.getpid()}"
    with psycopg.connect(dbname="postgres", autocommit=True, **at) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_what_was_there_is_brought_up_to_date(tmp_path: Path, database: str) -> None:
    place = {"MOOTHALL_HOME": str(tmp_path), "DATABASE_URL": database}
    settings = {"DJANGO_SETTINGS_MODULE": "moothall.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        cwd=ROOT,
        env={**os.environ, **place, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "ended": [False, True],
        "revisions": 1,
        "kept": False,
        "areas": ["new"],
    }
