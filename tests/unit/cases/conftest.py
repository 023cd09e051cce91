"""A council with something in every table of the engine, for tests that tamper with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tampering import AT

from moothall.cases.files import File
from moothall.cases.models import Case
from moothall.cases.perform import perform
from moothall.cases.verify import verify
from moothall.people.models import Council, Person


@pytest.fixture
def busy(wantage: Council, person: Callable[[Council, str], Person]) -> Council:
    """An enquiry with something in every table, another one, and a direct-contact permission."""
    alma, clerk = person(wantage, "alma-acorn"), person(wantage, "lydia-larch")
    morris = person(wantage, "morris-maple")

    def does(case: Case | None, act: str, by: Person, kind: str = "enquiry", **given: Any) -> Case:
        started = {} if case else {"kind": kind, "council": wantage}
        sent = [File("lamp.txt", b"a lamp")] if given.get("subject") == "Lamp" else []
        return perform(case, act, by=by, at=AT, fields=given, files=sent, **started).case

    case = does(None, "submit", alma, subject="Lamp", details="It is out", ward="mill-stream")
    does(case, "ask_services", clerk, services=[morris])
    does(case, "note", clerk, message="Ask the county")
    does(None, "submit", alma, subject="Bench", details="It is broken", ward="market-cross")
    matter = {"may_be_asked": morris, "matter": "Benches", "ends_on": date(2027, 3, 1)}
    does(None, "confirm", clerk, "contact", **matter)
    assert verify(wantage).clean
    return wantage
