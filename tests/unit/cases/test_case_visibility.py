"""Who sees an enquiry: by the level that the councillor chose, by circle, and what was refused.

Expected people are written out from the demonstration council's file, not worked out: Ada is a
councillor for Pierhead in the Harbour Group; Bertram and Clara share her ward, Dev, Femi and Hamid
her group, and nobody both.
"""

from __future__ import annotations

from datetime import date

import pytest
from enquiries import Enquiry, asked, assigned, someone

from moothall.cases import search, view, visibility
from moothall.cases.models import Case
from moothall.cases.refusals import Refused
from moothall.people.models import Council, Membership, Organization, Person

HUB = {"hattie-hub", "howard-hub"}
WARD = {"bertram-sample", "clara-specimen"}
GROUP = {"dev-instance", "femi-placeholder", "hamid-prototype"}
COUNCILLORS = WARD | GROUP | {"edith-pattern", "grace-model", "iris-fiction"}
ON = date(2026, 11, 20)


def watchers(council: Council) -> list[Person]:
    """Everybody of the council, and the hub and one councillor of each other one."""
    people = Person.objects.select_related("council").order_by("pk")
    others = ("ruth-register", "abel-allegory", "querida-quill", "lydia-larch", "alma-acorn")
    return [*people.filter(council=council), *people.filter(slug__in=others)]


def who_sees(case: Case, *, on: date = ON) -> set[str]:
    """For whom the case is there."""
    people = watchers(case.council)
    return {one.slug for one in people if visibility.may_see(one, case, on=on)}


@pytest.mark.parametrize("level", ["me", "group"])
def test_every_way_of_asking_gives_the_same_answer(southend: Council, level: str) -> None:
    case = asked(southend, privacy=level).case
    for person in watchers(southend):
        there = visibility.may_see(person, case, on=ON)
        assert there == (case in search.queue(person, on=ON).rows), person
        assert there == (view.view(case, person=person, on=ON) is not None), person
        assert there == bool(visibility.events_for(person, case, on=ON)), person


def everybody(council: Council) -> set[str]:
    """All who hold a post today: Jonah has left."""
    slugs = Person.objects.filter(council=council).values_list("slug", flat=True)
    return set(slugs) - {"jonah-bygone"}


@pytest.mark.parametrize(
    ("level", "others"),
    [
        ("", set()),
        ("me", set()),
        ("ward", WARD),
        ("group", GROUP),
        ("ward_group", set()),
        ("councillors", COUNCILLORS),
    ],
)
def test_a_privacy_level_lets_in_whom_it_says(
    southend: Council, level: str, others: set[str]
) -> None:
    enquiry = asked(southend, privacy=level) if level else asked(southend)
    seen = who_sees(enquiry.case)
    assert seen - {"keziah-coopted"} == {"ada-example"} | HUB | others
    assert "jonah-bygone" not in seen


def test_public_is_anybody_in_the_council_and_nobody_else(southend: Council) -> None:
    assert who_sees(asked(southend, privacy="public").case) == everybody(southend)


def test_the_group_within_the_ward_is_both(southend: Council) -> None:
    clara = someone(southend, "clara-specimen")
    harbour = Organization.objects.get(council=southend, slug="harbour-group")
    Membership.objects.create(council=southend, person=clara, organization=harbour)
    enquiry = asked(southend, privacy="ward_group")
    assert who_sees(enquiry.case) == {"ada-example", "clara-specimen"} | HUB


def test_whoever_leaves_the_group_sees_it_no_more(southend: Council) -> None:
    enquiry, dev = asked(southend, privacy="group"), someone(southend, "dev-instance")
    bodies = Membership.objects.filter(person=dev, organization__classification="group")
    bodies.update(end_date=ON)
    assert "dev-instance" in who_sees(enquiry.case)
    assert "dev-instance" not in who_sees(enquiry.case, on=date(2026, 11, 21))


def test_a_level_opens_the_shared_circle_only(southend: Council) -> None:
    enquiry = assigned(southend, privacy="public")
    enquiry.does("note", by="officer", message="Between officers")
    bertram = someone(southend, "bertram-sample")
    acts = [one.act for one in visibility.events_for(bertram, enquiry.case, on=ON)]
    assert acts == ["submit", "assign"]
    seen = enquiry.seen(by=bertram)
    assert (seen.notes, "Between officers" in str(seen)) == ((), False)


