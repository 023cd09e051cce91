"""Who owns what when people go away, come back, leave, or a post stands empty.

Who covers whom is `people.cover`'s, with tests of its own; here it is what becomes of the cases.
"""

from __future__ import annotations

from datetime import date

import pytest
from enquiries import Enquiry, asked, assigned, moment, someone

from moothall.cases import possible, rehoming
from moothall.cases.models import Case
from moothall.cases.refusals import NotPossible, Unready
from moothall.cases.verify import verify
from moothall.people.changing import Changing
from moothall.people.cover import record_absence
from moothall.people.models import Council, Membership


def away(council: Council, who: str, until: str, *, cover: str = "", start: str = "") -> None:
    record_absence(
        someone(council, who),
        start=date.fromisoformat(start or "2026-11-23"),
        end=date.fromisoformat(until),
        cover=someone(council, cover) if cover else None,
        changing=Changing(
            council=council, by=None, at=moment("2026-11-22T09:00"), through="command line"
        ),
    )


def leaves(council: Council, who: str, last: str = "2026-11-22") -> None:
    Membership.objects.filter(person=someone(council, who)).update(end_date=last)


def owner(enquiry: Enquiry, act: str = "answer") -> str:
    clock = enquiry.clock(act)
    assert clock.owner is None or clock.owner_post is None
    return clock.owner.slug if clock.owner else clock.owner_post.slug if clock.owner_post else ""


def moved(enquiry: Enquiry, on: str) -> int:
    """How many cases moved that morning, by an event each."""
    before = enquiry.case.events.count()
    count = rehoming.rehome_all(enquiry.council, at=moment(f"{on}T07:00"))
    assert rehoming.rehome_all(enquiry.council, at=moment(f"{on}T07:01")) == 0
    assert verify(enquiry.council).clean
    assert enquiry.case.events.count() - before <= count
    enquiry.case.refresh_from_db()
    return count


def last_words(case: Case) -> str:
    event = case.events.order_by("-seq")[0]
    assert (event.act, event.by) == ("rehome", None)
    return str(event.said.get(field="words.done").value)


def test_both_ends_of_an_absence_count(southend: Council) -> None:
    enquiry = assigned(southend)
    away(southend, "sam-stencil", "2026-11-25", cover="vera-variable")
    assert (moved(enquiry, "2026-11-22"), owner(enquiry)) == (0, "sam-stencil")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "vera-variable")
    words = "Sam Stencil is away until Wednesday 25 November 2026; Vera Variable is on duty."
    assert last_words(enquiry.case) == words
    assert (moved(enquiry, "2026-11-25"), owner(enquiry)) == (0, "vera-variable")
    assert (moved(enquiry, "2026-11-26"), owner(enquiry)) == (1, "sam-stencil")
    assert last_words(enquiry.case) == "Sam Stencil is on duty again."


def test_cover_of_cover_owns_it(southend: Council) -> None:
    enquiry = assigned(southend)
    away(southend, "sam-stencil", "2026-11-30", cover="vera-variable")
    away(southend, "vera-variable", "2026-11-25", cover="walter-wireframe")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "walter-wireframe")
    assert (moved(enquiry, "2026-11-26"), owner(enquiry)) == (1, "vera-variable")
    assert enquiry.case.owner == someone(southend, "vera-variable")


def test_cover_in_a_circle_is_nobodys_for_no_day(southend: Council) -> None:
    enquiry = assigned(southend)
    away(southend, "sam-stencil", "2026-11-25", cover="vera-variable")
    away(southend, "vera-variable", "2026-11-25", cover="sam-stencil")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "quentin-mockup")


def test_whoever_covers_may_act_and_see_and_then_no_more(southend: Council) -> None:
    enquiry, vera = assigned(southend), someone(southend, "vera-variable")
    away(southend, "sam-stencil", "2026-11-25", cover="vera-variable")
    message = {"message": "I stand in"}
    with pytest.raises(NotPossible):
        enquiry.does("note", by=vera, at="2026-11-22T10:00", **message)
    enquiry.does("note", by=vera, at="2026-11-23T10:00", **message)
    assert enquiry.seen(by=vera).notes
    with pytest.raises(NotPossible):
        enquiry.does("note", by=vera, at="2026-11-26T10:00", **message)


def test_a_leaver_is_followed_by_the_successor(southend: Council) -> None:
    enquiry, vera = assigned(southend), someone(southend, "vera-variable")
    post = Membership.objects.get(person=someone(southend, "sam-stencil")).post
    leaves(southend, "sam-stencil")
    Membership.objects.create(council=southend, person=vera, post=post, start_date="2026-11-23")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "vera-variable")
    assert [one.person for one in enquiry.case.parties.filter(slot="handler")] == [vera]
    assert last_words(enquiry.case) == "Sam Stencil is no longer here; Vera Variable takes over."


