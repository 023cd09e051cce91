"""The demonstration: at any moment it is loaded, its cases stand in the states it promises."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from moothall.cases.models import Case, Clock, Event
from moothall.config import demonstration
from moothall.config.demonstration import stories
from moothall.people.cover import cover_of
from moothall.people.law import working_time_of
from moothall.people.models import Council, Person
from moothall.post.models import Mail
from moothall.worktime import LONDON

pytestmark = pytest.mark.django_db
MOMENTS = [
    datetime(2026, 11, 24, 11, 0, tzinfo=LONDON),  # a Tuesday
    datetime(2026, 12, 26, 23, 30, tzinfo=LONDON),  # a bank holiday that is a Saturday
    datetime(2027, 1, 4, 0, 10, tzinfo=LONDON),  # the first Monday, at night
]


def running(council: Council, act: str) -> list[Clock]:
    return list(
        Clock.objects.filter(
            case__council=council, act=act, met_at=None, stopped_at=None, due__isnull=False
        )
    )


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: f"{at:%Y-%m-%dT%H:%M}")
@pytest.mark.parametrize("slug", demonstration.COUNCILS)
def test_there_is_one_of_each(slug: str, at: datetime) -> None:
    council = demonstration.load_people(slug)
    stories.tell(council, at=at)
    states = set(Case.objects.filter(council=council).values_list("state", flat=True))
    assert {"assigned", "answered", "redirected"} <= states
    today, days = at.date(), working_time_of(council)
    answers = running(council, "enquiry.answer")
    assert any(0 <= days.between(today, one.due) <= 3 for one in answers if one.due)
    late = [one for one in answers if one.original_due and one.original_due < today]
    assert late, "nothing is late"
    assert all(one.due and one.due > today for one in late), "late without a new date"
    explained = Event.objects.filter(case__in=[one.case_id for one in late], act="explain_delay")
    assert explained.count() == len(late)


@pytest.mark.parametrize("slug", demonstration.COUNCILS)
def test_the_post_brought_a_case_and_a_stranger(slug: str) -> None:
    council = demonstration.load_people(slug)
    stories.tell(council, at=MOMENTS[0])
    outcomes = dict(Mail.objects.filter(council=council).values_list("sender", "outcome"))
    strangers = [mail for mail in outcomes if "councillors." not in mail]
    assert [outcomes[mail] for mail in strangers] == ["quarantined"]
    by_councillor = Mail.objects.get(council=council, outcome="case")
    assert by_councillor.case is not None and by_councillor.person is not None
    assert by_councillor.case.subject == by_councillor.subject


def test_mail_of_a_former_councillor_begins_nothing() -> None:
    council = demonstration.load_people("southend")
    stories.tell(council, at=MOMENTS[0])
    former = Mail.objects.get(council=council, sender__startswith="jonah.bygone@")
    assert former.outcome == "quarantined"
    assert former.case is None


def test_loading_again_adds_nothing_and_later_changes_nothing() -> None:
    lines = list(demonstration.load(at=MOMENTS[0]))
    assert lines[0].startswith("Southend-on-Sea City Council (demonstration): 29 people, 8 cases.")
    before = list(Event.objects.order_by("pk").values_list("digest", flat=True))
    assert list(demonstration.load(at=MOMENTS[0] + timedelta(days=9))) == lines
    assert list(Event.objects.order_by("pk").values_list("digest", flat=True)) == before


@pytest.mark.parametrize("slug", demonstration.COUNCILS)
def test_everybody_is_plainly_invented(slug: str) -> None:
    council = demonstration.load_people(slug)
    assert council.demonstration
    assert council.name.endswith("(demonstration)")
    for person in Person.objects.filter(council=council):
        for detail in person.contact_details.all():
            if detail.type == "email":
                assert detail.value.endswith(f"{slug}.example")
            else:
                assert detail.value.startswith("01632 960"), "a number kept for fiction"


def test_somebody_is_away_today_and_covered() -> None:
    council = demonstration.load_people("southend")
    stories.tell(council, at=MOMENTS[0])
    yusuf = Person.objects.get(council=council, slug="yusuf-yardstick")
    covering = cover_of(yusuf, on=MOMENTS[0].date())
    assert covering is not None and covering.slug == "priya-imaginary"


def test_a_copy_was_stopped_and_that_is_on_record() -> None:
    council = demonstration.load_people("southend")
    stories.tell(council, at=MOMENTS[0])
    refused = Event.objects.get(case__council=council, act="refused")
    assert refused.body["attempted"] == "answer"
    assert refused.case.state == "answered"


def test_an_old_demonstration_says_how_to_begin_anew() -> None:
    lines = list(demonstration.load(at=MOMENTS[0]))
    later = list(demonstration.load(at=MOMENTS[0] + timedelta(days=90)))
    assert later[:-1] == lines
    assert "remove the data folder" in later[-1]


def test_it_is_never_loaded_among_real_councils() -> None:
    council = demonstration.load_people("southend")
    Council.objects.filter(pk=council.pk).update(demonstration=False)
    with pytest.raises(demonstration.NotForDemonstrations, match="Southend-on-Sea City Council"):
        list(demonstration.load(at=MOMENTS[0]))
    assert not Case.objects.exists()
