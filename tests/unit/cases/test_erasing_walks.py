"""Whatever people wrote in whatever order: once it is erased it is in no table and in no file.

The log still holds, and what is counted (who did what, when, under which clause) is as it was.
"""

from __future__ import annotations

from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings as installation
from django.db import connection
from emails import reply_to
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from walking import Walk

from moothall.cases.models import Case, Clock, Event, Outgoing, Party
from moothall.cases.standing import ERASED
from moothall.cases.verify import verify
from moothall.config import demonstration
from moothall.people.models import Council
from moothall.post.expiring import clean_up, erase_case
from moothall.post.models import Mail
from moothall.post.receive import receive_file

CANARY = "qzcanaryqz"
STEPS = 12


class Saying(Walk):
    """People who always write something that can be found again."""

    def a_line(self, asked: Any, case: Case | None) -> object:
        return f"About {self.random.randrange(16**8):08x}{CANARY}, please"

    a_text = a_line


class WhateverPeopleWrote(TestCase):
    @settings(
        max_examples=6,
        deadline=None,
        print_blob=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(council=st.sampled_from(demonstration.COUNCILS), seed=st.integers(0, 2**32 - 1))
    def test_what_is_erased_is_nowhere(self, council: str, seed: int) -> None:
        walk = Saying(Council.objects.get(slug=council), Random(seed))
        for _ in range(STEPS):
            walk.step()
            write_in(walk)
        Outgoing.objects.update(state=Outgoing.State.SENT)
        assert CANARY in everything_kept()
        counted = figures(walk.council)
        for case in Case.objects.filter(council=walk.council):
            erase_case(case, 72, at=walk.at)
        clean_up()
        assert CANARY not in everything_kept()
        assert figures(walk.council) == counted
        assert verify(walk.council).clean
        assert verify(walk.council, rebuild=True).rebuilt == 0


def write_in(walk: Saying) -> None:
    """Somebody answers a mail of a case with a file, or begins one so."""
    writer = walk.choose(walk.people)
    address = writer.contact_details.filter(type="email").values_list("value", flat=True).first()
    if address is None:
        return
    made = EmailMessage()
    case = walk.choose([None, *walk.cases])
    made["From"], made["Subject"] = address, str(walk.a_line(None, None))
    made["To"] = reply_to(case) if case else walk.council.address
    made["Message-ID"] = f"<{walk.random.randrange(16**8):08x}@postmen.example>"
    made.set_content(str(walk.a_line(None, None)))
    made.add_attachment(
        str(walk.a_line(None, None)), filename=f"{walk.random.randrange(16**8):08x}{CANARY}.txt"
    )
    mail = receive_file(walk.council, made.as_bytes(), at=walk.at)
    if mail.case_id is None or mail.outcome in (Mail.Outcome.QUARANTINED, Mail.Outcome.PENDING):
        put_away(mail)
    walk.look()


def put_away(mail: Mail) -> None:
    """Messages that await a person are not what is tested here."""
    Outgoing.objects.filter(once__endswith=f":{mail.pk}", event=None).delete()
    mail.delete()
    (Path(installation.HOME) / "mail" / mail.sha256[:2] / f"{mail.sha256}.eml").unlink()


def everything_kept() -> str:
    """All rows of all tables, the index of words among them, and all files, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if connection.vendor == "sqlite"
            else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(repr(cursor.fetchall()))
    for path in Path(installation.HOME).rglob("*"):
        found.append(f"{path.name} {path.read_bytes()!r}" if path.is_file() else path.name)
    return "\n".join(found)


def figures(council: Council) -> dict[str, Any]:
    """What reports count."""
    events = Event.objects.filter(council=council).exclude(act=ERASED).order_by("council_seq")
    clocks = Clock.objects.filter(case__council=council).order_by("case", "number")
    when = ("act", "sort", "clause", "due", "original_due", "started_at", "met_at", "stopped_at")
    return {
        "cases": list(
            Case.objects.filter(council=council)
            .order_by("pk")
            .values_list("reference", "state", "ended", "urgent", "area", "owner", "updated_at")
        ),
        "events": list(events.values_list("case", "seq", "at", "act", "by", "body")),
        "clocks": list(clocks.values_list("case", "number", "history", *when)),
        "parties": Counter(
            Party.objects.filter(case__council=council).values_list("case", "slot", "person")
        ),
        "mails": Outgoing.objects.filter(council=council).count(),
        "messages": Mail.objects.filter(council=council).count(),
    }
