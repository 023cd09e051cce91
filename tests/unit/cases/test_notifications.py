"""When mails about cases leave: hours, urgency, digests, and what is still true when they do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from enquiries import Enquiry, assigned, moment, someone
from mailboxes import MORNING, NIGHT, Mailbox, as_a_real_one, prefers

from moothall.cases.models import Outgoing
from moothall.cases.perform import perform
from moothall.cases.tick import tick
from moothall.cases.urgency import is_urgent
from moothall.people.directory import forget
from moothall.people.models import Council, Membership

State = Outgoing.State


@pytest.fixture
def council(southend: Council) -> Council:
    return as_a_real_one(southend)


def by_night(council: Council, **given: Any) -> Enquiry:
    """An enquiry that is given to Sam Stencil in the night."""
    return assigned(council, at=NIGHT, **given)


def test_what_can_wait_waits_for_the_morning(council: Council) -> None:
    by_night(council)
    box = Mailbox()
    box.round(moment(NIGHT))
    assert {mail.person.slug for _, mail in box.took if mail.person} == {"ada-example"}
    box.round(moment("2026-11-20T07:59"))
    assert not box.of("sam-stencil")
    box.round(moment(MORNING))
    box.round(moment("2026-11-20T08:01"))
    assert len(box.of("sam-stencil")) == 1


def test_an_answer_to_ones_own_act_comes_at_any_hour(council: Council) -> None:
    by_night(council)
    box = Mailbox()
    box.round(moment("2026-11-19T23:30"))  # the councillor's own hours are over
    assert [mail.subject for mail in box.of("ada-example")] == [box.of("ada-example")[0].subject]
    assert "Its reference is" in box.of("ada-example")[0].body


def test_what_is_urgent_comes_at_any_hour(council: Council) -> None:
    by_night(council, urgent=True)
    box = Mailbox()
    box.round(moment(NIGHT))
    assert "URGENT" in box.of("sam-stencil")[0].subject


@pytest.mark.parametrize(
    ("day", "at", "leaves", "urgent"),
    [
        ("2026-11-20", "2026-11-20T06:00", "2026-11-20T08:00", True),  # due within the day
        ("2026-11-21", "2026-11-20T19:00", "2026-11-23T08:00", True),  # over before it would come
        ("2026-11-23", "2026-11-20T19:00", "2026-11-23T08:00", False),
        ("2026-11-19", "2026-11-20T19:00", "2026-11-23T08:00", False),  # over already
    ],
)
def test_a_day_that_would_be_over_before_the_mail_came(
    day: str, at: str, leaves: str, urgent: bool
) -> None:
    found = is_urgent(
        marked=False,
        own_act=False,
        days=[moment(f"{day}T00:00").date()],
        at=moment(at),
        leaves=moment(leaves),
    )
    assert found is urgent


def test_what_could_not_be_sent_in_time_waits_for_the_next_hours(council: Council) -> None:
    by_night(council)
    box = Mailbox()
    box.broken = True
    box.round(moment("2026-11-20T17:59"))
    box.broken = False
    for minute in range(1, 120, 10):
        box.round(moment("2026-11-20T18:00") + timedelta(minutes=minute))
    assert not box.of("sam-stencil")
    box.round(moment("2026-11-23T08:00"))  # after the weekend
    assert len(box.of("sam-stencil")) == 1


def test_a_digest_holds_what_waited_each_once(council: Council) -> None:
    prefers(council, "sam-stencil", how="digest", digest_hour=16)
    first, second = by_night(council), by_night(council, subject="Bench")
    box = Mailbox()
    box.round(moment("2026-11-20T15:59"))
    assert not box.of("sam-stencil")
    box.round(moment("2026-11-20T16:00"))
    box.round(moment("2026-11-20T16:05"))
    (digest,) = box.of("sam-stencil")
    for one in (first, second):
        assert digest.body.count(f"[{one.case.reference}]") == 1
        local, _, domain = council.address.rpartition("@")
        assert f"write to {local}+{one.case.reference}@{domain}" in digest.body
    assert "answer this e-mail" not in digest.body
    assert digest.body.count("Dear ") == 1
    stored = Outgoing.objects.get(purpose="digest")
    assert (stored.body, stored.state, stored.gathered.count()) == ("", State.SENT, 2)
    assert not Outgoing.objects.filter(person=digest.person, state=State.WAITING)


def test_an_urgent_one_does_not_wait_for_the_digest(council: Council) -> None:
    prefers(council, "sam-stencil", how="digest", digest_hour=16)
    by_night(council, urgent=True)
    box = Mailbox()
    box.round(moment(NIGHT))
    assert [mail.purpose for mail in box.of("sam-stencil")] == ["notice"]


def test_a_digest_whose_hour_was_missed_waits_for_the_next(council: Council) -> None:
    prefers(council, "sam-stencil", how="digest", digest_hour=16)
    by_night(council)
    box = Mailbox()
    box.round(moment("2026-11-20T18:30"))  # nothing ran before, and Sam has gone home
    assert not box.of("sam-stencil")
    box.round(moment("2026-11-23T16:00"))
    assert [mail.purpose for mail in box.of("sam-stencil")] == ["digest"]


def test_who_chooses_anew_has_what_waits_by_the_new_way(council: Council) -> None:
    prefers(council, "sam-stencil", how="digest", digest_hour=16)
    by_night(council)
    prefers(council, "sam-stencil", at="2026-11-20T10:00", how="at_once")
    box = Mailbox()
    box.round(moment("2026-11-20T10:00"))
    assert [mail.purpose for mail in box.of("sam-stencil")] == ["notice"]


def test_what_its_reader_may_not_see_any_more_is_taken_out(council: Council) -> None:
    """Between an act and its mail the case went to somebody else in another service."""
    prefers(council, "sam-stencil", how="digest", digest_hour=16)
    enquiry = by_night(council, details="A secret of the street")
    enquiry.does("reassign", by="hub", given_to="walter-wireframe", why="He knows it")
    box = Mailbox()
    box.round(moment("2026-11-20T16:00"))
    body = " ".join(mail.body for mail in box.of("sam-stencil"))
    assert "secret of the street" not in body
    assert enquiry.case.reference in body


@pytest.mark.parametrize("how", ["digest", "each"])
def test_who_has_left_since_is_told_nothing(council: Council, how: str) -> None:
    """Found by the leak test: a clause had Dev Instance told, who left before his mail did."""
    dev, wards = someone(council, "dev-instance"), sorted(one.slug for one in council.areas.all())
    prefers(council, dev.slug, how=how, digest_hour=16)
    fields = {"title": "The pier", "day": "2026-12-08", "wards": wards, "concerns": "whole_council"}
    by, at = someone(council, "sam-stencil"), moment(NIGHT)
    perform(None, "hold", by=by, at=at, fields=fields, kind="ceremony", council=council)
    waiting = Outgoing.objects.filter(person=dev)
    assert waiting.count() == 1
    Membership.objects.filter(person=dev).update(end_date=moment(NIGHT).date())
    forget(council.pk)
    box = Mailbox()
    box.round(moment("2026-11-20T16:00"))
    assert not box.of(dev.slug)
    assert waiting.get().state == State.WITHDRAWN


def test_a_quiet_hour_costs_no_case(
    council: Council,
    django_assert_max_num_queries: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Nothing is looked at of a case of which nothing is due."""

    def ticks(at: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tick(moment(at))

    for _ in range(3):
        assigned(council, at="2026-11-20T10:00")
    ticks("2026-11-20T11:00")
    with django_assert_max_num_queries(80) as first:
        ticks("2026-11-20T11:01")
    for _ in range(3):
        assigned(council, at="2026-11-20T10:00")
    ticks("2026-11-20T11:02")
    with django_assert_max_num_queries(len(first)):
        ticks("2026-11-20T11:03")


def test_a_case_that_was_performed_as_of_yesterday_is_put_right(
    council: Council, django_capture_on_commit_callbacks: Any
) -> None:
    """A message of yesterday may be handled after the tick has looked at the new day."""
    from test_rehoming import away

    away(council, "sam-stencil", "2026-11-27", cover="vera-variable", start="2026-11-24")
    with django_capture_on_commit_callbacks(execute=True):
        tick(moment("2026-11-24T00:01"))
    enquiry = assigned(council, at="2026-11-23T22:00")
    assert enquiry.clock("answer").owner == someone(council, "sam-stencil")
    tick(moment("2026-11-24T00:02"))
    assert enquiry.clock("answer").owner == someone(council, "vera-variable")