def test_who_was_asked_to_contribute_and_has_left_is_followed_too(southend: Council) -> None:
    """Although no clock is theirs: else nobody could give what they were asked for."""
    enquiry = assigned(southend)
    walter, hattie = someone(southend, "walter-wireframe"), someone(southend, "hattie-hub")
    enquiry.does("ask_services", by="officer", services=[walter])
    leaves(southend, "walter-wireframe")
    assert moved(enquiry, "2026-11-23") == 1
    helpers = [one.person for one in enquiry.case.parties.filter(slot="helper")]
    assert helpers == [hattie]  # nobody has taken his post
    acts = possible.possible_acts(enquiry.case, by=hattie, at=moment("2026-11-23T10:00"))
    assert "contribute" in {one.act.name for one in acts}


def test_what_a_councillor_asked_is_not_handed_to_whoever_is_elected_next(
    southend: Council,
) -> None:
    enquiry = assigned(southend)
    enquiry.does("ask_requester", by="officer", message="Which lamp?")
    leaves(southend, "ada-example")
    assert moved(enquiry, "2026-11-23") == 1
    assert enquiry.case.owner_post is not None
    assert enquiry.case.owner_post.role == "hub"
    assert owner(enquiry) == "sam-stencil"
    requester = enquiry.case.parties.get(slot="requester").person
    assert requester == someone(southend, "ada-example")


def test_a_post_that_falls_vacant_owns_nothing_until_it_is_filled(southend: Council) -> None:
    enquiry = asked(southend)
    assert owner(enquiry) == "hub-lead"
    leaves(southend, "hattie-hub")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "hub-officer")
    leaves(southend, "howard-hub")
    assert moved(enquiry, "2026-11-23") == 1
    assert owner(enquiry) not in ("", "hub-lead", "hub-officer")
    Membership.objects.filter(person=someone(southend, "hattie-hub")).update(end_date=None)
    assert (moved(enquiry, "2026-11-24"), owner(enquiry)) == (1, "hub-lead")


def test_whoever_covered_gives_it_back_although_they_are_in_it_themselves(
    southend: Council,
) -> None:
    """Vera helps with the case and covers for Sam: when he is back, his clock is his."""
    enquiry, vera = assigned(southend), someone(southend, "vera-variable")
    enquiry.does("ask_services", by="officer", services=[vera])
    enquiry.does("ask_requester", by="officer", message="Which lamp?")
    away(southend, "sam-stencil", "2026-11-25", cover="vera-variable")
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "vera-variable")
    assert (moved(enquiry, "2026-11-26"), owner(enquiry)) == (1, "sam-stencil")


def test_the_clerk_as_a_post_is_whoever_holds_it(wantage: Council) -> None:
    enquiry, morris = asked(wantage), someone(wantage, "morris-maple")
    assert owner(enquiry) == "lydia-larch"
    assert moved(enquiry, "2026-11-22") == 0
    posts = [one.post for one in Membership.objects.filter(person__slug="lydia-larch")]
    leaves(wantage, "lydia-larch")
    for post in posts:
        Membership.objects.create(
            council=wantage, person=morris, post=post, start_date="2026-11-23"
        )
    assert (moved(enquiry, "2026-11-23"), owner(enquiry)) == (1, "morris-maple")


def test_an_act_in_between_finds_the_one_on_duty_without_waiting(southend: Council) -> None:
    enquiry = assigned(southend)
    away(southend, "sam-stencil", "2026-11-25", cover="vera-variable")
    enquiry.does("prioritise", by="hub", at="2026-11-24T09:00", why="A child fell")
    assert owner(enquiry) == "vera-variable"
    assert moved(enquiry, "2026-11-24") == 0


def test_without_any_officer_nothing_is_begun_and_it_is_said(southend: Council) -> None:
    officers = Membership.objects.filter(council=southend).exclude(post__role="councillor")
    officers.filter(person__slug__gte="leonora-testcase").update(end_date="2026-11-19")
    officers.filter(person__slug__in=["hattie-hub", "howard-hub"]).update(end_date="2026-11-19")
    with pytest.raises(Unready):
        asked(southend)
    assert not Case.objects.exists()


def test_an_ended_case_moves_no_more(southend: Council) -> None:
    enquiry = assigned(southend)
    enquiry.does("withdraw", by="councillor")
    leaves(southend, "sam-stencil")
    assert moved(enquiry, "2026-11-23") == 0


def test_where_nobody_is_left_to_act_that_is_what_is_said(southend: Council) -> None:
    """Found by the leak test: with nobody whose turn it is, a tick came to no end."""
    case = assigned(southend).case
    doing = rehoming.system_act(case, rehoming.REHOME, at=moment("2026-11-23T07:00"))
    doing.after = doing.standing.copy()
    doing.now.owner = ""
    assert rehoming._stands_in(doing) == "Whoever it waits for has left."
