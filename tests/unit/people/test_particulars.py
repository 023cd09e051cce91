"""Names, addresses, posts, bodies, mailboxes, closure days: entered, or refused with reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from moothall.people import bodies, closures, particulars
from moothall.people.changing import CannotChange, Changing
from moothall.people.mailboxes import change_mailboxes
from moothall.people.models import Area, Change, Council, Organization, Person, Post
from moothall.people.posts import PostValues, add_post, change_post, unheld
from moothall.people.roles import person_by_address

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
TODAY = date(2026, 11, 30)
Find = Callable[[Council, str], Person]


def by(council: Council) -> Changing:
    fresh = Council.objects.get(pk=council.pk)
    return Changing(council=fresh, by=None, at=AT, through="page")


# People -------------------------------------------------------------------------------------------


def test_somebody_new_is_found_by_every_address(southend: Council) -> None:
    made = particulars.add_person(
        by(southend),
        name=" Councillor  Nina Novel ",
        emails="Nina.Novel@councillors.southend.example\nnina@home.example\n",
        telephone="01632 960999",
    )
    assert (made.name, made.slug, made.sort_name) == (
        "Councillor Nina Novel",
        "nina-novel",
        "Novel, Nina",
    )
    for address in ("nina.novel@councillors.southend.example", "nina@home.example"):
        assert person_by_address(southend, address) == made


def test_a_second_of_the_same_name_gets_an_address_of_their_own(southend: Council) -> None:
    assert particulars.add_person(by(southend), name="Sam Stencil").slug == "sam-stencil-2"


@pytest.mark.parametrize(
    ("emails", "says"),
    [
        ("sam.stencil@southend.example", "already belongs to Sam Stencil"),
        ("Sam.Stencil@Southend.example", "already belongs to Sam Stencil"),
        ("enquiries@southend.example", "the council’s own address"),
        ("nina at home", "is no e-mail address"),
    ],
)
def test_an_address_that_cannot_be_theirs(southend: Council, emails: str, says: str) -> None:
    with pytest.raises(CannotChange) as caught:
        particulars.add_person(by(southend), name="Nina Novel", emails=emails)
    assert says in caught.value.problems["emails"]
    assert not Person.objects.filter(slug="nina-novel").exists()


def test_changing_keeps_what_stays_and_logs_what_differs(southend: Council, person: Find) -> None:
    hattie = person(southend, "hattie-hub")
    particulars.change_person(
        by(southend),
        hattie,
        name="Hattie Hubbard",
        sort_name="Hubbard, Hattie",
        emails="hattie.hub@southend.example",
        telephone="",
    )
    log = Change.objects.filter(council=southend, at=AT)
    assert sorted(log.values_list("action", "table")) == [
        ("changed", "person"),
        ("removed", "contactdetail"),
    ]


# Posts --------------------------------------------------------------------------------------------


def test_a_new_post_is_vacant_until_it_is_taken_up(southend: Council) -> None:
    wanted = PostValues("Tree officer", "officer", Organization.objects.get(slug="waste"))
    made = add_post(by(southend), wanted)
    assert made in unheld(southend, on=TODAY)
    with pytest.raises(CannotChange, match="Choose what the post stands for"):
        add_post(by(southend), PostValues("Tree officer", "king"))


def test_posts_do_not_report_in_a_circle(southend: Council) -> None:
    lead = Post.objects.get(council=southend, slug="executive-director-legal")
    below = Post.objects.get(council=southend, slug="hub-officer")
    with pytest.raises(CannotChange) as caught:
        change_post(by(southend), lead, PostValues(lead.label, lead.role, reports_to=below))
    assert "report to itself" in caught.value.problems["reports_to"]


def test_the_last_desk_does_not_become_something_else(wantage: Council) -> None:
    clerk = Post.objects.get(council=wantage, slug="clerk")
    with pytest.raises(CannotChange) as caught:
        change_post(by(wantage), clerk, PostValues(clerk.label, "officer"))
    assert "nobody else would hold the post" in caught.value.problems["role"]


# Bodies and areas ---------------------------------------------------------------------------------


def test_a_new_ward_has_a_post_for_its_councillors(southend: Council) -> None:
    ward = bodies.add_area(by(southend), name="Salt Marsh")
    post = Post.objects.get(council=southend, area=ward)
    assert (post.label, post.role) == ("Councillor for Salt Marsh", "elected_councillor")
    bodies.rename_area(by(southend), ward, name="Salt Marshes")
    post.refresh_from_db()
    assert post.label == "Councillor for Salt Marshes"
    with pytest.raises(CannotChange, match="already one called"):
        bodies.add_area(by(southend), name="pierhead")


def test_a_body_does_not_end_while_something_is_left_in_it(southend: Council) -> None:
    waste = Organization.objects.get(council=southend, slug="waste")
    with pytest.raises(CannotChange) as caught:
        bodies.end_body(by(southend), waste, last=TODAY, open_cases=["SOU-ENQ-7"])
    words = caught.value.problems["last"]
    assert "Waste contract officer" in words
    assert "SOU-ENQ-7" in words
    group = Organization.objects.get(council=southend, slug="harbour-group")
    with pytest.raises(CannotChange, match="Councillor Ada Example"):
        bodies.end_body(by(southend), group, last=TODAY)
    ward = Area.objects.get(council=southend, slug="pierhead")
    with pytest.raises(CannotChange, match="Councillor Bertram Sample"):
        bodies.end_body(by(southend), ward, last=TODAY)


def test_an_empty_body_ends(southend: Council) -> None:
    made = bodies.add_body(by(southend), name="Flood Panel", classification="panel")
    bodies.end_body(by(southend), made, last=TODAY)
    made.refresh_from_db()
    assert made.end_date == TODAY


def test_a_body_is_not_part_of_itself(southend: Council) -> None:
    above = Organization.objects.get(council=southend, slug="neighbourhoods")
    below = Organization.objects.get(council=southend, slug="waste")
    with pytest.raises(CannotChange) as caught:
        bodies.change_body(by(southend), above, name=above.name, parent=below)
    assert "belong to itself" in caught.value.problems["parent"]


# Mailboxes and closure days -----------------------------------------------------------------------


def test_a_former_address_still_reaches_the_council(southend: Council) -> None:
    change_mailboxes(
        by(southend), address="Members@southend.example", others="", receiving_server=""
    )
    now = Council.objects.get(pk=southend.pk)
    assert now.address == "members@southend.example"
    assert now.own_addresses == {"members@southend.example", "enquiries@southend.example"}


@pytest.mark.parametrize(
    ("address", "others", "at", "says"),
    [
        ("enquiries@wantage.example", "", "address", "is the address of Wantage"),
        ("enquiries+x@southend.example", "", "address", "without a plus"),
        ("enquiries@southend.example", "sam.stencil@southend.example", "others", "belongs to Sam"),
        ("enquiries@southend.example", "nothing", "others", "is no e-mail address"),
    ],
)
def test_an_address_that_is_not_the_councils(
    southend: Council, wantage: Council, address: str, others: str, at: str, says: str
) -> None:
    with pytest.raises(CannotChange) as caught:
        change_mailboxes(by(southend), address=address, others=others, receiving_server="")
    assert says in caught.value.problems[at]


def test_only_days_on_which_people_would_work_are_closed(southend: Council) -> None:
    """24 December 2026 is a Thursday; the 25th and 28th are bank holidays, between is a weekend."""
    days = closures.closing(
        southend, first=date(2026, 12, 24), last=date(2026, 12, 30), reason="Christmas"
    )
    assert list(days) == [date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30)]


@pytest.mark.parametrize(
    ("first", "last", "at", "says"),
    [
        (date(2026, 12, 25), None, "first", "Christmas Day"),
        (date(2026, 12, 26), None, "first", "Saturday"),
        (date(2090, 1, 4), None, "first", "enter a day between"),
        (date(2026, 12, 30), date(2026, 12, 29), "last", "must not be before the first"),
        (date(2026, 1, 1), date(2026, 12, 31), "last", "at most 31 days"),
    ],
)
def test_days_that_cannot_be_closed(
    southend: Council, first: date, last: date | None, at: str, says: str
) -> None:
    with pytest.raises(CannotChange) as caught:
        closures.closing(southend, first=first, last=last, reason="Training")
    assert says in caught.value.problems[at]


def test_a_day_is_closed_once(wantage: Council) -> None:
    with pytest.raises(CannotChange, match="closure day already"):
        closures.closing(wantage, first=date(2026, 12, 31), last=None, reason="Again")