def test_an_officer_who_hands_it_over_sees_it_no_more(southend: Council) -> None:
    enquiry = assigned(southend)
    enquiry.does("reassign", by="hub", given_to="tilda-template", why="Lamps are hers")
    assert who_sees(enquiry.case) == {"ada-example", "tilda-template"} | HUB


# Refused attempts ---------------------------------------------------------------------------------


@pytest.fixture
def refused(southend: Council) -> Enquiry:
    """Sam tried to record another day than the protocol's; everybody may see the enquiry itself."""
    enquiry = assigned(southend, privacy="public")
    with pytest.raises(Refused):
        enquiry.does("agree_date", by="officer", agreed_date="2026-12-21")
    return enquiry


def test_a_refused_attempt_is_seen_by_few(southend: Council, refused: Enquiry) -> None:
    event = refused.case.events.get(act="refused")
    few = {"sam-stencil", "nadia-mock"} | HUB  # whoever tried, the monitoring officer, the hub
    by_list, by_case = set(), set()
    for person in watchers(southend):
        if visibility.refusals_for(person, on=ON).filter(pk=event.pk).exists():
            by_list.add(person.slug)
        if event in visibility.events_for(person, refused.case, on=ON):
            by_case.add(person.slug)
    assert by_list == by_case == few


def test_a_refused_attempt_shows_nobody_the_case(southend: Council) -> None:
    """The monitoring officer sees that something was refused, not what the enquiry is about."""
    enquiry, nadia = assigned(southend), someone(southend, "nadia-mock")
    with pytest.raises(Refused):
        enquiry.does("agree_date", by="officer", agreed_date="2026-12-21")
    assert visibility.refusals_for(nadia, on=ON).count() == 1
    assert not visibility.may_see(nadia, enquiry.case, on=ON)
    assert view.view(enquiry.case, person=nadia, on=ON) is None
    assert not search.queue(nadia, on=ON).rows


def test_another_councils_hub_sees_no_refused_attempt(
    southend: Council, wiltshire: Council, refused: Enquiry
) -> None:
    for slug in ("ruth-register", "miles-memoir"):
        person = someone(wiltshire, slug)
        assert not visibility.refusals_for(person, on=ON).exists()
        assert not visibility.events_for(person, refused.case, on=ON)
        assert visibility.circles_for(person, refused.case, on=ON) == frozenset()


# Search -------------------------------------------------------------------------------------------


def finds(person: Person, text: str) -> bool:
    return bool(search.queue(person, on=ON, filters={"ended": "any"}, text=text).rows)


def test_words_are_found_by_those_who_may_read_them(southend: Council) -> None:
    """That a case is theirs to see does not let them probe for what officers wrote in it."""
    enquiry = assigned(southend, privacy="public", details="The lantern is out")
    enquiry.does("note", by="officer", message="The contractor is insolvent")
    inside = ["sam-stencil", "hattie-hub"]
    outside = ["ada-example", "bertram-sample", "nadia-mock"]
    assert [finds(someone(southend, one), "insolvent") for one in inside] == [True, True]
    assert [finds(someone(southend, one), "insolvent") for one in outside] == [False] * 3
    assert all(finds(someone(southend, one), "lantern") for one in inside + outside)


def test_nothing_is_found_in_another_council(southend: Council, wiltshire: Council) -> None:
    asked(southend, privacy="public", details="The lantern is out")
    people = Person.objects.filter(council=wiltshire).select_related("council")
    assert not any(finds(person, "lantern") for person in people)


def test_who_was_sent_a_separate_letter_finds_it_and_nothing_else(southend: Council) -> None:
    enquiry, dev = assigned(southend), someone(southend, "dev-instance")
    enquiry.does("note", by="officer", message="The contractor is insolvent")
    enquiry.does("send_separately", by="officer", addressee=dev, message="A mast was lent")
    assert finds(dev, "mast")
    assert not finds(dev, "insolvent")


@pytest.mark.parametrize("text", ['"', "lantern OR insolvent", "NEAR(", "a*b", "';--", "\x00", "-"])
def test_nothing_that_is_typed_is_a_query_language(southend: Council, text: str) -> None:
    enquiry = assigned(southend, details="The lantern is out")
    enquiry.does("note", by="officer", message="The contractor is insolvent")
    assert not finds(someone(southend, "ada-example"), text)
