"""Business behind a wall, and what is marked confidential: references, mails, labels, readings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from emails import letter, reply_to

from leaks.conftest import Does
from moothall.cases import circles, readings, view, visibility
from moothall.cases.models import Case, Numbering, Outgoing, Reading
from moothall.cases.procedures import load
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.directory import forget
from moothall.people.models import Council, Person
from moothall.post import release
from moothall.post.carriers import message
from moothall.post.models import Mail
from moothall.post.receive import receive_file

Find = Callable[[Council, str], Person]
Sign = Callable[[Council, str], str]
ON = date(2026, 11, 20)


@pytest.fixture
def now(at: Callable[[str], datetime]) -> datetime:
    return at("2026-11-20T10:00")


@pytest.fixture
def grievance(does: Does, now: datetime) -> Case:
    """Ada's, with Dev to help her."""
    return does(
        None, "raise", "ada-example", at=now, kind="grievance", subject="Zebra", files=True,
        message="A quagga was unkind", with_whom=["dev-instance"],
    ).case  # fmt: skip


def browser(session: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def test_references_do_not_tell_how_many_there_are(
    does: Does, now: datetime, southend: Council
) -> None:
    cases = [
        does(None, "raise", "ada-example", at=now, kind="grievance", subject="S", message="M").case
        for _ in range(8)
    ]
    numbers = [one.number for one in cases]
    assert len(set(numbers)) == 8
    assert all(len(str(number)) == 8 for number in numbers)
    assert numbers != sorted(numbers) or numbers[-1] - numbers[0] > 1000
    assert not Numbering.objects.filter(council=southend, kind="grievance").exists()
    assert verify(southend).clean


def test_only_those_within_see_it(grievance: Case, southend: Council) -> None:
    people = Person.objects.filter(council=southend).select_related("council")
    seen = {one.slug for one in people if visibility.may_see(one, grievance, on=ON)}
    assert seen == {"ada-example", "dev-instance", "nadia-mock"}


def test_a_mail_about_it_says_its_reference_and_nothing_else(grievance: Case) -> None:
    mail = Outgoing.objects.get(case=grievance)
    whole = message(mail).as_string()
    assert mail.subject == f"[{grievance.reference}] Confidential"
    assert f"/cases/{grievance.reference}/" in mail.body
    assert not mail.attachments.exists()
    assert not any(word in whole.lower() for word in ("zebra", "quagga", "unkind", "plan.txt"))


def test_it_is_labelled_wherever_it_is_shown(
    grievance: Case, southend: Council, session_of: Sign
) -> None:
    page = browser(session_of(southend, "dev-instance"))
    shown = page.get(f"/southend/cases/{grievance.reference}/").content.decode()
    assert shown.count("Confidential</strong>") >= 2  # the case, and its event
    listed = page.get("/southend/cases/").content.decode()
    assert "Confidential</strong>" in listed


def test_a_letter_that_was_held_is_not_read_by_whoever_sorts_the_post(
    grievance: Case, southend: Council, person: Find, now: datetime, session_of: Sign
) -> None:
    """Regression: whatever was held lay open in quarantine, whichever case it belonged to."""
    ada = person(southend, "ada-example").contact_details.get(type="email").value
    raw = letter(ada, to=reply_to(grievance), text="The quagga again", message_id="<1@a.example>")
    mail = receive_file(southend, raw, at=now)
    assert (mail.outcome, mail.case) == (Mail.Outcome.QUARANTINED, grievance)
    hub, nadia = person(southend, "hattie-hub"), person(southend, "nadia-mock")
    assert mail not in release.quarantined_for(hub, on=ON)
    assert mail in release.quarantined_for(nadia, on=ON)
    page = browser(session_of(southend, "hattie-hub"))
    assert page.get(f"/southend/quarantine/{mail.pk}/").status_code == 404
    assert "quagga" not in page.get("/southend/quarantine/").content.decode()


def test_reading_what_is_confidential_is_written_down(
    grievance: Case, southend: Council, session_of: Sign
) -> None:
    dev = browser(session_of(southend, "dev-instance"))
    dev.get(f"/southend/cases/{grievance.reference}/")
    file = view.view(grievance, person=None, on=ON).attachments[0]  # type: ignore[union-attr]
    dev.get(f"/southend/cases/{grievance.reference}/files/{file.pk}/")
    dev.get("/southend/cases/?text=quagga")
    assert readings.readers_of(grievance) == [
        readings.Reader("Councillor Dev Instance", Reading.objects.latest("pk").at, ("plan.txt",))
    ]
    rows = Reading.objects.filter(case=grievance).order_by("pk")
    assert [(row.person.slug, row.through) for row in rows] == [
        ("dev-instance", "page"),
        ("dev-instance", "file"),
        ("dev-instance", "search"),
    ]
    ada = browser(session_of(southend, "ada-example"))
    page = ada.get(f"/southend/cases/{grievance.reference}/").content.decode()
    assert "Who has read it" in page
    assert page.count("Councillor Dev Instance, last on") == 1
    watcher = browser(session_of(southend, "nadia-mock")).get("/southend/readings/")
    assert grievance.reference in watcher.content.decode()
    assert browser(session_of(southend, "hattie-hub")).get("/southend/readings/").status_code == 403


def test_a_reading_is_kept_for_its_time_and_no_longer(
    grievance: Case, southend: Council, person: Find, now: datetime
) -> None:
    dev = person(southend, "dev-instance")
    readings.note(grievance, person=dev, at=now, through=readings.PAGE)
    tick(now + timedelta(days=settings.READINGS_KEPT_DAYS))
    assert Reading.objects.count() == 1
    tick(now + timedelta(days=settings.READINGS_KEPT_DAYS, seconds=1))
    assert not Reading.objects.exists()


def test_what_the_protocol_stops_is_seen_by_those_within_and_by_nobody_else(
    kinds_of_tests: None,
) -> None:
    assert circles.refused_to(load()["grievance"]) == ("role:monitoring_officer",)
    assert circles.refused_to(load()["enquiry"]) == circles.REFUSED_TO


def test_when_its_raiser_leaves_nobody_outside_is_told_or_given_it(
    does: Does, now: datetime, southend: Council, person: Find
) -> None:
    """Regression: the hub was handed what was nobody's any more, and learnt that there was such."""
    case = does(
        None, "raise", "ada-example", at=now, kind="grievance", subject="Zebra", message="Unkind"
    ).case
    ada = person(southend, "ada-example")
    ada.memberships.update(end_date=ON)
    forget(southend.pk)
    tick(now + timedelta(days=2))
    case.refresh_from_db()
    assert case.owner_post is not None
    assert case.owner_post.role == "monitoring_officer"
    told = {one.person.slug for one in Outgoing.objects.filter(case=case) if one.person}
    assert told == {"nadia-mock"}


def test_what_is_not_confidential_leaves_no_reading(
    does: Does, now: datetime, southend: Council, session_of: Sign
) -> None:
    case = does(
        None, "submit", "ada-example", at=now, kind="enquiry", subject="Lamp", details="Out"
    ).case
    browser(session_of(southend, "ada-example")).get(f"/southend/cases/{case.reference}/")
    assert not Reading.objects.exists()


def test_correspondence_is_confidential_from_when_it_is_marked_so(
    does: Does, now: datetime, southend: Council, person: Find
) -> None:
    case = does(
        None, "write", "quentin-mockup", at=now, kind="correspondence",
        to_councillor="ada-example", subject="Bridge", message="It sways",
    ).case  # fmt: skip
    assert "It sways" in Outgoing.objects.filter(case=case).latest("pk").body
    does(case, "mark_confidential", "ada-example", at=now, scope="The price", why="A tender")
    does(case, "reply", "quentin-mockup", at=now, message="It was cheap")
    mails = Outgoing.objects.filter(case=case).order_by("-pk")[:2]
    assert not any(word in one.body for one in mails for word in ("cheap", "tender", "Bridge"))
    shown = view.view(case, person=person(southend, "ada-example"), on=ON)
    assert shown is not None
    assert [line.confidential for line in shown.timeline] == [False, True, True]


def test_a_list_tells_whoever_reads_one_letter_nothing_of_the_case(
    does: Does, now: datetime, southend: Council, session_of: Sign
) -> None:
    """Regression: lists showed whose turn it was, the state and the date to everybody in them."""
    case = does(
        None, "submit", "ada-example", at=now, kind="enquiry", subject="Lamp", details="Out",
        ward="pierhead",
    ).case  # fmt: skip
    does(case, "assign", "hattie-hub", at=now, given_to="sam-stencil")
    does(case, "send_separately", "sam-stencil", at=now, addressee="edith-pattern", message="Ours")
    lists = {
        slug: browser(session_of(southend, slug)).get("/southend/cases/").content.decode()
        for slug in ("edith-pattern", "ada-example")
    }
    assert all(case.reference in one for one in lists.values())
    told = ["Sam Stencil’s turn", "Clause 9."]
    assert all(one in lists["ada-example"] for one in told)
    assert not any(one in lists["edith-pattern"] for one in told)


def test_another_case_is_named_to_nobody_who_may_not_see_it(
    does: Does, now: datetime, southend: Council, person: Find
) -> None:
    """Regression: a link named the other enquiry to whoever answers only one of the two."""
    ask = {"at": now, "kind": "enquiry", "subject": "Lamp", "details": "Out"}
    first = does(None, "submit", "ada-example", **ask).case
    other = does(None, "submit", "bertram-sample", **ask).case
    does(first, "assign", "hattie-hub", at=now, given_to="sam-stencil")
    does(first, "link", "hattie-hub", at=now, linked=other.reference)

    def words(slug: str) -> str:
        return str(view.view(first, person=person(southend, slug), on=ON))

    assert other.reference in words("hattie-hub")
    assert other.reference not in words("sam-stencil")
    assert "another case" in words("sam-stencil")
