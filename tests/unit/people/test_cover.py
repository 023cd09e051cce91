"""Who acts for whom while somebody is away: transitive, by local date, never nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from moothall.config import demonstration
from moothall.people.changing import Changing
from moothall.people.cover import (
    BadAbsence,
    NobodyOnDuty,
    cover_of,
    is_away,
    on_duty,
    record_absence,
)
from moothall.people.models import Absence, Council, Membership, Person, Post

Find = Callable[[Council, str], Person]
TODAY = date(2026, 11, 25)


def line(council: Council) -> Changing:
    return Changing(
        council=council, by=None, at=datetime(2026, 11, 25, 9, tzinfo=UTC), through="command line"
    )


def away(
    person: Person, cover: Person | None = None, *, start: date = TODAY, end: date = TODAY
) -> None:
    """An absence as it stands in the table, without the checks at the door."""
    Absence.objects.create(
        council=person.council, person=person, start_date=start, end_date=end, cover=cover
    )


def test_who_is_there_acts_for_themselves(southend: Council, person: Find) -> None:
    sam = person(southend, "sam-stencil")
    assert on_duty(sam, on=TODAY) == sam
    assert cover_of(sam, on=TODAY) is None


@pytest.mark.parametrize(
    ("day", "acting"),
    [
        (date(2026, 12, 6), "tilda-template"),
        (date(2026, 12, 7), "sam-stencil"),
        (date(2026, 12, 18), "sam-stencil"),
        (date(2026, 12, 19), "tilda-template"),
    ],
)
def test_both_ends_of_an_absence_are_included(
    southend: Council, person: Find, day: date, acting: str
) -> None:
    assert on_duty(person(southend, "tilda-template"), on=day).slug == acting


def test_cover_is_followed_to_whoever_is_there(southend: Council, person: Find) -> None:
    tilda, sam = person(southend, "tilda-template"), person(southend, "sam-stencil")
    vera = person(southend, "vera-variable")
    away(tilda, sam)
    away(sam, vera)
    assert on_duty(tilda, on=TODAY) == vera
    assert cover_of(tilda, on=TODAY) == vera


def test_cover_in_a_circle_falls_to_the_manager(southend: Council, person: Find) -> None:
    tilda, sam = person(southend, "tilda-template"), person(southend, "sam-stencil")
    away(tilda, sam)
    away(sam, tilda)
    assert on_duty(tilda, on=TODAY).slug == "quentin-mockup"


def test_cover_by_oneself_is_no_cover(southend: Council, person: Find) -> None:
    tilda = person(southend, "tilda-template")
    away(tilda, tilda)
    assert on_duty(tilda, on=TODAY).slug == "quentin-mockup"


def test_without_cover_the_manager_or_theirs(southend: Council, person: Find) -> None:
    tilda, quentin = person(southend, "tilda-template"), person(southend, "quentin-mockup")
    away(tilda)
    assert on_duty(tilda, on=TODAY) == quentin
    away(quentin)
    assert on_duty(tilda, on=TODAY).slug == "martin-dummy"
    away(person(southend, "martin-dummy"), person(southend, "rosa-draft"))
    assert on_duty(tilda, on=TODAY).slug == "rosa-draft"


def test_two_absences_the_later_cover_is_asked_first(southend: Council, person: Find) -> None:
    tilda, sam = person(southend, "tilda-template"), person(southend, "sam-stencil")
    vera = person(southend, "vera-variable")
    away(tilda, sam, start=date(2026, 11, 20), end=date(2026, 11, 30))
    away(tilda, vera, start=TODAY, end=TODAY)
    assert on_duty(tilda, on=TODAY) == vera
    away(vera)
    assert on_duty(tilda, on=TODAY) == sam


def test_at_the_top_the_hub_takes_over(southend: Council, person: Find) -> None:
    chief = person(southend, "leonora-testcase")
    away(chief)
    assert on_duty(chief, on=TODAY).slug == "hattie-hub"


def test_the_clerk_away_is_covered_by_the_deputy(wantage: Council, person: Find) -> None:
    clerk = person(wantage, "lydia-larch")
    assert on_duty(clerk, on=date(2026, 12, 21)).slug == "morris-maple"
    away(clerk)
    assert on_duty(clerk, on=TODAY).slug == "morris-maple"


def test_when_everybody_is_away_it_waits_with_the_hub(southend: Council, person: Find) -> None:
    for someone in Person.objects.filter(council=southend):
        away(someone)
    assert on_duty(person(southend, "sam-stencil"), on=TODAY).slug == "hattie-hub"


def test_for_who_has_left_the_successor_acts(southend: Council, person: Find) -> None:
    sam, vera = person(southend, "sam-stencil"), person(southend, "vera-variable")
    old = Membership.objects.get(person=sam)
    old.end_date = date(2026, 11, 24)
    old.save()
    assert on_duty(sam, on=TODAY).slug == "hattie-hub"
    Membership.objects.create(
        council=southend, person=vera, post=old.post, start_date=date(2026, 11, 25)
    )
    assert on_duty(sam, on=date(2026, 11, 24)) == sam
    assert on_duty(sam, on=TODAY) == vera


def test_the_successor_in_the_last_post_comes_first(southend: Council, person: Find) -> None:
    sam, vera = person(southend, "sam-stencil"), person(southend, "vera-variable")
    last = Membership.objects.get(person=sam)
    last.end_date = date(2026, 11, 24)
    last.save()
    earlier = Post.objects.get(council=southend, slug="planning-officer")
    Membership.objects.create(
        council=southend, person=sam, post=earlier, end_date=date(2020, 3, 31)
    )
    assert on_duty(sam, on=TODAY).slug == "walter-wireframe"
    for who, start in ((person(southend, "tilda-template"), 25), (vera, 20)):
        Membership.objects.create(
            council=southend, person=who, post=last.post, start_date=date(2026, 11, start)
        )
    assert on_duty(sam, on=TODAY) == vera
    away(vera)
    assert on_duty(sam, on=TODAY).slug == "tilda-template"


def test_who_has_only_moved_has_no_successor(southend: Council, person: Find) -> None:
    tilda = person(southend, "tilda-template")
    old = Post.objects.get(council=southend, slug="planning-officer")
    Membership.objects.create(council=southend, person=tilda, post=old, end_date=date(2020, 3, 31))
    away(tilda)
    assert on_duty(tilda, on=TODAY).slug == "quentin-mockup"


def test_no_other_councillor_succeeds_to_a_councillors_business(
    southend: Council, person: Find
) -> None:
    assert on_duty(person(southend, "jonah-bygone"), on=TODAY).slug == "hattie-hub"


def test_no_officer_acts_for_a_councillor_who_is_away(southend: Council, person: Find) -> None:
    ada, dev = person(southend, "ada-example"), person(southend, "dev-instance")
    away(ada)
    assert on_duty(ada, on=TODAY) == ada
    away(ada, dev)
    assert on_duty(ada, on=TODAY) == dev


def test_a_council_without_any_officer_says_so(wantage: Council, person: Find) -> None:
    Membership.objects.filter(council=wantage, post__organization__slug="town-office").delete()
    with pytest.raises(NobodyOnDuty, match=r"no officer in post on 25 November 2026"):
        on_duty(person(wantage, "lydia-larch"), on=TODAY)


def test_an_absence_is_recorded_once(southend: Council, person: Find) -> None:
    tilda, sam = person(southend, "tilda-template"), person(southend, "sam-stencil")
    days = {"start": date(2026, 11, 25), "end": date(2026, 11, 26)}
    first = record_absence(tilda, cover=sam, reason="Leave", changing=line(southend), **days)
    second = record_absence(tilda, reason="Training", changing=line(southend), **days)
    assert first.pk == second.pk
    second.refresh_from_db()
    assert (second.cover, second.reason) == (None, "Training")
    assert is_away(tilda, on=date(2026, 11, 26))
    assert not is_away(tilda, on=date(2026, 11, 27))


@pytest.mark.parametrize(
    ("cover", "end", "message"),
    [
        ("sam-stencil", date(2026, 11, 24), "before the first"),
        ("tilda-template", TODAY, "cannot cover for"),
        ("ada-example", TODAY, "councillor covers for a councillor"),
        ("jonah-bygone", TODAY, "holds no post"),
    ],
)
def test_absences_that_cannot_be_meant(
    southend: Council, person: Find, cover: str, end: date, message: str
) -> None:
    tilda, other = person(southend, "tilda-template"), person(southend, cover)
    with pytest.raises(BadAbsence, match=message):
        record_absence(tilda, start=TODAY, end=end, cover=other, changing=line(southend))
    assert not is_away(tilda, on=TODAY)


def test_nobody_covers_across_councils(southend: Council, wantage: Council, person: Find) -> None:
    with pytest.raises(BadAbsence, match="another council"):
        record_absence(
            person(southend, "tilda-template"),
            start=TODAY,
            end=TODAY,
            cover=person(wantage, "morris-maple"),
            changing=line(southend),
        )


class AnybodyMayBeAway(TestCase):
    """Whatever absences there are: an answer, the same each time, and somebody who is there."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_there_is_always_somebody(self, data: st.DataObject) -> None:
        council = demonstration.load_people("wantage")
        people = list(Person.objects.filter(council=council).order_by("slug"))
        index = st.integers(min_value=0, max_value=len(people) - 1)
        gone = data.draw(st.lists(st.tuples(index, st.none() | index), max_size=20))
        for who, cover in gone:
            away(people[who], None if cover is None else people[cover])
        officers = [one for one in people if one.slug[0] in "lmn"]
        for person in officers:
            acting = on_duty(person, on=TODAY)
            assert on_duty(person, on=TODAY) == acting
            if not all(is_away(one, on=TODAY) for one in officers):
                assert not is_away(acting, on=TODAY)
            if not is_away(person, on=TODAY):
                assert acting == person
