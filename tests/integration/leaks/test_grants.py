"""Sight that is granted: of one letter or of everything, for a purpose, until a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from leaks.conftest import Does
from moothall.cases import search, view, visibility
from moothall.cases.models import Case, Viewer
from moothall.cases.refusals import Incomplete
from moothall.cases.verify import verify
from moothall.cases.view import CaseView
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]
DAY, LAST, AFTER = date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 28)
ADA, DEV = "ada-example", "dev-instance"


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2026-11-20T10:00")


@pytest.fixture
def paper(does: Does, now: datetime, southend: Council, person: Find) -> Case:
    """Sam's paper, with something added to it; Ada may read the paper until 27 November."""
    case = does(
        None, "file", "sam-stencil", at=now, kind="paper", subject="Bridge", message="It is weak",
        files=True,
    ).case  # fmt: skip
    does(case, "add", "sam-stencil", at=now, message="It was mended")
    does(case, "offer", "sam-stencil", at=now, wanted_by=[ADA, DEV])
    ada = person(southend, ADA).pk
    does(
        case, "grant", "sam-stencil", at=now, entry=f"person:{ada}", letter=1, last_day=LAST,
        purpose="The budget debate",
    )  # fmt: skip
    case.refresh_from_db()
    return case


def seen(case: Case, person: Person, on: date) -> CaseView:
    found = view.view(case, person=person, on=on)
    assert found is not None
    return found


def texts(case: Case, person: Person, on: date) -> list[str]:
    shown = view.view(case, person=person, on=on)
    return [one.text for one in (*shown.messages, *shown.notes)] if shown else []


def test_whoever_it_is_granted_to_reads_that_letter_and_no_other(
    paper: Case, southend: Council, person: Find
) -> None:
    ada = person(southend, ADA)
    assert texts(paper, ada, DAY) == ["It is weak"]
    assert [one.name for one in seen(paper, ada, DAY).attachments] == ["plan.txt"]


def test_it_is_over_after_its_last_day_whether_or_not_anything_runs(
    paper: Case, southend: Council, person: Find
) -> None:
    ada = person(southend, ADA)
    assert texts(paper, ada, LAST) == ["It is weak"]
    assert texts(paper, ada, AFTER) == []
    assert seen(paper, ada, AFTER).attachments == ()
    for day, hits in ((LAST, 1), (AFTER, 0)):
        assert len(search.queue(ada, on=day, text="weak").rows) == hits
    assert Viewer.objects.filter(case=paper, until=LAST).exists()  # nobody has taken it away


def test_its_purpose_and_last_day_are_said_to_whoever_reads_it_and_to_nobody_else(
    paper: Case, southend: Council, person: Find
) -> None:
    granted = seen(paper, person(southend, ADA), DAY).granted
    assert [(one.purpose, one.until) for one in granted] == [("The budget debate", LAST)]
    assert seen(paper, person(southend, "sam-stencil"), DAY).granted == ()
    assert seen(paper, person(southend, ADA), AFTER).granted == ()


def test_each_sees_their_own_entry_and_no_other(
    paper: Case, southend: Council, person: Find
) -> None:
    def entries(slug: str) -> list[tuple[str, str]]:
        lists = seen(paper, person(southend, slug), DAY).lists
        return [(one.person, one.state) for _, found in lists for one in found]

    own, others = ("Councillor Ada Example", "granted"), ("Councillor Dev Instance", "wanted")
    assert (entries(ADA), entries(DEV)) == ([own], [others])
    assert entries("sam-stencil") == [own, others]
    assert texts(paper, person(southend, DEV), DAY) == []
    assert not visibility.may_see(person(southend, "clara-specimen"), paper, on=DAY)


def test_whoever_covers_does_not_read_what_was_granted_to_one_alone(
    paper: Case, southend: Council, person: Find, now: datetime
) -> None:
    record_absence(
        person(southend, ADA),
        start=DAY,
        end=LAST,
        cover=person(southend, "femi-placeholder"),
        changing=Changing(southend, None, now, "test"),
    )
    assert texts(paper, person(southend, "femi-placeholder"), DAY) == []


def test_what_is_given_back_is_read_no_more(
    paper: Case, does: Does, now: datetime, southend: Council, person: Find
) -> None:
    ada = person(southend, ADA)
    does(paper, "give_back", ADA, at=now, entry=f"person:{ada.pk}")
    assert texts(paper, ada, DAY) == []
    assert verify(southend).clean


def test_a_whole_circle_may_be_granted_and_stays_granted_while_the_case_goes_on(
    paper: Case, does: Does, now: datetime, southend: Council, person: Find
) -> None:
    dev = person(southend, DEV)
    does(paper, "admit", "sam-stencil", at=now, wanted_by=[DEV], last_day=LAST, purpose="Audit")
    does(paper, "add", "sam-stencil", at=now, message="It is closed")
    assert texts(paper, dev, DAY) == ["It is weak", "It was mended", "It is closed"]
    assert texts(paper, dev, AFTER) == []
    keeper = seen(paper, person(southend, "sam-stencil"), DAY)
    said = "Councillor Dev Instance, by leave, until Friday 27 November 2026"
    assert said in keeper.who_can_see


def test_a_grant_for_a_day_gone_by_is_none(
    paper: Case, does: Does, now: datetime, southend: Council, person: Find
) -> None:
    with pytest.raises(Incomplete):
        does(
            paper, "admit", "sam-stencil", at=now, wanted_by=[DEV], last_day=date(2026, 11, 19),
            purpose="Audit",
        )  # fmt: skip


def test_nobody_is_shown_a_letter_that_is_not_there(
    paper: Case, does: Does, now: datetime, southend: Council, person: Find
) -> None:
    dev = person(southend, DEV).pk
    with pytest.raises(Incomplete):
        does(
            paper, "grant", "sam-stencil", at=now, entry=f"person:{dev}", letter=9, last_day=LAST,
            purpose="Audit",
        )  # fmt: skip


def test_the_index_with_its_grants_is_what_the_events_say(paper: Case, southend: Council) -> None:
    assert verify(southend).clean
    assert verify(southend, rebuild=True).rebuilt == 0
    Viewer.objects.filter(case=paper, until=LAST).update(until=date.max)
    assert not verify(southend).clean
    assert verify(southend, rebuild=True).rebuilt == 1
    assert Viewer.objects.filter(case=paper, until=LAST).exists()


def test_what_was_granted_ends_with_the_case(
    paper: Case, does: Does, now: datetime, southend: Council, person: Find
) -> None:
    ada = person(southend, ADA)
    assert "It is weak" in texts(paper, ada, DAY)
    does(paper, "shut", "sam-stencil", at=now)
    assert texts(paper, ada, DAY) == []
