"""The clocks of an enquiry: what starts, meets, moves and stops them, and what is said of each."""

from __future__ import annotations

from datetime import date

import pytest
from enquiries import Enquiry, asked, assigned, moment, someone

from moothall.cases import letters, recounting
from moothall.cases.models import Case, Clock, Event, Outgoing
from moothall.cases.refusals import Incomplete, Refused, Unready
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.models import Council, Membership

DELAY = {"reason": "The lamp is on order", "action_taken": "A mast lends light"}


def days(enquiry: Enquiry) -> dict[str, tuple[str, str]]:
    """Each running clock: its act, day and clause."""
    running = Clock.objects.filter(case=enquiry.case, met_at=None, stopped_at=None)
    return {one.act.partition(".")[2]: (str(one.due), one.clause) for one in running}


def test_wiltshire_runs_two_clocks(wiltshire: Council) -> None:
    enquiry = asked(wiltshire)
    both = {"acknowledge": ("2026-11-24", "A1.H"), "answer": ("2026-12-04", "A1.H")}
    assert days(enquiry) == both
    enquiry.does("acknowledge", by="hub", at="2026-11-23T10:00")
    assert days(enquiry) == {"answer": both["answer"]}
    assert enquiry.clock("acknowledge").met_at == moment("2026-11-23T10:00")


def test_an_answer_acknowledges_as_well(wiltshire: Council) -> None:
    enquiry = assigned(wiltshire)
    enquiry.does("answer", by="officer", answer="It was mended")
    assert enquiry.clock("acknowledge").met_at == enquiry.clock("answer").met_at


def test_southend_runs_one_clock(southend: Council) -> None:
    assert days(asked(southend)) == {"answer": ("2026-12-04", "9.1.5")}


@pytest.mark.parametrize("slug", ["southend", "wiltshire"])
def test_nothing_that_is_no_answer_stops_the_answer_clock(
    slug: str, southend: Council, wiltshire: Council
) -> None:
    """A holding reply in any form: the day stays, and so does that it is owed."""
    council = {"southend": southend, "wiltshire": wiltshire}[slug]
    enquiry = assigned(council)
    owed = days(enquiry)["answer"]
    message = {"message": "We are looking into it"}
    for act, by, given in [
        ("acknowledge", "officer", message),
        ("note", "officer", message),
        ("ask_services", "officer", {"services": [enquiry.who("hub")]}),
        ("ask_requester", "officer", message),
        ("reply", "councillor", message),
        ("reassign", "hub", {"given_to": enquiry.who("officer"), "why": "After all"}),
    ]:
        enquiry.does(act, by=by, **given)
        assert days(enquiry)["answer"] == owed, act


