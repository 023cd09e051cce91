"""Erasing what was written: under the council's months, never what is on hold, and by the event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from enquiries import Enquiry, assigned, moment, someone

from moothall.cases import erasing, files, holds, search, visibility
from moothall.cases.files import File
from moothall.cases.models import Attachment, Case, Event, Notice, Outgoing, Said
from moothall.cases.perform import perform
from moothall.cases.retention import BadRetention, over_since, read_months
from moothall.cases.standing import ERASED
from moothall.cases.verify import verify
from moothall.cases.view import view
from moothall.people.changing import Changing
from moothall.people.models import Change, Council, Person
from moothall.post.expiring import clean_up, expire

pytestmark = pytest.mark.django_db
WORD = "qzcanaryqz"
LATER = moment("2033-12-01T03:00")
Find = Callable[[Council, str], Person]


@pytest.fixture
def ended(southend: Council) -> Enquiry:
    """An enquiry, answered and closed on 25 November 2026."""
    enquiry = assigned(southend, subject=f"A {WORD}", details=f"It says {WORD}")
    enquiry.does("note", by="hub", message=f"No {WORD}")
    enquiry.does("answer", by="officer", answer=f"The {WORD}")
    enquiry.does("close", by="hub", at="2026-11-25T10:00")
    Outgoing.objects.update(state=Outgoing.State.SENT)
    enquiry.case.refresh_from_db()
    assert enquiry.case.ended
    return enquiry


def kept_for(council: Council, months: int) -> Council:
    council.retention = {"enquiry": months}
    council.save()
    return council


def changing(council: Council, by: Person | None = None) -> Changing:
    return Changing(council, by, moment("2026-12-01T09:00"), "test")


def test_nothing_is_erased_that_the_council_has_not_set(southend: Council, ended: Enquiry) -> None:
    assert expire(southend, at=LATER).erased == []
    assert Said.objects.filter(value__icontains=WORD).exists()


@pytest.mark.parametrize("day, erased", [("2032-11-25", False), ("2032-11-26", True)])
def test_a_case_is_erased_the_day_after_its_months(
    southend: Council, ended: Enquiry, day: str, erased: bool
) -> None:
    kept_for(southend, 72)
    report = expire(southend, at=moment(f"{day}T03:00"))
    assert report.erased == ([ended.case.reference] if erased else [])


def test_an_open_case_is_never_erased(southend: Council) -> None:
    assigned(southend)
    assert expire(kept_for(southend, 1), at=LATER).erased == []


def test_a_case_is_erased_once(southend: Council, ended: Enquiry) -> None:
    kept_for(southend, 72)
    assert expire(southend, at=LATER).erased
    assert not expire(southend, at=LATER).erased
    assert Event.objects.filter(act=ERASED).count() == 1


def test_a_dry_run_changes_nothing(southend: Council, ended: Enquiry) -> None:
    report = expire(kept_for(southend, 72), at=LATER, dry_run=True)
    assert report.erased == [ended.case.reference]
    assert not Event.objects.filter(act=ERASED).exists()
    assert expire(southend, at=LATER, dry_run=True, months={}).erased == []


def test_a_case_with_mail_under_way_waits(southend: Council, ended: Enquiry) -> None:
    Outgoing.objects.filter(case=ended.case).update(state=Outgoing.State.QUEUED)
    assert expire(kept_for(southend, 72), at=LATER).erased == []


def test_who_did_what_and_when_stays_to_be_read(southend: Council, ended: Enquiry) -> None:
    before = [(line.act, line.by, line.at, line.clauses) for line in ended.seen().timeline]
    expire(kept_for(southend, 72), at=LATER)
    case = Case.objects.get(pk=ended.case.pk)
    seen = view(case, person=None, on=LATER.date())
    assert seen is not None
    lines = [(line.act, line.by, line.at, line.clauses) for line in seen.timeline]
    assert lines[:-1] == before
    assert (
        seen.timeline[0].words == "Councillor Ada Example: Ask the council (the words are erased)"
    )
    assert seen.timeline[-1].words.startswith("What was written here has been erased")
    assert WORD not in repr(seen)
    assert case.subject == ""


def test_the_words_can_be_searched_for_no_longer(southend: Council, ended: Enquiry) -> None:
    hub, on = someone(southend, "hattie-hub"), date(2026, 12, 1)
    found = {"text": WORD, "filters": {"ended": "any"}}
    assert search.queue(hub, on=on, **found).rows
    expire(kept_for(southend, 72), at=LATER)
    assert not search.queue(hub, on=on, **found).rows
    assert not Notice.objects.filter(text__icontains=WORD).exists()
    assert not Outgoing.objects.filter(body__icontains=WORD).exists()


def test_an_erasure_moves_no_case_in_the_lists(southend: Council, ended: Enquiry) -> None:
    before = (ended.case.updated_at, ended.case.version)
    expire(kept_for(southend, 72), at=LATER)
    ended.case.refresh_from_db()
    assert (ended.case.updated_at, ended.case.version) == before


def test_no_salt_stays_to_try_guesses_with(southend: Council, ended: Enquiry) -> None:
    expire(kept_for(southend, 72), at=LATER)
    assert set(Said.objects.filter(value__isnull=True).values_list("salt", flat=True)) == {""}


def test_what_a_register_and_a_list_show_stands_in_no_event(wantage: Council, person: Find) -> None:
    """A direct-contact permission is shown by its matter, in its register and in lists."""
    given = {"may_be_asked": person(wantage, "morris-maple"), "matter": f"About {WORD}"}
    given["ends_on"] = date(2027, 3, 1)
    at, clerk = moment("2026-11-20T10:00"), person(wantage, "lydia-larch")
    case = perform(None, "confirm", by=clerk, at=at, fields=given, kind="contact", council=wantage)
    one = case.case
    assert one.subject == one.registered.get().what == f"About {WORD}"
    assert not [event for event in one.events.all() if WORD in str(event.body)]
    erasing.erase(one, erasing.everything(one), rule={}, why="Erased", by=None, at=LATER)
    one = Case.objects.get(pk=one.pk)
    assert one.subject == one.registered.get().what == ""
    assert verify(wantage).clean


# Files --------------------------------------------------------------------------------------------


@pytest.fixture
def with_file(southend: Council) -> Case:
    done = perform(
        None,
        "submit",
        by=someone(southend, "ada-example"),
        at=moment("2026-11-20T10:00"),
        fields={"subject": "Lamp", "details": "See the file"},
        kind="enquiry",
        council=southend,
        files=[File(f"{WORD}.txt", b"a lamp")],
    )
    return done.case


def erase_all(case: Case) -> None:
    erasing.erase(case, erasing.everything(case), rule={}, why="Erased", by=None, at=LATER)
    clean_up()


def test_a_file_goes_with_its_name_and_bytes(southend: Council, with_file: Case) -> None:
    path = files.path_of(Attachment.objects.get().sha256)
    assert path.exists()
    erase_all(with_file)
    assert not path.exists()
    assert Attachment.objects.get().name == ""
    assert verify(southend).clean
    seen = view(Case.objects.get(pk=with_file.pk), person=None, on=LATER.date())
    assert seen is not None
    assert seen.attachments == ()


def test_the_same_bytes_of_another_case_stay(southend: Council, with_file: Case) -> None:
    fields = {"subject": "Another", "details": "The same file"}
    by, at = someone(southend, "ada-example"), moment("2026-11-20T11:00")
    sent = [File("lamp.txt", b"a lamp")]
    perform(
        None,
        "submit",
        by=by,
        at=at,
        fields=fields,
        kind="enquiry",
        council=southend,
        files=sent,
    )
    erase_all(with_file)
    assert files.path_of(Attachment.objects.last().sha256).exists()  # type: ignore[union-attr]
    assert verify(southend).clean


def test_a_file_that_only_claims_to_be_erased_is_noticed(
    southend: Council, with_file: Case
) -> None:
    files.path_of(Attachment.objects.get().sha256).unlink()
    Attachment.objects.update(erased=True, name="")
    (wrong,) = verify(southend).wrong
    assert wrong.what == "event 1: a file is gone, and no event erased it"


# Holds --------------------------------------------------------------------------------------------


def test_a_held_case_is_kept_and_says_why(southend: Council, ended: Enquiry) -> None:
    hold = holds.place(changing(southend), case=ended.case, reason="Court, claim 12")
    report = expire(kept_for(southend, 72), at=LATER)
    assert report.erased == []
    why = "on hold since 2026-12-01: Court, claim 12"
    assert report.held == [{"reference": ended.case.reference, "why": why}]
    holds.lift(changing(southend), hold, why="Settled")
    assert expire(southend, at=LATER).erased == [ended.case.reference]


@pytest.mark.parametrize("slug", ["ada-example", "sam-stencil", "hattie-hub"])
def test_everything_of_a_held_person_is_kept(southend: Council, ended: Enquiry, slug: str) -> None:
    holds.place(changing(southend), person=someone(southend, slug), reason="Court")
    assert expire(kept_for(southend, 72), at=LATER).erased == []


def test_holding_somebody_else_keeps_nothing(southend: Council, ended: Enquiry) -> None:
    holds.place(changing(southend), person=someone(southend, "nadia-mock"), reason="Court")
    assert expire(kept_for(southend, 72), at=LATER).erased


def test_a_hold_is_written_down(southend: Council, ended: Enquiry) -> None:
    by = someone(southend, "nadia-mock")
    hold = holds.place(changing(southend, by), case=ended.case, reason=" Court ")
    holds.lift(changing(southend, by), hold, why="Over")
    lifted, placed = Change.objects.filter(table="hold")[:2]
    assert (placed.by, placed.action, placed.after["reason"]) == (by, "added", "Court")
    assert (lifted.by, lifted.after["lifted_why"]) == (by, "Over")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_hold_needs_a_reason(southend: Council, ended: Enquiry, reason: str) -> None:
    with pytest.raises(holds.BadHold):
        holds.place(changing(southend), case=ended.case, reason=reason)


def test_a_hold_is_of_one_thing_and_once(southend: Council, ended: Enquiry) -> None:
    who = someone(southend, "ada-example")
    for what in ({}, {"case": ended.case, "person": who}):
        with pytest.raises(holds.BadHold, match="one case, or one person"):
            holds.place(changing(southend), reason="Court", **what)
    hold = holds.place(changing(southend), person=who, reason="Court")
    with pytest.raises(holds.BadHold, match="already"):
        holds.place(changing(southend), person=who, reason="Court")
    holds.lift(changing(southend), hold, why="Over")
    with pytest.raises(holds.BadHold, match="before"):
        holds.lift(changing(southend), hold, why="Over")


# Months -------------------------------------------------------------------------------------------


def test_months_are_read_as_typed() -> None:
    assert read_months({"enquiry": " 72 ", "contact": "", "mail": "12"}) == {
        "enquiry": 72,
        "mail": 12,
    }


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "six", "1201", "9" * 30, "²"])
def test_months_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(BadRetention) as bad:
        read_months({"enquiry": text, "mail": "12"})
    assert set(bad.value.errors) == {"enquiry"}


@pytest.mark.parametrize(
    "on, months, since",
    [
        ("2027-03-31", 1, "2027-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2027-01-15", 13, "2025-12-15"),
    ],
)
def test_months_are_counted_by_the_calendar(on: str, months: int, since: str) -> None:
    found = over_since(date.fromisoformat(on), months=months)
    assert found.date().isoformat() == since


def test_whoever_saw_the_case_sees_that_it_was_erased(southend: Council, ended: Enquiry) -> None:
    expire(kept_for(southend, 72), at=LATER)
    case = Case.objects.get(pk=ended.case.pk)
    on = date(2026, 12, 1)
    for slug in ("ada-example", "hattie-hub"):
        seen = visibility.events_for(someone(southend, slug), case, on=on)
        assert seen[-1].act == ERASED
    assert not visibility.events_for(someone(southend, "bertram-sample"), case, on=on)
