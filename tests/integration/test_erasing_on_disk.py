"""What is erased is not on the disk: not in the database's file, nor in what stands beside it.

In processes of its own, on SQLite and a data folder of its own, with a mail and its attachment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

from moothall.config import demonstration

ROOT = Path(__file__).parent.parent.parent
CANARY = b"qzcanaryqz"
FROM = "ada.example@councillors.southend.example"
# The rest of its life: answered and closed; the council sets its months.
REST = """
from datetime import datetime
import django
django.setup()
from moothall.cases.models import Case, Outgoing
from moothall.cases.perform import perform
from moothall.people.models import Council, Person
from moothall.worktime import LONDON
at = datetime(2026, 11, 20, 11, tzinfo=LONDON)
case = Case.objects.get()
who = {one.slug: one for one in Person.objects.filter(council=case.council)}
perform(case, "assign", by=who["hattie-hub"], at=at, fields={"given_to": who["sam-stencil"]})
answer = {"answer": "The qzcanaryqz was seen to"}
perform(case, "answer", by=who["sam-stencil"], at=at, fields=answer)
perform(case, "close", by=who["hattie-hub"], at=at)
Outgoing.objects.update(state="sent")
Council.objects.update(retention={"enquiry": 12})
"""


def test_nothing_of_it_is_on_the_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    message = tmp_path / "message.eml"
    message.write_bytes(letter())

    def run(*given: str) -> str:
        place = {"MOOTHALL_HOME": str(home), "DATABASE_URL": f"sqlite:///{home / 'it.sqlite3'}"}
        settings = {"DJANGO_SETTINGS_MODULE": "moothall.config.settings"}
        done = subprocess.run(
            [sys.executable, *given],
            cwd=ROOT,
            env={**os.environ, **place, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    moothall = ("-m", "moothall")
    run(*moothall, "migrate")
    run(*moothall, "council", "load", str(demonstration.FOLDER / "southend.yaml"))
    receive = ("post", "receive", "--council", "southend", "--at", "2026-11-20T10:00")
    run(*moothall, *receive, str(message))
    run("-c", REST)
    assert with_the_word(home)
    over = ("records", "expire", "--council", "southend", "--at", "2028-01-01T03:00")
    assert "erased: SOU-ENQ-1" in run(*moothall, *over)
    assert with_the_word(home) == []
    assert "all as it must be" in run(*moothall, "verify")


def letter() -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = FROM, "enquiries@southend.example"
    made["Subject"], made["Message-ID"] = "A 4f2aqzcanaryqz", "<1@postmen.example>"
    made.set_content("Where is the 77f1qzcanaryqz?\n" * 400)
    made.add_attachment("A map of the qzcanaryqz", filename="qzcanaryqz.txt")
    return made.as_bytes()


def with_the_word(home: Path) -> list[str]:
    """The files of the data folder that have it, in their bytes or in their name."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and (CANARY in path.read_bytes() or CANARY.decode() in path.name)
    ]
