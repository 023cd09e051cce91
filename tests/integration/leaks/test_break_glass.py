"""Opening a case that is not one's own: by whom, with what reason, who is told, for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from moothall.cases import break_glass, search, visibility
from moothall.cases.models import Case, Event, Outgoing, Reading
from moothall.cases.perform import perform
from moothall.cases.refusals import CannotPerform, NotPossible
from moothall.cases.verify import verify
from moothall.people.models import Council, Person

Find = Callable[[Council, str], Person]
REASON = "A court has asked for everything that was written"


@pytest.fixture
def case(southend: Council, person: Find) -> Case:
    """Ada's enquiry, with a note for officers."""
    at = datetime.now(UTC) - timedelta(hours=2)
    done = perform(
        None, "submit", kind="enquiry", council=southend, by=person(southend, "ada-example"),
        at=at, fields={"subject": "Lamp", "details": "The lantern is out"},
    )  # fmt: skip
    note = {"message": "The contractor is insolvent"}
    perform(done.case, "note", by=person(southend, "hattie-hub"), at=at, fields=note)
    return done.case


@pytest.fixture
def nadia(southend: Council, person: Find) -> Person:
    return person(southend, "nadia-mock")


def pages(council: Council, slug: str, session_of: Callable[[Council, str], str]) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(council, slug)
    return client


def test_an_administrator_sees_no_content(southend: Council, person: Find, case: Case) -> None:
    petra = person(southend, "petra-placard")
    on = datetime.now(UTC).date()
    assert not visibility.may_see(petra, case, on=on)
    assert not search.queue(petra, on=on, filters={"ended": "any"}).rows
    with pytest.raises(NotPossible):
        break_glass.open_case(case, by=petra, reason=REASON, at=datetime.now(UTC))
    Council.objects.filter(pk=southend.pk).update(break_glass="administrator")
    petra = person(southend, "petra-placard")
    break_glass.open_case(case, by=petra, reason=REASON, at=datetime.now(UTC))
    assert break_glass.is_open(petra, case, at=datetime.now(UTC))


@pytest.mark.parametrize("slug", ["hattie-hub", "ada-example", "sam-stencil", "leonora-testcase"])
def test_nobody_opens_whom_the_council_has_not_named(
    slug: str, southend: Council, person: Find, case: Case
) -> None:
    with pytest.raises(NotPossible):
        break_glass.open_case(case, by=person(southend, slug), reason=REASON, at=datetime.now(UTC))


def test_not_in_another_council(wiltshire: Council, person: Find, case: Case) -> None:
    officers = Person.objects.filter(council=wiltshire, memberships__post__role=break_glass.WATCHES)
    with pytest.raises(NotPossible):
        break_glass.open_case(case, by=officers[0], reason=REASON, at=datetime.now(UTC))


@pytest.mark.parametrize("reason", ["", "  ", "because", "\x00" * 40])
def test_it_takes_a_reason(reason: str, case: Case, nadia: Person) -> None:
    before = Event.objects.count()
    with pytest.raises(CannotPerform):
        break_glass.open_case(case, by=nadia, reason=reason, at=datetime.now(UTC))
    assert Event.objects.count() == before


def test_it_is_in_the_chain_and_its_parties_are_told_why(
    case: Case, nadia: Person, southend: Council
) -> None:
    event = break_glass.open_case(case, by=nadia, reason=REASON, at=datetime.now(UTC))
    assert verify(southend).clean
    mails = Outgoing.objects.filter(event=event)
    assert {mail.person.slug for mail in mails if mail.person} >= {"ada-example"}
    assert all(REASON in mail.body for mail in mails)


def test_it_gives_no_key_and_is_over_after_a_day(case: Case, nadia: Person) -> None:
    at = datetime.now(UTC)
    break_glass.open_case(case, by=nadia, reason=REASON, at=at)
    assert not visibility.may_see(nadia, case, on=at.date())
    assert not search.queue(nadia, on=at.date(), filters={"ended": "any"}).rows
    almost = at + break_glass.LASTS - timedelta(seconds=1)
    assert break_glass.is_open(nadia, case, at=almost)
    assert not break_glass.is_open(nadia, case, at=at + break_glass.LASTS)
    assert break_glass.opened_by(nadia, at=almost) == [case]


def test_on_the_page_it_is_read_and_nothing_is_done(
    case: Case, southend: Council, session_of: Callable[[Council, str], str]
) -> None:
    page = pages(southend, "nadia-mock", session_of)
    address = f"/southend/opened/{case.reference}/"
    assert page.get(address).status_code == 404
    wrong = page.post("/southend/opened/", {"reference": case.reference, "reason": "because"})
    assert wrong.status_code == 422
    sent = page.post("/southend/opened/", {"reference": case.reference, "reason": REASON})
    assert (sent.status_code, sent["Location"]) == (302, address)
    shown = page.get(address).content.decode()
    assert "The lantern is out" in shown
    assert "The contractor is insolvent" in shown
    assert "/do/" not in shown
    assert page.get(f"/southend/cases/{case.reference}/").status_code == 404
    assert page.get(f"/southend/cases/{case.reference}/do/note/").status_code == 404
    assert [row.through for row in Reading.objects.filter(case=case)] == ["opened"]
    ada = pages(southend, "ada-example", session_of).get(f"/southend/cases/{case.reference}/")
    assert "Nadia Mock, who opened it with a reason, for 24 hours" in ada.content.decode()
    assert REASON in ada.content.decode()


def test_nobody_else_comes_to_the_page(
    case: Case, nadia: Person, southend: Council, session_of: Callable[[Council, str], str]
) -> None:
    break_glass.open_case(case, by=nadia, reason=REASON, at=datetime.now(UTC))
    for slug in ("hattie-hub", "ada-example", "leonora-testcase"):
        page = pages(southend, slug, session_of)
        assert page.get(f"/southend/opened/{case.reference}/").status_code == 403
        assert page.get("/southend/opened/").status_code == 403
