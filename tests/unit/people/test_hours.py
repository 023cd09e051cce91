"""When somebody may be told: hours, days and the moment of a digest, at any time of any year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.people import hours
from moothall.people.changing import CannotChange, Changing
from moothall.people.directory import directory_of
from moothall.people.models import Change, Council, Person, Preference
from moothall.worktime import LONDON

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 30)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 20)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@st.composite
def preferences(draw: st.DrawFn) -> Preference:
    starts = draw(st.integers(0, 23))
    ends = draw(st.integers(starts + 1, 24))
    return Preference(
        council_id=draw(st.just(COUNCIL[0])),
        how=draw(st.sampled_from(Preference.How.values)),
        days=draw(st.sampled_from(Preference.Days.values)),
        starts=starts,
        ends=ends,
        digest_hour=draw(st.integers(starts, ends - 1)),
    )


COUNCIL = [0]


@pytest.fixture(autouse=True)
def council(southend: Council) -> Council:
    COUNCIL[0] = southend.pk
    return southend


@given(st.data(), MOMENTS)
def test_it_opens_as_soon_as_it_is_open_and_no_sooner(data: st.DataObject, at: datetime) -> None:
    preference = data.draw(preferences())
    opens = hours.opens(preference, at=at)
    assert opens >= at
    assert hours.is_open(preference, at=opens)
    between = (opens - at).total_seconds()
    if between:
        assert opens - at < timedelta(days=9)  # the longest time that nobody works, with a margin
        for part in range(24):
            assert not hours.is_open(preference, at=at + timedelta(seconds=between * part / 24))


@given(st.data(), MOMENTS)
def test_a_digest_comes_later_within_the_hours_at_its_hour(
    data: st.DataObject, at: datetime
) -> None:
    preference = data.draw(preferences())
    moment = hours.digest_moment(preference, at=at)
    assert moment > at
    assert hours.is_open(preference, at=moment)
    local = moment.astimezone(LONDON)
    assert (local.hour, local.minute) == (preference.digest_hour, 0)


def test_what_is_usual(southend: Council, person: object) -> None:
    ada = Person.objects.get(council=southend, slug="ada-example")
    sam = Person.objects.get(council=southend, slug="sam-stencil")
    Council.objects.filter(pk=southend.pk).update(demonstration=False)
    found = {one.slug: hours.preference_of(one, on=ON) for one in (ada, sam)}
    assert (found["ada-example"].days, found["ada-example"].ends) == ("every", 21)
    assert (found["sam-stencil"].days, found["sam-stencil"].ends) == ("working", 18)
    night, noon = (datetime(2026, 11, 29, hour, tzinfo=LONDON) for hour in (23, 12))
    assert not hours.is_open(found["ada-example"], at=night)
    assert hours.is_open(found["ada-example"], at=noon)  # a Sunday
    monday = datetime(2026, 11, 30, 8, tzinfo=LONDON)
    assert hours.opens(found["sam-stencil"], at=noon) == monday
    Council.objects.filter(pk=southend.pk).update(demonstration=True)
    assert hours.is_open(hours.preference_of(sam, on=ON), at=night)


def changing(council: Council) -> Changing:
    return Changing(council, None, datetime(2026, 11, 30, 10, tzinfo=LONDON), "test")


def test_what_is_chosen_is_kept_and_in_the_log(southend: Council) -> None:
    sam = Person.objects.get(council=southend, slug="sam-stencil")
    hours.choose(changing(southend), sam, how="digest", digest_hour=16)
    hours.choose(changing(southend), sam, digest_hour=9, days="every", starts=7, ends=22)
    kept = directory_of(southend.pk).preferences[sam.pk]
    assert (kept.how, kept.digest_hour, kept.days, kept.starts) == ("digest", 9, "every", 7)
    log = Change.objects.filter(council=southend, table="preference")
    assert [one.action for one in log] == ["changed", "added"]


@pytest.mark.parametrize(
    ("values", "at_fault"),
    [
        ({"starts": 18, "ends": 18}, "ends"),
        ({"ends": 25}, "ends"),
        ({"digest_hour": 18}, "digest_hour"),
        ({"digest_hour": 7}, "digest_hour"),
        ({"remind_before": 11}, "remind_before"),
    ],
)
def test_what_cannot_be_meant(southend: Council, values: dict[str, int], at_fault: str) -> None:
    sam = Person.objects.get(council=southend, slug="sam-stencil")
    with pytest.raises(CannotChange) as why:
        hours.choose(changing(southend), sam, **values)
    assert list(why.value.problems) == [at_fault]
    assert not Preference.objects.exists()
