"""Who is who and the settings change in one way, and the log says what, by whom and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from moothall.people.changing import Changing
from moothall.people.directory import directory_of, steady
from moothall.people.models import Change, ClosureDay, Council, Person

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
Find = Callable[[Council, str], Person]


def changing(council: Council, by: Person | None = None) -> Changing:
    return Changing(council=council, by=by, at=AT, through="page")


def closure(council: Council) -> ClosureDay:
    return ClosureDay(council=council, date=date(2026, 12, 29), reason="Christmas closure")


def test_a_new_row_is_written_down_with_who_and_when(southend: Council, person: Find) -> None:
    sam = person(southend, "sam-stencil")
    row = changing(southend, sam).add(closure(southend))
    log = Change.objects.get(council=southend, at=AT)
    assert (log.action, log.table, log.row) == ("added", "closureday", row.pk)
    assert (log.by, log.at, log.through) == (sam, AT, "page")
    assert (log.before, log.after["date"]) == ({}, "2026-12-29")


def test_only_what_differs_is_written_down(southend: Council) -> None:
    one = changing(southend)
    assert one.change(southend, follow_up_days=15, area_word="ward")
    log = Change.objects.get(council=southend, at=AT)
    assert (log.before, log.after) == ({"follow_up_days": 20}, {"follow_up_days": 15})


def test_a_change_that_changes_nothing_leaves_no_trace(southend: Council) -> None:
    assert not changing(southend).change(southend, follow_up_days=southend.follow_up_days)
    assert not Change.objects.filter(at=AT).exists()


def test_it_is_the_database_that_is_compared_and_nothing_else_is_saved(southend: Council) -> None:
    stale = Council.objects.get(pk=southend.pk)
    Council.objects.filter(pk=southend.pk).update(follow_up_days=9, area_word="division")
    assert changing(southend).change(stale, follow_up_days=20)
    southend.refresh_from_db()
    assert (southend.follow_up_days, southend.area_word) == (20, "division")


def test_what_was_removed_can_be_read_in_the_log(southend: Council) -> None:
    one = changing(southend)
    row = one.add(closure(southend))
    one.remove(row)
    assert not ClosureDay.objects.filter(council=southend, date=date(2026, 12, 29)).exists()
    newest = Change.objects.filter(council=southend).first()
    assert newest is not None
    assert (newest.action, newest.before["reason"]) == ("removed", "Christmas closure")


def test_what_is_changed_together_is_one_batch(southend: Council) -> None:
    one = changing(southend)
    one.add(closure(southend))
    one.change(southend, follow_up_days=3)
    assert len(set(Change.objects.filter(at=AT).values_list("batch", flat=True))) == 1


def test_a_row_of_another_council_is_refused(southend: Council, wantage: Council) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        changing(southend).add(closure(wantage))
    with pytest.raises(ValueError, match="does not belong"):
        changing(southend).change(wantage, follow_up_days=3)


@pytest.mark.django_db(transaction=False)
def test_what_cannot_be_written_is_not_written_down_either(southend: Council) -> None:
    one = changing(southend)
    one.add(closure(southend))
    with pytest.raises(IntegrityError):
        one.add(closure(southend))
    assert Change.objects.filter(at=AT).count() == 1


def test_a_page_sees_what_it_has_itself_changed(southend: Council) -> None:
    with steady():
        before = directory_of(southend.pk).closures
        changing(southend).add(closure(southend))
        assert directory_of(southend.pk).closures != before
