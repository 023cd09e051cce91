"""What becomes of a promise that nobody keeps: rungs by a protocol, by the council, each once."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from enquiries import Enquiry, assigned, moment, someone

from moothall import places
from moothall.cases import digesting, escalating
from moothall.cases.models import Event, Notice, Outgoing, Reminder
from moothall.cases.perform import perform
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.directory import forget
from moothall.people.law import protocol_of
from moothall.people.models import Council
from moothall.post.sending import send_due

PROTOCOL = """
council: {slug: bramford, name: Bramford}
title: A protocol that climbs
edition: "2026"
kind: district
roles:
  town_clerk: {label: town clerk, within: [officer], ladder: true}
calendar: england-and-wales
counting:
  cut_off: "17:00"
  out_of_hours: next_working_day
  day_zero: receipt
  reading: {choice: The day of receipt is day 0., because: It is usual.}
"""
CHAPTER = """# 1 Enquiries

### 1.1 Answers

An enquiry is answered within ten working days. Once it is overdue, members' support is told; after
three working days the chief executive is told too.

~~~yaml
topic: enquiries
rules:
  - duty: enquiry.answer
    by: officer
    within: 10 working days
    after: enquiry.submit
  - permit: [enquiry.submit, enquiry.answer, enquiry.assign, enquiry.agree_date]
  - notify: hub
    of: enquiry.overdue
  - notify: chief_executive
    of: enquiry.overdue
    when: {overdue.working_days: {at_least: 3}}
~~~

### 1.2 Questions to councillors

A councillor answers an officer within five working days. Once it is overdue, the
chief executive is told.

~~~yaml
topic: enquiries
rules:
  - permit: officer_enquiry.submit
  - duty: officer_enquiry.answer
    by: councillor
    within: 5 working days
    after: officer_enquiry.submit
  - notify: chief_executive
    of: officer_enquiry.overdue
    when: {overdue.working_days: {at_least: 2}}
~~~
"""


LADDER = ("promise.manager", "hub", "monitoring_officer", "chief_executive")


@pytest.fixture
def climbing(southend: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Council:
    """Southend's people under a protocol that says what follows a missed day."""
    folder = tmp_path / "laws" / "bramford" / "2026"
    folder.mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL)
    (folder / "01-enquiries.md").write_text(CHAPTER)
    monkeypatch.setattr(places, "own_protocols", lambda: tmp_path / "laws")
    Council.objects.filter(pk=southend.pk).update(protocol="bramford/2026")
    forget(southend.pk)
    southend.refresh_from_db()
    return southend


def days(enquiry: Enquiry, first: str, count: int) -> None:
    """The worker runs, several times a day."""
    for hours in range(0, 24 * count, 5):
        tick(moment(f"{first}T09:00") + timedelta(hours=hours))


def told(enquiry: Enquiry) -> list[tuple[str, str, str]]:
    """Day, whom, by which clause."""
    rows = Notice.objects.filter(case=enquiry.case, event__act="escalate").order_by("pk")
    return [
        (f"{one.event.at:%m-%d}", one.person.slug if one.person else "", one.clause) for one in rows
    ]


def test_each_rung_of_the_protocol_is_climbed_once_and_says_its_clause(climbing: Council) -> None:
    enquiry = assigned(climbing, at="2026-11-20T10:00")  # due on Friday 4 December
    days(enquiry, "2026-12-03", 12)
    assert told(enquiry) == [
        ("12-05", "hattie-hub", "1.1"),
        ("12-05", "howard-hub", "1.1"),
        ("12-09", "leonora-testcase", "1.1"),
    ]
    words = enquiry.case.events.filter(act="escalate").first().said.get(field="words.done").value
    assert words.startswith("“Send the answer” was due on Friday 4 December 2026 and is still open")
    assert verify(climbing).clean


def test_who_has_acted_stops_the_ladder(climbing: Council) -> None:
    enquiry = assigned(climbing, at="2026-11-20T10:00")
    days(enquiry, "2026-12-05", 2)
    enquiry.does("answer", by="officer", at="2026-12-07T10:00", answer="It is mended")
    days(enquiry, "2026-12-08", 12)
    assert [who for _, who, _ in told(enquiry)] == ["hattie-hub", "howard-hub"]


