"""Many people at once: what is shown is what is done, and nobody is changed by halves."""

from __future__ import annotations

from datetime import UTC, date, datetime

from moothall.people import together
from moothall.people.changing import Changing
from moothall.people.models import Change, Council, Membership, Organization, Person

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
LAST = date(2026, 12, 31)


def by(council: Council) -> Changing:
    return Changing(council=council, by=None, at=AT, through="page")


def people(council: Council, *slugs: str) -> list[Person]:
    return list(Person.objects.filter(council=council, slug__in=slugs))


def body(council: Council, slug: str) -> Organization:
    return Organization.objects.get(council=council, slug=slug)


def test_a_rehearsal_shows_what_would_be_and_writes_nothing(southend: Council) -> None:
    chosen = people(southend, "sam-stencil", "vera-variable")
    before = list(Membership.objects.values_list("pk", "end_date"))
    outcomes = together.rehearse(by(southend), chosen, together.ending(LAST))
    assert [one.differences for one in outcomes] == [
        ("Highways engineer: ends on 31 December 2026",),
        ("Waste contract officer: ends on 31 December 2026",),
    ]
    assert list(Membership.objects.values_list("pk", "end_date")) == before
    assert not Change.objects.filter(at=AT).exists()


def test_everybody_is_one_batch_and_whoever_cannot_stays_whole(wantage: Council) -> None:
    everybody = people(wantage, "lydia-larch", "morris-maple", "nell-nettle", "alma-acorn")
    step = together.ending(LAST)
    seen = together.signature(together.rehearse(by(wantage), everybody, step))
    one = by(wantage)
    done, outcomes = together.carry_out(one, everybody, step, expected=seen)
    assert done
    refused = {one.person.slug: one.refused for one in outcomes if one.refused}
    assert set(refused) == {"lydia-larch"}
    assert "nobody else would hold the post" in refused["lydia-larch"]
    kept = Membership.objects.filter(person__slug="lydia-larch", person__council=wantage)
    assert set(kept.values_list("end_date", flat=True)) == {None}
    gone = Membership.objects.filter(person__slug="alma-acorn", person__council=wantage)
    assert set(gone.values_list("end_date", flat=True)) == {LAST}
    log = Change.objects.filter(council=wantage, at=AT)
    assert set(log.values_list("batch", flat=True)) == {one.batch}
    assert log.count() == sum(len(one.differences) for one in outcomes)


def test_the_last_two_of_a_desk_do_not_both_go(southend: Council) -> None:
    both = people(southend, "hattie-hub", "howard-hub")
    outcomes = together.rehearse(by(southend), both, together.ending(LAST))
    assert [bool(one.refused) for one in outcomes] == [False, True]


def test_nothing_is_done_where_something_changed_since_the_look(southend: Council) -> None:
    chosen = people(southend, "edith-pattern", "grace-model")
    step = together.joining(body(southend, "cabinet"), start=date(2026, 12, 1))
    seen = together.signature(together.rehearse(by(southend), chosen, step))
    step(by(southend), chosen[0])  # somebody else was quicker
    done, outcomes = together.carry_out(by(southend), chosen, step, expected=seen)
    assert not done
    assert "already holds this" in outcomes[0].refused
    assert Membership.objects.filter(organization__slug="cabinet", person=chosen[1]).count() == 0


def test_joining_says_as_what(southend: Council) -> None:
    chosen = people(southend, "grace-model")
    step = together.joining(body(southend, "cabinet"), start=date(2026, 12, 1), role="chair")
    (one,) = together.rehearse(by(southend), chosen, step)
    assert one.differences == ("Cabinet: chair from 1 December 2026",)


def test_only_what_they_are_in_one_body_ends(southend: Council) -> None:
    chosen = people(southend, "ada-example", "grace-model")
    step = together.ending(LAST, body=body(southend, "cabinet"))
    ada, grace = together.rehearse(by(southend), chosen, step)
    assert ada.differences == ("Cabinet: ends on 31 December 2026",)
    assert "Holds nothing in Cabinet" in grace.refused


def test_posts_move_to_another_department(southend: Council) -> None:
    chosen = people(southend, "sam-stencil", "tilda-template", "ada-example", "vera-variable")
    step = together.moving(body(southend, "waste"))
    seen = together.signature(together.rehearse(by(southend), chosen, step))
    done, outcomes = together.carry_out(by(southend), chosen, step, expected=seen)
    assert done
    said = {one.person.slug: one.differences or one.refused for one in outcomes}
    assert said["sam-stencil"] == ("Highways engineer: from Highways to Waste and Cleansing",)
    assert "Holds no post that is not in" in said["ada-example"], "a councillor's is in a ward"
    assert "Holds no post that is not in" in said["vera-variable"], "there already"
    moved = Membership.objects.get(person__slug="sam-stencil", person__council=southend).post
    assert moved is not None and moved.organization is not None
    assert moved.organization.slug == "waste"
