"""Making somebody anonymous: what must not stand against it, what goes, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from emails import letter

from moothall.cases import holds
from moothall.cases.models import Case, Outgoing, Said
from moothall.cases.verify import verify
from moothall.cases.view import view
from moothall.pages.models import SignInCode
from moothall.pages.personal import (
    Anonymised,
    CannotAnonymise,
    anonymise,
    sessions_of,
    stands_against,
)
from moothall.people.anonymising import bare_name
from moothall.people.changing import Changing
from moothall.people.models import Absence, Change, ContactDetail, Council, Membership, Person
from moothall.post.receive import receive_file

from .conftest import Ask, Do

pytestmark = pytest.mark.django_db
Find = Callable[[Council, str], Person]
Moment = Callable[[str], datetime]
ADA = "ada.example@councillors.southend.example"


@pytest.fixture
def by(southend: Council, person: Find, at: Moment) -> Changing:
    officer = person(southend, "nadia-mock")
    return Changing(southend, officer, at("2027-06-01T10:00"), "test")


@pytest.fixture
def ada(southend: Council, person: Find) -> Person:
    return person(southend, "ada-example")


@pytest.fixture
def ended(southend: Council, ada: Person, ask: Ask, do: Do, at: Moment) -> Case:
    """An enquiry of Councillor Ada Example's by mail, which others name her in; it has ended."""
    when = at("2026-11-20T10:00")
    raw = letter(ADA, to=southend.address, subject="Kerb", text="Who paints it?")
    mail = receive_file(southend, raw, at=when)
    assert mail.case is not None
    case = do(mail.case, "assign", "hattie-hub", given_to="sam-stencil", at=when)
    case = do(case, "note", "sam-stencil", message="Cllr Example rang about it", at=when)
    case = do(case, "answer", "sam-stencil", answer="The county does", at=when)
    return do(case, "close", "hattie-hub", at=when)


@pytest.fixture
def gone(ended: Case, ada: Person) -> Person:
    """She has left, and nothing is under way."""
    Membership.objects.filter(person=ada).update(end_date=date(2027, 5, 6))
    Outgoing.objects.update(state=Outgoing.State.SENT)
    return ada


def everywhere() -> str:
    """All rows of all tables and all files, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table} {row!r}" for row in cursor.fetchall()]
    paths = (path for path in Path(settings.HOME).rglob("*") if path.is_file())
    return "\n".join([*found, *(path.read_bytes().decode("latin-1") for path in paths)])


def test_what_she_was_known_by_is_nowhere_but_in_the_words_of_others(
    southend: Council, gone: Person, by: Changing, session_of: Callable[[Council, str], str]
) -> None:
    by.add(Absence(council=southend, person=gone, start_date=date(2027, 1, 4),
                   end_date=date(2027, 1, 8), reason="A course"))  # fmt: skip
    session_of(southend, "ada-example")
    SignInCode.objects.create(council=southend, person=gone, address=ADA, digest="x", made_at=by.at)
    done = anonymise(by, gone)
    kept = everywhere()
    for word in (ADA, "Ada Example", "ada-example", "A course"):
        assert word not in kept, [line for line in kept.splitlines() if word in line][:3]
    assert not list(sessions_of(gone, ()))
    assert [(one.event, one.field) for one in done.mentions] == [(3, "message")]
    assert Said.objects.filter(value="Cllr Example rang about it").exists()


def test_cases_stay_under_another_name(
    southend: Council, gone: Person, ended: Case, by: Changing
) -> None:
    before = [(one.seq, one.act, one.at, one.by_id) for one in ended.events.all()]
    done = anonymise(by, gone)
    assert done.name == "Former councillor 1"
    case = Case.objects.get(pk=ended.pk)
    events = [(one.seq, one.act, one.at, one.by_id) for one in case.events.all()]
    assert events[: len(before)] == before
    seen = view(case, person=None, on=by.at.date())
    assert seen is not None
    assert seen.timeline[0].by == "Former councillor 1"
    assert seen.messages[0].text == "Who paints it?"
    requester = {slot: people for slot, _, people in seen.parties}["requester"]
    assert [one.name for one in requester] == ["Former councillor 1"]
    assert verify(southend).clean
    assert verify(southend, rebuild=True).rebuilt == 0


def test_when_she_held_what_stays(southend: Council, gone: Person, by: Changing) -> None:
    held = list(Membership.objects.filter(person=gone).values_list("post", "end_date"))
    anonymise(by, gone)
    assert list(Membership.objects.filter(person=gone).values_list("post", "end_date")) == held
    assert not ContactDetail.objects.filter(person=gone).exists()


def test_the_next_one_has_the_next_number(
    southend: Council, gone: Person, by: Changing, person: Find
) -> None:
    other = person(southend, "bertram-sample")
    Membership.objects.filter(person=other).update(end_date=date(2027, 5, 6))
    names = [anonymise(by, one).name for one in (gone, other)]
    assert names == ["Former councillor 1", "Former councillor 2"]


def test_the_log_says_that_it_was_done_and_not_who_it_was(
    southend: Council, gone: Person, by: Changing
) -> None:
    by.change(gone, sort_name="Example, Ada Maria")
    by.remove(gone.contact_details.get(type="email"))
    anonymise(by, gone)
    newest = Change.objects.filter(table="person").first()
    assert newest is not None
    assert (newest.by, newest.before["name"]) == (by.by, "(erased)")
    log = repr([(one.name, one.before, one.after) for one in Change.objects.all()])
    assert "Ada" not in log
    assert ADA not in log


# What stands against it ---------------------------------------------------------------------------


def against(by: Changing, person: Person) -> list[str]:
    with pytest.raises(CannotAnonymise) as cannot:
        anonymise(by, person)
    person.refresh_from_db()
    assert person.name == "Councillor Ada Example"
    return list(cannot.value.reasons)


def test_she_holds_a_post(southend: Council, ended: Case, ada: Person, by: Changing) -> None:
    assert any("They hold or belong to: " in why for why in against(by, ada))


def test_an_open_case_has_her_as_a_party(
    southend: Council, gone: Person, by: Changing, ask: Ask, at: Moment
) -> None:
    Membership.objects.filter(person=gone).update(end_date=None)
    case = ask(southend, "ada-example", at=at("2026-11-20T10:00"))
    Membership.objects.filter(person=gone).update(end_date=date(2027, 5, 6))
    assert against(by, gone) == [f"{case.reference} is open and has them as a party"]


@pytest.mark.parametrize("what", ["person", "case"])
def test_a_hold_stands(
    southend: Council, gone: Person, ended: Case, by: Changing, what: str
) -> None:
    of = {"person": gone} if what == "person" else {"case": ended}
    holds.place(by, reason="Court", **of)  # type: ignore[arg-type]
    (why,) = against(by, gone)
    assert why.endswith("on hold since 2027-06-01: Court")


def test_it_is_done_once(southend: Council, gone: Person, by: Changing) -> None:
    assert isinstance(anonymise(by, gone), Anonymised)
    gone.refresh_from_db()
    assert stands_against(by, gone) == ["They are anonymous already"]


@pytest.mark.parametrize(
    "name, bare",
    [
        ("Councillor Ada Example", "Ada Example"),
        ("Dr. Ada Example", "Ada Example"),
        ("Ada Example", "Ada Example"),
        ("Councillor", "Councillor"),
    ],
)
def test_a_title_is_no_part_of_the_name(name: str, bare: str) -> None:
    assert bare_name(Person(name=name)) == bare
