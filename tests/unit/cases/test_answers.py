"""What people answer is read, or turned down with a sentence: no answer breaks the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from moothall.cases import visibility
from moothall.cases.models import Case
from moothall.cases.perform import Done, perform
from moothall.cases.refusals import Incomplete
from moothall.people.models import Council, Person
from moothall.worktime import LONDON

Find = Callable[[Council, str], Person]
AT = datetime(2026, 11, 20, 15, tzinfo=LONDON)


def submit(council: Council, by: Person, **given: Any) -> Done:
    fields = {"subject": "Street light", "details": "It is dark", **given}
    return perform(None, "submit", by=by, at=AT, fields=fields, kind="enquiry", council=council)


@pytest.mark.parametrize(
    ("field", "answer", "why"),
    [
        ("ward", "²", "Ward: there is no “²” here."),
        ("ward", "9" * 5000, "Ward: there is no “9"),
        ("ward", "\ud800", "Ward: there is no “” here."),
        ("service", "²", "Service: there is no “²” here."),
        ("addressed", "²", "Addressed to: nobody here is called “²”."),
        ("addressed", "\x00", "Addressed to: nobody here is called “”."),
        ("addressed", True, "Addressed to: nobody here is called “True”."),
        ("addressed", 10**30, "Addressed to: nobody here is called “1000"),
        ("circulation", [["ada-example"]], "Also for: nobody here is called"),
        ("earlier", "\ud800", "Earlier enquiry: there is no  here."),
        ("permission", "\udfff", "Under the permission:  is not in the register."),
        ("privacy", "wards", "Who else may see it must be one of: me, ward,"),
        ("urgent", "perhaps", "Answer yes or no: Could somebody come to harm if this waits?"),
        ("subject", "x" * 301, "Subject must be 300 characters or fewer."),
        ("subject", "\x00 \ud800", "Answer: What is it about?"),
        ("colour", "red", "Ask the council does not ask for 'colour'."),
        ("actor", "hub", "Ask the council does not ask for 'actor'."),
    ],
)
def test_what_cannot_be_read_is_said(
    southend: Council, person: Find, field: str, answer: object, why: str
) -> None:
    with pytest.raises(Incomplete) as caught:
        submit(southend, person(southend, "ada-example"), **{field: answer})
    assert caught.value.problems[field].startswith(why)
    assert not Case.objects.exists()


def test_signs_that_nobody_can_read_are_left_out(southend: Council, person: Find) -> None:
    done = submit(
        southend,
        person(southend, "ada-example"),
        subject="A\x00 street\ud800 light\x7f",
        details="one\r\ntwo\udcff\x08",
    )
    assert done.case.subject == "A street light"
    assert done.event.said.get(field="details").value == "one\ntwo"


def test_a_reason_to_depart_may_hold_any_sign(southend: Council, person: Find) -> None:
    ada = person(southend, "ada-example")
    fields = {"subject": "Light", "details": "Dark", "addressed": "sam-stencil"}
    kind = {"kind": "enquiry", "council": southend}
    done = perform(
        None, "submit", by=ada, at=AT, fields=fields, departure="\ud800It\x00 is night", **kind
    )
    assert done.event.said.get(field="departure").value == "It is night"


@pytest.mark.parametrize("stated", [True, "true", "yes"])
def test_a_fact_is_stated_as_a_value_or_as_text(
    southend: Council, person: Find, stated: object
) -> None:
    done = submit(southend, person(southend, "ada-example"), checklist_completed=stated)
    assert done.event.body["facts"]["checklist_completed"] is True


def test_a_fact_stated_as_what_it_cannot_be(southend: Council, person: Find) -> None:
    with pytest.raises(Incomplete) as caught:
        submit(southend, person(southend, "ada-example"), recipient=[["hub"]])
    assert "recipient" in caught.value.problems


# Which letter may be copied ----------------------------------------------------------------------


@pytest.fixture
def letters(wiltshire: Council, person: Find) -> Case:
    """A letter to a councillor, an officers' letter beside it, and a refused attempt."""
    officer, councillor = person(wiltshire, "thea-treatise"), person(wiltshire, "abel-allegory")
    fields = {"to_councillor": councillor, "subject": "Verges", "message": "We mow in May"}
    kind = {"kind": "correspondence", "council": wiltshire}
    case = perform(None, "write", by=officer, at=AT, fields=fields, **kind).case
    perform(
        case,
        "send_separately",
        by=officer,
        at=AT,
        fields={"addressee": person(wiltshire, "otis-ode"), "message": "Between ourselves"},
    )
    perform(case, "mark_confidential", by=officer, at=AT, fields={"scope": "All", "why": "So"})
    return case


def copy(case: Case, by: Person, letter: object, to: Person) -> Done:
    return perform(case, "copy", by=by, at=AT, fields={"letter": letter, "copies": [to]})


@pytest.mark.parametrize("letter", [0, 2, 4, 5, 99, 10**17])
def test_nobody_copies_what_they_do_not_see_or_what_is_yet_to_come(
    wiltshire: Council, person: Find, letters: Case, letter: int
) -> None:
    """Letter 2 is for officers; 4 is the next event, whatever it will say."""
    abel, uma = person(wiltshire, "abel-allegory"), person(wiltshire, "uma-update")
    with pytest.raises(Incomplete) as caught:
        copy(letters, abel, letter, uma)
    assert caught.value.problems == {"letter": f"Letter number: there is no letter {letter} here."}
    assert visibility.events_for(uma, letters, on=AT.date()) == []


def test_a_letter_that_one_sees_can_be_copied(
    wiltshire: Council, person: Find, letters: Case
) -> None:
    thea, uma = person(wiltshire, "thea-treatise"), person(wiltshire, "uma-update")
    copied = copy(letters, thea, 2, uma).event
    seen = [event.seq for event in visibility.events_for(uma, letters, on=AT.date())]
    assert seen == [2, copied.seq]