@pytest.mark.parametrize(("slug", "clause"), [("southend", "9.1.7"), ("wiltshire", "A1.H")])
def test_a_late_answer_says_why_and_what_is_being_done(
    slug: str, clause: str, southend: Council, wiltshire: Council
) -> None:
    enquiry = assigned({"southend": southend, "wiltshire": wiltshire}[slug])
    late = {"by": "officer", "at": "2026-12-08T10:00", "answer": "It was mended"}
    with pytest.raises(Incomplete, match=f"clause {clause} asks for this") as caught:
        enquiry.does("answer", **late)
    assert set(caught.value.problems) == {"reason", "action_taken"}
    assert enquiry.clock("answer").met_at is None
    enquiry.does("answer", **late, **DELAY)
    acts = list(enquiry.case.events.order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["explain_delay", "answer"]
    shown = enquiry.shown("answer")
    assert (shown.original_due, shown.due) == (date(2026, 12, 4), date(2026, 12, 8))
    assert (shown.missed, shown.late) == (True, False)


@pytest.mark.parametrize("slug", ["southend", "wiltshire"])
def test_a_delay_is_explained_with_reason_action_and_date(
    slug: str, southend: Council, wiltshire: Council
) -> None:
    enquiry = assigned({"southend": southend, "wiltshire": wiltshire}[slug])
    whole = {**DELAY, "answer_by": "2026-12-11"}
    for wanting in whole:
        given = {name: value for name, value in whole.items() if name != wanting}
        with pytest.raises(Incomplete) as caught:
            enquiry.does("explain_delay", by="officer", **given)
        assert wanting in caught.value.problems
    enquiry.does("explain_delay", by="officer", **whole)
    enquiry.does("explain_delay", by="officer", **{**whole, "answer_by": "2026-12-18"})
    shown = enquiry.shown("answer")
    assert (shown.original_due, shown.due) == (date(2026, 12, 4), date(2026, 12, 18))
    assert [move["was"] for move in shown.moves] == ["2026-12-04", "2026-12-11"]
    assert shown.sort == "promise"


@pytest.mark.parametrize("day", ["2026-11-19", "0001-01-01"])
def test_no_clock_is_moved_to_a_day_that_is_over(southend: Council, day: str) -> None:
    enquiry = assigned(southend)
    with pytest.raises(Incomplete, match="New date must be today or later"):
        enquiry.does("explain_delay", by="officer", **DELAY, answer_by=day)
    assert enquiry.clock("answer").history == []


def test_a_day_promised_by_a_clause_is_not_agreed_away(southend: Council) -> None:
    enquiry = assigned(southend)
    with pytest.raises(Refused, match=r"the day stands by clause 9\.1\.5"):
        enquiry.does("agree_date", by="officer", agreed_date="2026-12-21")
    assert days(enquiry)["answer"] == ("2026-12-04", "9.1.5")


# Without a number in the protocol -----------------------------------------------------------------


@pytest.mark.parametrize(("slug", "count"), [("guildford", 10), ("wantage", 15)])
def test_a_service_standard_is_never_shown_as_a_clause(
    slug: str, count: int, guildford: Council, wantage: Council
) -> None:
    enquiry = asked({"guildford": guildford, "wantage": wantage}[slug])
    shown = enquiry.shown("answer")
    assert (shown.sort, shown.clause, shown.as_json()["clause"]) == ("standard", "", None)
    assert shown.says.startswith(f"The council's own service standard: {count} working days.")
    mails = Outgoing.objects.filter(case=enquiry.case).values_list("body", flat=True)
    assert all("the council's own service standard, not a clause" in body for body in mails)


def test_without_a_standard_a_word_has_no_day(guildford: Council) -> None:
    guildford.service_standards = {}
    guildford.save()
    shown = asked(guildford).shown("answer")
    assert (shown.sort, shown.due, shown.in_words) == ("words", None, "in good time")
    assert shown.says.endswith("says “in good time” and gives no number of days.")


def test_an_agreed_day_takes_the_place_of_the_standard(guildford: Council) -> None:
    enquiry = assigned(guildford)
    enquiry.does("agree_date", by="officer", agreed_date="2026-12-21")
    shown = enquiry.shown("answer")
    assert (shown.original_due, shown.due) == (date(2026, 12, 4), date(2026, 12, 21))
    assert (shown.sort, shown.says) == ("agreed", "The date that both sides agreed.")


def test_nobody_is_said_to_have_agreed_to_a_day_that_one_side_named(guildford: Council) -> None:
    enquiry = assigned(guildford)
    enquiry.does("agree_date", by="officer", agreed_date="2026-12-21")
    enquiry.does("explain_delay", by="officer", **DELAY, answer_by="2026-12-22")
    says = "The date that both sides agreed. It was moved when a delay was explained."
    assert enquiry.shown("answer").says == says
    mail = Outgoing.objects.filter(case=enquiry.case).order_by("pk").last()
    assert mail is not None
    assert "the date that was agreed" not in mail.body
    assert "by clause )" not in mail.body


# When the calendar changes, or ends ---------------------------------------------------------------


def closed(council: Council, day: str) -> None:
    council.closure_days.create(date=day, reason="Snow")


def test_a_closure_day_moves_open_clocks_and_says_so(wiltshire: Council) -> None:
    enquiry, other = asked(wiltshire), assigned(wiltshire)
    other.does("answer", by="officer", answer="It was mended")
    closed(wiltshire, "2026-11-23")
    at = moment("2026-11-21T09:00")
    assert len(recounting.recount_all(wiltshire, at=at)) == 2  # the other one's follow-up runs
    assert days(enquiry) == {
        "acknowledge": ("2026-11-25", "A1.H"),
        "answer": ("2026-12-07", "A1.H"),
    }
    assert str(other.clock("answer").due) == "2026-12-04"  # it was met: it stays what it was
    event = enquiry.case.events.order_by("-seq")[0]
    assert (event.act, event.by, event.at) == ("recount", None, at)
    words = event.said.get(field="words.done").value
    assert words == (
        "The days were counted again. Acknowledge: due Wednesday 25 November 2026 (it was Tuesday "
        "24 November 2026, by clause A1.H). Send the answer: due Monday 7 December 2026 (it was "
        "Friday 4 December 2026, by clause A1.H)."
    )
    assert str(enquiry.clock("answer").original_due) == "2026-12-04"
    assert len(recounting.recount_all(wiltshire, at=at)) == 0
    assert verify(wiltshire).clean


def test_a_closure_day_that_is_called_off_moves_them_back(wiltshire: Council) -> None:
    enquiry = asked(wiltshire)
    closed(wiltshire, "2026-11-23")
    recounting.recount_all(wiltshire, at=moment("2026-11-20T11:00"))
    wiltshire.closure_days.filter(date="2026-11-23").delete()
    recounting.recount_all(wiltshire, at=moment("2026-11-20T12:00"))
    assert days(enquiry)["answer"] == ("2026-12-04", "A1.H")
    assert len(enquiry.clock("answer").history) == 2


def test_an_explained_day_stays_although_days_are_counted_again(southend: Council) -> None:
    enquiry = assigned(southend)
    enquiry.does("explain_delay", by="officer", **DELAY, answer_by="2026-12-11")
    closed(southend, "2026-11-23")
    assert len(recounting.recount_all(southend, at=enquiry.at)) == 0
    assert days(enquiry)["answer"] == ("2026-12-11", "9.1.5")


def test_beyond_the_calendar_nothing_is_begun_and_it_is_said(southend: Council) -> None:
    before = Event.objects.count()
    with pytest.raises(Unready, match="is outside the calendar for England and Wales"):
        asked(southend, at="2028-12-20T10:00")
    assert (Event.objects.count(), Case.objects.count()) == (before, 0)
    assert asked(southend).case.number == 1
    assert verify(southend).clean


def test_beyond_the_calendar_an_answer_leaves_the_case_as_it_was(southend: Council) -> None:
    """The follow-up window could not be counted: the answer is not half recorded either."""
    enquiry = assigned(southend, at="2028-12-12T10:00")
    events = enquiry.case.events.count()
    with pytest.raises(Unready):
        enquiry.does("answer", by="officer", at="2028-12-19T10:00", answer="It was mended")
    assert enquiry.case.events.count() == events
    assert enquiry.clock("answer").met_at is None
    assert verify(southend).clean


def test_a_clock_that_the_calendar_no_longer_reaches_does_not_stop_the_others(
    wiltshire: Council,
) -> None:
    enquiry = asked(wiltshire, at="2028-12-12T10:00")
    answer = days(enquiry)["answer"]
    for day in ("2028-12-13", "2028-12-14"):
        closed(wiltshire, day)
    assert len(recounting.recount_all(wiltshire, at=enquiry.at)) == 1
    assert days(enquiry)["answer"] == answer
    assert days(enquiry)["acknowledge"][0] == "2028-12-18"


def test_a_council_with_nobody_in_post_stops_no_other_council(
    southend: Council, wiltshire: Council
) -> None:
    asked(southend)
    enquiry = asked(wiltshire)
    Membership.objects.filter(council=southend).update(end_date="2026-11-20")
    closed(wiltshire, "2026-11-23")
    tick(moment("2026-11-21T09:00"))
    assert days(enquiry)["answer"][0] == "2026-12-07"


def test_why_a_limit_of_the_councils_own_is_what_it_is(southend: Council) -> None:
    enquiry = assigned(southend)
    enquiry.does("answer", by="officer", answer="It was mended")
    shown = enquiry.shown("follow_up")
    assert (shown.sort, shown.says) == ("limit", "The council's own limit: 20 working days.")
    assert letters.why({"sort": "limit", "history": [], "clause": ""}) == "the council's own limit"
    assert someone(southend, "ada-example").name in shown.owner
