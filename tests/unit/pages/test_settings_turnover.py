"""Elections, group changes, departments and wards on pages: looked at, then exactly that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases.models import Case
from moothall.people import roles
from moothall.people.directory import forget
from moothall.people.models import Area, Change, Council, Membership, Organization, Person
from moothall.people.succession import organization_on

from .conftest import Ask, Browse, Browsing, Parsed, parsed
from .test_import_people import is_linked
from .test_settings_people import PETRA, day

Find = Callable[[Council, str], Person]
POLLING, IN_OFFICE = day("polling", date(2027, 5, 6)), date(2027, 5, 10)
START = day("start", IN_OFFICE)
NIGHT = (
    "ward,name,group,email\r\n"
    "Garrison,Iris Fiction,Meadow Group,iris.fiction@councillors.southend.example\r\n"
    "Garrison,Nova Newcomer,,nova@councillors.southend.example\r\n"
)
TO_HARBOUR = {"person": "bertram-sample", "group": "harbour-group", **START}
TO_WASTE = {"old": "planning", "into": "waste", **START}
NEW_WARDS = {"became": "Garrison = North Shore, South Shore\r\npierhead=South Shore", **START}


@pytest.fixture
def petra(southend: Council, browse: Browse) -> Browsing:
    return browse(southend, PETRA)


def looked_at(visitor: Browsing, path: str, fields: dict[str, object]) -> Parsed:
    """The page that shows what would change; nothing has been written by it."""
    before = Change.objects.count()
    answer = visitor.send(path, fields)
    page = parsed(answer)
    assert answer.status_code == 200, page.text
    assert "Nothing has been changed yet" in page.text
    assert Change.objects.count() == before
    return page


def carried(page: Parsed) -> dict[str, str]:
    """What the form of the page sends when it is confirmed."""
    hidden = [one for one in page.all("input") if one.get("type") == "hidden"]
    return {one["name"]: one["value"] for one in hidden if one["name"] != "csrfmiddlewaretoken"}


def confirm(visitor: Browsing, path: str, page: Parsed) -> str:
    """Confirms what the page shows; what the settings say then, once."""
    answer = visitor.send(path, carried(page))
    assert answer.status_code == 302, parsed(answer).text
    assert answer["Location"].endswith("/settings/")
    return visitor.read("settings/")


def batches() -> set[str]:
    return {
        str(one) for one in Change.objects.filter(through="page").values_list("batch", flat=True)
    }


@pytest.mark.parametrize("sent", ["file", "results"])
def test_an_election_is_shown_by_person_and_done_as_one_batch(
    southend: Council, petra: Browsing, sent: str
) -> None:
    given = SimpleUploadedFile("results.csv", NIGHT.encode()) if sent == "file" else NIGHT
    page = looked_at(petra, "settings/election-night/", {**POLLING, sent: given})
    assert "From Monday 10 May 2027." in page.text
    ends, begins = page.text.index("Ends: 1"), page.text.index("Begins: 1")
    assert ends < page.text.index("Hamid Prototype", ends) < begins
    assert "until 9 May 2027" in page.text
    assert "Garrison, in no group, from 10 May 2027; nova@councillors" in page.text[begins:]
    assert "stays Mayor until the annual meeting" in page.text
    text = confirm(petra, "settings/election-night/", page)
    assert "Election night: " in text
    garrison = Area.objects.get(council=southend, slug="garrison")
    found = {one.slug for one in roles.ward_councillors(garrison, on=IN_OFFICE)}
    assert found == {"iris-fiction", "nova-newcomer"}
    assert len(batches()) == 1


def test_results_that_are_there_already_offer_nothing_to_confirm(petra: Browsing) -> None:
    fields = {**POLLING, "results": NIGHT}
    confirm(petra, "settings/election-night/", looked_at(petra, "settings/election-night/", fields))
    again = parsed(petra.send("settings/election-night/", fields))
    assert "nothing changes" in again.text
    assert "Make these changes" not in again.text


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("election-night", {}, "Enter the polling day"),
        ("election-night", POLLING, "Choose a file, or paste the results"),
        ("election-night", {**POLLING, "results": "Ada"}, "it has no ward"),
        ("election-night", {**POLLING, "results": NIGHT.replace("rris", "ris")}, "mean Garrison?"),
        ("election-night", {**day("polling", date(1966, 3, 31)), "results": NIGHT}, "1966"),
        ("change-group", {}, "Choose the councillor"),
        ("change-group", {**TO_HARBOUR, "person": "sam-stencil"}, "Choose the councillor"),
        ("change-group", {**TO_HARBOUR, "group": "planning"}, "Choose the group"),
        ("change-group", {**TO_HARBOUR, "person": "ada-example"}, "already"),
        ("change-group", {**TO_HARBOUR, "start-month": "13"}, "enter a real date"),
        ("reorganise", {}, "Choose which ends"),
        ("reorganise", {**TO_WASTE, "old": "waste"}, "or part of it"),
        ("new-wards", {}, "Say which become which"),
        ("new-wards", {**NEW_WARDS, "became": "Garrison"}, "= and the new ones"),
        ("new-wards", {**NEW_WARDS, "became": "Nowhere=Here"}, "There is no ward"),
        ("new-wards", {**NEW_WARDS, "became": "Garrison=Pierhead"}, "one of that name already"),
        ("new-wards", {**NEW_WARDS, "became": "Garrison=A\ngarrison=B"}, "twice"),
    ],
)
def test_what_cannot_be_meant_is_said_at_the_question(
    petra: Browsing, path: str, fields: dict[str, str], says: str
) -> None:
    answer = petra.send(f"settings/{path}/", fields)
    page = parsed(answer)
    assert answer.status_code == 422
    assert says in page.text
    assert is_linked(page)
    assert "Make these changes" not in page.text
    assert not batches()


def test_a_file_and_pasted_text_or_no_text_are_refused(petra: Browsing) -> None:
    for name, sent, more, says in (
        ("a.csv", NIGHT.encode(), {"results": NIGHT}, "not both"),
        ("a.csv", b"ward,\xff\xfe", {}, "not UTF-8"),
        ("a.csv", b"a" * 100_001, {}, "too large"),
    ):
        fields = {**POLLING, "file": SimpleUploadedFile(name, sent), **more}
        answer = petra.send("settings/election-night/", fields)
        assert answer.status_code == 422
        assert says in parsed(answer).text


@pytest.mark.parametrize("group", ["harbour-group", "none"])
def test_a_councillor_changes_group_and_it_is_said_what_they_see(
    southend: Council, petra: Browsing, person: Find, group: str
) -> None:
    page = looked_at(petra, "settings/change-group/", {**TO_HARBOUR, "group": group})
    assert "no longer see what others had shared with the old group" in page.text
    confirm(petra, "settings/change-group/", page)
    found = roles.groups_of(person(southend, "bertram-sample"), on=IN_OFFICE)
    assert [one.slug for one in found] == ([group] if group != "none" else [])
    assert len(batches()) == 1


def test_who_is_elected_later_can_be_chosen_from_that_day(
    southend: Council, petra: Browsing, person: Find
) -> None:
    """Regression: only the councillors of today could be chosen."""
    assert "sam-stencil" not in {one.get("value") for one in offered(petra)}
    post = Membership.objects.filter(person__slug="ada-example", post__isnull=False)[0].post
    sam = person(southend, "sam-stencil")
    Membership.objects.create(council=southend, person=sam, post=post, start_date=IN_OFFICE)
    forget(southend.pk)
    assert "sam-stencil" in {one.get("value") for one in offered(petra)}
    looked_at(petra, "settings/change-group/", {**TO_HARBOUR, "person": "sam-stencil"})
    early = {**TO_HARBOUR, "person": "sam-stencil", **day("start", date(2027, 5, 9))}
    answer = petra.send("settings/change-group/", early)
    assert "is no councillor on" in parsed(answer).text


def offered(visitor: Browsing) -> list[dict[str, str]]:
    return parsed(visitor.open("settings/change-group/")).all("option")


def test_what_has_changed_meanwhile_is_shown_again_and_not_done(
    southend: Council, petra: Browsing, person: Find
) -> None:
    page = looked_at(petra, "settings/change-group/", TO_HARBOUR)
    bertram = person(southend, "bertram-sample")
    harbour = Organization.objects.get(council=southend, slug="harbour-group")
    Membership.objects.create(
        council=southend, person=bertram, organization=harbour, start_date=date(2027, 5, 11)
    )
    answer = petra.send("settings/change-group/", carried(page))
    again = parsed(answer)
    assert answer.status_code == 422
    assert "has changed since this was shown" in again.text
    assert not batches()
    confirm(petra, "settings/change-group/", again)
    assert len(batches()) == 1


def test_what_cannot_be_any_more_is_asked_again(
    southend: Council, petra: Browsing, person: Find
) -> None:
    page = looked_at(petra, "settings/change-group/", {**TO_HARBOUR, "group": "none"})
    groups = Organization.Classification.GROUP
    rows = Membership.objects.filter(person=person(southend, "bertram-sample"))
    rows.filter(organization__classification=groups).delete()
    rows.filter(post__organization__classification=groups).delete()
    answer = petra.send("settings/change-group/", carried(page))
    assert answer.status_code == 422
    assert "belongs to no group already" in parsed(answer).text
    assert not batches()


def test_a_reorganisation_shows_posts_and_cases_by_reference_only(
    southend: Council, petra: Browsing, ask: Ask
) -> None:
    planning = Organization.objects.get(council=southend, slug="planning")
    case = ask(southend, "ada-example", service="planning")
    hidden = ask(southend, "ada-example", service="planning")
    Case.objects.filter(pk=hidden.pk).update(confidential=True)
    page = looked_at(petra, "settings/reorganise/", TO_WASTE)
    assert "Moves: 3" in page.text
    assert case.reference in page.text
    assert hidden.reference not in page.text
    assert "Open cases for its service: 1" in page.text
    assert case.subject not in page.text
    confirm(petra, "settings/reorganise/", page)
    planning.refresh_from_db()
    assert planning.end_date == date(2027, 5, 9)
    assert organization_on(planning, on=IN_OFFICE).slug == "waste"
    assert len(batches()) == 1


def test_new_wards_take_in_the_old_ones_from_the_day(southend: Council, petra: Browsing) -> None:
    page = looked_at(petra, "settings/new-wards/", NEW_WARDS)
    assert "then North Shore, South Shore" in page.text
    confirm(petra, "settings/new-wards/", page)
    south = Area.objects.get(council=southend, slug="south-shore")
    assert south.start_date == IN_OFFICE
    old = Area.objects.get(council=southend, slug="garrison")
    assert old.end_date == date(2027, 5, 9)
    assert len(batches()) == 1
