"""Whatever happens in whatever order: no mail outside hours, none lost, none twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from enquiries import assigned, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mailboxes import NIGHT, Mailbox, as_a_real_one, prefers

from moothall.cases import timing
from moothall.cases.models import Outgoing
from moothall.cases.tick import tick
from moothall.people import hours
from moothall.people.models import Council, Person

State = Outgoing.State


@pytest.fixture
def council(southend: Council) -> Council:
    return as_a_real_one(southend)


CHOICES = st.fixed_dictionaries(
    {
        "how": st.sampled_from(["at_once", "digest"]),
        "days": st.sampled_from(["working", "every"]),
        "starts": st.integers(0, 11),
        "ends": st.integers(13, 24),
        "digest_hour": st.sampled_from([11, 12]),
    }
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["asked", "urgent", "round", "broken", "chooses", "tick"]),
        st.integers(1, 40),  # hours until then
        CHOICES,
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS, CHOICES)
def test_never_outside_hours_never_lost_never_twice(
    council: Council, steps: Sequence[tuple[str, int, dict[str, Any]]], first: dict[str, Any]
) -> None:
    with transaction.atomic():
        reader = prefers(council, "sam-stencil", **first)
        box, at = Mailbox(), moment(NIGHT)
        for what, wait, chosen in steps:
            at += timedelta(hours=wait)
            before = len(box.took)
            one_step(council, box, what, at, chosen)
            within_hours(box, reader, before)
        for _ in range(24 * 6):
            at += timedelta(hours=1)
            before = len(box.took)
            box.round(at)
            within_hours(box, reader, before)
        everything_once(box, reader)
        transaction.set_rollback(True)


def within_hours(box: Mailbox, reader: Person, before: int) -> None:
    for sent, mail in box.took[before:]:
        if mail.routine and mail.person == reader:
            assert hours.is_open(timing.preference_at(reader, at=sent), at=sent)


def everything_once(box: Mailbox, reader: Person) -> None:
    """Each mail was sent by itself once, or stands in one digest that was sent once."""
    written = Outgoing.objects.filter(person=reader)
    assert not written.filter(state__in=(State.QUEUED, State.SENDING, State.WAITING))
    whole, made = written.exclude(purpose="digest"), written.filter(purpose="digest")
    alone, gathered = whole.filter(state=State.SENT), whole.filter(state=State.GATHERED)
    assert whole.count() == alone.count() + gathered.count() + withdrawn(whole)
    assert not alone.exclude(digest=None)
    sent = [mail.pk for mail in box.of(reader.slug)]
    assert len(sent) == len(set(sent))
    assert set(sent) == {one.pk for one in (*alone, *made.filter(state=State.SENT))}
    for mail in gathered:
        holding = [one for one in box.of(reader.slug) if mail.message_id in contents(one)]
        assert [one.pk for one in holding] == [mail.digest_id]


def contents(digest: Outgoing) -> list[str]:
    """The mails that a digest held when it left."""
    return list(digest.gathered.values_list("message_id", flat=True))


def withdrawn(rows: Any) -> int:
    """Only reminders whose clock has moved on are let go of."""
    gone = rows.filter(state=State.WITHDRAWN)
    assert not gone.exclude(purpose="reminder").exists()
    return int(gone.count())


def one_step(
    council: Council, box: Mailbox, what: str, at: datetime, chosen: dict[str, Any]
) -> None:
    text = at.strftime("%Y-%m-%dT%H:%M")
    if what in ("asked", "urgent"):
        assigned(council, at=text, urgent=what == "urgent")
    elif what == "chooses":
        prefers(council, "sam-stencil", at=text, **chosen)
    elif what == "tick":
        tick(at)
    else:
        box.broken = what == "broken"
        box.round(at)
        box.broken = False
