"""What people take up and lay down: what cannot be meant is refused at the answer at fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from moothall.people import holding
from moothall.people.changing import CannotChange, Changing
from moothall.people.models import Area, Change, Council, Membership, Organization, Person, Post
from moothall.people.roles import roles_of

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 11, 30), date(2026, 11, 29)
Find = Callable[[Council, str], Person]


def by(council: Council, slug: str = "") -> Changing:
    person = Person.objects.get(council=council, slug=slug) if slug else None
    return Changing(council=council, by=person, at=AT, through="page")


def body(council: Council, slug: str) -> Organization:
    return Organization.objects.get(council=council, slug=slug)


def held(person: Person, slug: str) -> Membership:
    rows = Membership.objects.filter(person=person).select_related("person", "post", "organization")
    return rows.get(post__slug=slug) if slug else rows.get()


def test_what_is_taken_up_holds_from_its_first_day(southend: Council, person: Find) -> None:
    sam = person(southend, "sam-stencil")
    post = Post.objects.get(council=southend, slug="director-highways")
    row = holding.begin(by(southend), sam, post=post, start=TODAY)
    assert "director" in roles_of(sam, on=TODAY)
    assert "director" not in roles_of(sam, on=YESTERDAY)
    log = Change.objects.get(council=southend, at=AT)
    assert (log.action, log.table, log.row) == ("added", "membership", row.pk)


@pytest.mark.parametrize(
    ("start", "last", "at", "says"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "last", "must not be before the first"),
        (date(2030, 1, 1), None, "what", "already holds this"),
        (date(2020, 1, 1), date(2020, 12, 31), "what", "already holds this"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    southend: Council, person: Find, start: date, last: date | None, at: str, says: str
) -> None:
    """Sam has held the post since an unknown day, and it goes on."""
    sam = person(southend, "sam-stencil")
    post = Post.objects.get(council=southend, slug="highways-engineer")
    with pytest.raises(CannotChange) as caught:
        holding.begin(by(southend), sam, post=post, start=start, last=last)
    assert says in caught.value.problems[at]


def test_nobody_is_in_two_groups_at_once(southend: Council, person: Find) -> None:
    ada, other = person(southend, "ada-example"), body(southend, "meadow-group")
    with pytest.raises(CannotChange, match="already belongs to Harbour Group"):
        holding.begin(by(southend), ada, organization=other, start=TODAY)
    mine = Membership.objects.select_related("person").get(
        person=ada, organization__slug="harbour-group"
    )
    holding.end(by(southend), mine, last=YESTERDAY)
    assert holding.begin(by(southend), ada, organization=other, start=TODAY).pk


def test_nobody_joins_what_is_over(southend: Council, person: Find) -> None:
    Area.objects.filter(council=southend, slug="pierhead").update(end_date=YESTERDAY)
    post = Post.objects.get(council=southend, slug="councillor-pierhead")
    with pytest.raises(CannotChange) as caught:
        holding.begin(by(southend), person(southend, "edith-pattern"), post=post, start=TODAY)
    assert "Pierhead ends on 29 November 2026" in caught.value.problems["start"]


def test_a_last_day_before_the_first_is_refused(southend: Council, person: Find) -> None:
    ada = person(southend, "ada-example")
    with pytest.raises(CannotChange, match="begins on 9 May 2023"):
        holding.end(by(southend), held(ada, "leader"), last=date(2023, 5, 8))


def test_a_last_day_may_be_put_off(southend: Council, person: Find) -> None:
    ada = person(southend, "ada-example")
    row = held(ada, "leader")
    assert holding.end(by(southend), row, last=date(2026, 12, 31))
    assert holding.end(by(southend), row, last=date(2027, 1, 31))
    assert not holding.end(by(southend), row, last=date(2027, 1, 31)), "nothing was different"


# Whom the council cannot do without ---------------------------------------------------------------


def test_the_last_of_the_hub_stays(southend: Council, person: Find) -> None:
    hattie, howard = person(southend, "hattie-hub"), person(southend, "howard-hub")
    holding.end_all(by(southend), howard, last=TODAY)
    with pytest.raises(CannotChange, match="nobody else would hold the post") as caught:
        holding.end_all(by(southend), hattie, last=TODAY)
    assert "Give the post to somebody else from that day first" in caught.value.problems["last"]
    hub = Post.objects.get(council=southend, slug="hub-officer")
    tomorrow = date(2026, 12, 1)
    holding.begin(by(southend), person(southend, "sam-stencil"), post=hub, start=tomorrow)
    assert holding.end_all(by(southend), hattie, last=TODAY)


def test_the_only_clerk_stays(wantage: Council, person: Find) -> None:
    lydia = person(wantage, "lydia-larch")
    with pytest.raises(CannotChange, match="Give the post to somebody else"):
        holding.end(by(wantage), held(lydia, "clerk"), last=TODAY)
    assert holding.end(by(wantage), held(lydia, "clerk-finance"), last=TODAY)


def test_the_last_administrator_does_not_end_themselves(southend: Council, person: Find) -> None:
    petra = person(southend, "petra-placard")
    with pytest.raises(CannotChange, match="You are the last administrator"):
        holding.end_all(by(southend, "petra-placard"), petra, last=TODAY)
    with pytest.raises(CannotChange, match="Petra Placard is the last administrator"):
        holding.end_all(by(southend), petra, last=TODAY)
    post = Post.objects.get(council=southend, slug="administrator")
    holding.begin(by(southend), person(southend, "sam-stencil"), post=post, start=TODAY)
    assert holding.end_all(by(southend, "petra-placard"), petra, last=TODAY)


def test_what_ended_long_ago_may_be_put_right(southend: Council, person: Find) -> None:
    """The check is about who is there from now on, not about what was."""
    petra = person(southend, "petra-placard")
    post = Post.objects.get(council=southend, slug="administrator")
    old = holding.begin(
        by(southend),
        person(southend, "sam-stencil"),
        post=post,
        start=date(2020, 1, 1),
        last=date(2020, 12, 31),
    )
    assert holding.end(by(southend), old, last=date(2020, 6, 30))
    assert held(petra, "administrator").end_date is None


def test_leaving_takes_out_what_has_not_begun(southend: Council, person: Find) -> None:
    edith = person(southend, "edith-pattern")
    cabinet = body(southend, "cabinet")
    holding.begin(by(southend), edith, organization=cabinet, start=date(2027, 5, 1))
    words = holding.end_all(by(southend), edith, last=date(2026, 12, 31))
    assert "Cabinet: would have begun on 1 May 2027" in words
    assert len(words) == 4
    assert not roles_of(edith, on=date(2027, 5, 2))
    assert not Membership.objects.filter(person=edith, end_date=None).exists()


def test_leaving_is_whole_or_not_at_all(wantage: Council, person: Find) -> None:
    """Lydia holds three posts; two of them the council cannot do without."""
    lydia = person(wantage, "lydia-larch")
    with pytest.raises(CannotChange):
        holding.end_all(by(wantage), lydia, last=TODAY)
    assert not Membership.objects.filter(person=lydia).exclude(end_date=None).exists()


def test_what_was_entered_by_mistake_is_taken_out(southend: Council, person: Find) -> None:
    sam = person(southend, "sam-stencil")
    holding.take_out(by(southend), held(sam, "highways-engineer"))
    assert not Membership.objects.filter(person=sam).exists()
    assert Change.objects.get(council=southend, at=AT).action == "removed"
    with pytest.raises(CannotChange, match="last administrator"):
        petra = person(southend, "petra-placard")
        holding.take_out(by(southend), held(petra, "administrator"))
