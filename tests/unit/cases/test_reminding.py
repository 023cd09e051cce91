"""Reminders: before a day and after it, each once, and none once somebody has acted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from enquiries import asked, assigned, moment
from mailboxes import Mailbox, as_a_real_one, prefers

from moothall.cases.models import Clock, Outgoing, Reminder
from moothall.cases.tick import tick
from moothall.people.models import Council

State = Outgoing.State


@pytest.fixture
def council(southend: Council) -> Council:
    return as_a_real_one(southend)


def reminders(case: Any) -> list[Outgoing]:
    return list(Outgoing.objects.filter(case=case, purpose="reminder").order_by("pk"))


def test_reminded_before_and_once_when_it_has_passed(council: Council) -> None:
    enquiry = assigned(council, at="2026-11-20T10:00")  # due on Friday 4 December
    box = Mailbox()
    for hour in range(0, 24 * 20, 3):
        at = moment("2026-11-20T10:00") + timedelta(hours=hour)
        tick(at)
        box.round(at)
    found = reminders(enquiry.case)
    about = [one.reminder.rung for one in found if one.reminder]
    assert about == ["before", "passed"]
    assert [one.sent_at.date().isoformat() for one in found if one.sent_at] == [
        "2026-12-02",
        "2026-12-07",  # the day passed on Friday: the reader's next hours are on Monday
    ]
    assert all("What is wanted: send the answer." in one.body for one in found)


def test_how_long_before_is_chosen(council: Council) -> None:
    prefers(council, "sam-stencil", remind_before=0)
    enquiry = assigned(council, at="2026-11-20T10:00")
    tick(moment("2026-12-04T09:00"))
    assert not reminders(enquiry.case)
    prefers(council, "sam-stencil", remind_before=5)
    tick(moment("2026-11-26T09:00"))
    assert not reminders(enquiry.case)
    tick(moment("2026-11-27T09:00"))
    assert len(reminders(enquiry.case)) == 1


@pytest.mark.parametrize("act", ["answer", "explain_delay"])
def test_a_reminder_that_waits_is_withdrawn_once_somebody_has_acted(
    council: Council, act: str
) -> None:
    enquiry = assigned(council, at="2026-11-20T10:00")
    tick(moment("2026-12-02T05:00"))
    (waiting,) = reminders(enquiry.case)
    later = {"reason": "A survey", "action_taken": "It is booked", "answer_by": "2026-12-11"}
    given = {"answer": {"answer": "It is mended"}, "explain_delay": later}
    enquiry.does(act, by="officer", at="2026-12-02T06:00", **given[act])
    box = Mailbox()
    box.round(moment("2026-12-02T09:00"))
    assert not [mail for mail in box.of("sam-stencil") if mail.purpose == "reminder"]
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN
    assert Reminder.objects.count() == 1


def test_nobody_is_told_of_ended_clocks(council: Council) -> None:
    enquiry = asked(council, at="2026-11-20T10:00")
    enquiry.does("withdraw", by="councillor")
    tick(moment("2027-01-20T09:00"))
    assert not reminders(enquiry.case)
    assert Clock.objects.filter(case=enquiry.case, met_at=None, stopped_at=None).count() == 0