def test_a_mail_about_it_falls_away_once_somebody_has_acted(climbing: Council) -> None:
    Council.objects.filter(pk=climbing.pk).update(demonstration=False)
    forget(climbing.pk)
    enquiry = assigned(climbing, at="2026-11-20T10:00")
    tick(moment("2026-12-05T09:00"))  # a Saturday
    enquiry.does("answer", by="officer", at="2026-12-05T10:00", answer="It is mended")

    class Server:
        took: list[Outgoing] = []

        def carry(self, mail: Outgoing) -> None:
            self.took.append(mail)

    server = Server()
    digesting.gather_due(at=moment("2026-12-07T09:00"))
    send_due(server, at=moment("2026-12-07T09:00"), limit=100)
    assert not [one for one in server.took if one.event and one.event.act == "escalate"]
    states = Outgoing.objects.filter(event__act="escalate").values_list("state", flat=True)
    assert set(states) == {"withdrawn"}


def test_the_councils_own_ladder_is_no_clause(southend: Council) -> None:
    Council.objects.filter(pk=southend.pk).update(
        ladder={"promise.manager": 1, "monitoring_officer": 2}
    )
    forget(southend.pk)
    enquiry = assigned(southend, at="2026-11-20T10:00")
    days(enquiry, "2026-12-05", 12)
    manager = someone(southend, "sam-stencil")
    assert [clause for _, _, clause in told(enquiry)] == ["", ""]
    assert [day for day, _, _ in told(enquiry)] == ["12-07", "12-08"]
    assert manager.slug not in [who for _, who, _ in told(enquiry)]
    mail = Outgoing.objects.get(event__act="escalate", person__slug="nadia-mock")
    assert "Street light" not in mail.body + mail.subject  # she sees no enquiries
    assert enquiry.case.reference in mail.body


def test_a_day_that_moves_has_a_ladder_of_its_own(climbing: Council) -> None:
    enquiry = assigned(climbing, at="2026-11-20T10:00")
    days(enquiry, "2026-12-05", 2)
    enquiry.does("agree_date", by="hub", at="2026-12-07T10:00", agreed_date="2026-12-10")
    days(enquiry, "2026-12-08", 5)
    assert [day for day, who, _ in told(enquiry) if who == "hattie-hub"] == ["12-05", "12-11"]


def test_another_kind_has_its_own_event(climbing: Council) -> None:
    given = {"to_councillor": "ada-example", "subject": "Lamps", "question": "Which?"}
    asked = perform(
        None, "submit", by=someone(climbing, "sam-stencil"), at=moment("2026-11-20T10:00"),
        fields=given, kind="officer_enquiry", council=climbing,
    )  # fmt: skip
    enquiry = Enquiry(climbing, asked.case, moment("2026-11-20T10:00"))
    days(enquiry, "2026-11-26", 8)  # due on Friday 27 November
    assert told(enquiry) == [("12-01", "leonora-testcase", "1.2")]


def test_whom_a_council_may_name_is_said_by_the_vocabulary(climbing: Council) -> None:
    ladder = escalating.ladder_of(protocol_of(climbing))
    assert ladder["promise.manager"] == "the manager of whoever was to do it"
    assert ladder["town_clerk"] == "the town clerk"
    assert set(ladder) == {*LADDER, "town_clerk"}


def test_a_worker_that_starts_again_judges_nothing_twice_on_a_day(
    climbing: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = assigned(climbing, at="2026-11-20T10:00")
    judged: list[str] = []
    for day, hour in ((5, 9), (5, 10), (5, 23), (6, 0), (6, 9)):
        importlib.reload(escalating)  # what a process only remembers is gone
        judge = escalating._judge
        monkeypatch.setattr(escalating, "_judge", lambda *at: judged.append("") or judge(*at))  # noqa: B023
        escalating.escalate_all(
            climbing, at=moment(f"2026-12-0{day}T{hour:02}:00"), on=date(2026, 12, day)
        )
    assert len(judged) == 2
    assert [who for _, who, _ in told(enquiry)] == ["hattie-hub", "howard-hub"]


def test_without_a_ladder_nothing_is_written(southend: Council) -> None:
    assigned(southend, at="2026-11-20T10:00")
    assert southend.ladder == {}
    escalating.escalate_all(
        southend, at=moment("2026-12-20T09:00"), on=moment("2026-12-20T09:00").date()
    )
    assert not Event.objects.filter(act="escalate").exists()
    assert not Reminder.objects.exists()
