"""Several people act at once: in threads, on a database of their own that all of them see.

It is a copy of the test database: what is committed to the log can never be taken away again, so
that it cannot be emptied after a test as other databases are.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from enquiries import Enquiry, asked, assigned, moment
from pytest_django import DjangoDbBlocker

from moothall.cases.models import Case, Event, Numbering, Outgoing
from moothall.cases.refusals import Changed, NotPossible, Refused
from moothall.cases.tick import tick
from moothall.cases.verify import verify
from moothall.people.models import Council

pytestmark = pytest.mark.django_db
LONGEST = 60  # seconds until a thread must have come back
Task = Callable[[], Any]


@pytest.fixture(scope="session")
def pattern(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A copy of the test database that nobody looks into, to be copied for each test."""
    with django_db_blocker.unblock():
        original = str(connection.settings_dict["NAME"])
        assert "test" in original or "memory" in original, f"{original} is no test database"
        if connection.vendor == "postgresql":
            connection.close()  # nobody may be looking at what is copied
            _copy(original, f"{original}_pattern")
            yield f"{original}_pattern"
            _outside(f'DROP DATABASE "{original}_pattern"')
            return
        connection.ensure_connection()
        file = tmp_path_factory.mktemp("pattern") / "pattern.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as copied:
            connection.connection.backup(copied)
        yield str(file)


@pytest.fixture
def apart(db: None, pattern: str, tmp_path: Path) -> Iterator[None]:
    """Threads that begin from now on find a copy of the test database instead of it."""
    settings = connections.settings["default"]
    original = settings["NAME"]
    if connection.vendor == "postgresql":
        settings["NAME"] = _copy(pattern, f"{pattern}_copied")
    else:
        settings["NAME"] = shutil.copy(pattern, tmp_path / "apart.sqlite3")
    try:
        yield
    finally:
        settings["NAME"] = original
        if connection.vendor == "postgresql":
            _outside(f'DROP DATABASE "{pattern}_copied"')


def _copy(original: str, copied: str) -> str:
    _outside(f'CREATE DATABASE "{copied}" TEMPLATE "{original}"')
    return copied


def _outside(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def at_once(*tasks: Task) -> list[Any]:
    """What came of each task, done in a thread of its own: its result or its exception."""
    found: list[Any] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def run(number: int, task: Task) -> None:
        try:
            gate.wait(LONGEST)
            found[number] = task()
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "they wait for one another"
    return found


def alone(task: Task) -> Any:
    """The same with one: what is there is looked at in a thread as well."""
    (found,) = at_once(task)
    if isinstance(found, Exception):
        raise found
    return found


def council(slug: str) -> Council:
    return Council.objects.get(slug=slug)


def kinds(found: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in found)


def clean() -> bool:
    report = verify()
    assert report.clean, report.wrong
    return True


def test_numbers_have_neither_gaps_nor_doubles(apart: None) -> None:
    """Although some of those who ask give no subject, and another council is busy as well."""

    def incomplete() -> Enquiry:
        return asked(council("southend"), subject="")

    tasks: list[Task] = [lambda: asked(council("southend"))] * 5
    tasks += [lambda: asked(council("wiltshire"))] * 3 + [incomplete] * 2
    assert kinds(at_once(*tasks)) == ["Enquiry"] * 8 + ["Incomplete"] * 2

    def numbers() -> dict[str, list[int]]:
        rows = Case.objects.order_by("number").values_list("council__slug", "number")
        return {slug: [n for s, n in rows if s == slug] for slug, _ in rows}

    assert alone(numbers) == {"southend": [1, 2, 3, 4, 5], "wiltshire": [1, 2, 3]}
    last = alone(lambda: dict(Numbering.objects.values_list("council__slug", "last")))
    assert last == {"southend": 5, "wiltshire": 3}
    sequence = alone(
        lambda: list(
            Event.objects.filter(council__slug="southend").values_list("council_seq", flat=True)
        )
    )
    assert sequence == [1, 2, 3, 4, 5]
    assert alone(clean)


def test_of_two_who_have_seen_the_same_one_comes_too_late(apart: None) -> None:
    enquiry = alone(lambda: assigned(council("southend")))
    for _ in range(4):
        seen = alone(lambda: Case.objects.get(pk=enquiry.case.pk).version)

        def note(by: str, seen: int = seen) -> Task:
            return lambda: enquiry.does("note", by=by, seen=seen, message=f"From the {by}")

        found = at_once(note("hub"), note("officer"), note("hub"))
        assert kinds(found) == ["Changed", "Changed", "Done"]
        assert all(one.why for one in found if isinstance(one, Changed))
    events = alone(lambda: enquiry.case.events.filter(act="note").count())
    assert events == 4
    assert alone(clean)


def test_an_enquiry_is_answered_once(apart: None) -> None:
    """Without having looked first: the second finds it answered."""
    enquiry = alone(lambda: assigned(council("southend")))

    def answer(by: str) -> Task:
        return lambda: enquiry.does("answer", by=by, answer=f"From the {by}")

    found = at_once(answer("hub"), answer("officer"))
    assert kinds(found) == ["Done", "NotPossible"]
    assert isinstance(next(one for one in found if not hasattr(one, "event")), NotPossible)
    answered = alone(lambda: enquiry.case.events.filter(act="answer").count())
    assert answered == 1
    assert alone(clean)


def test_a_refused_attempt_takes_nobody_out_of_date(apart: None) -> None:
    """What is refused is recorded, yet whoever looked before it may go on."""
    enquiry = alone(lambda: assigned(council("southend")))
    seen = alone(lambda: Case.objects.get(pk=enquiry.case.pk).version)
    found = at_once(
        lambda: enquiry.does("agree_date", by="officer", agreed_date="2026-12-21"),
        lambda: enquiry.does("note", by="hub", seen=seen, message="So be it"),
    )
    assert [type(one).__name__ for one in found] == ["Refused", "Done"]
    assert isinstance(found[0], Refused)
    acts = alone(lambda: sorted(enquiry.case.events.values_list("act", flat=True)))
    assert acts == ["assign", "note", "refused", "submit"]
    assert alone(clean)


def test_two_ticks_at_once_do_everything_once(apart: None) -> None:
    """A limit lapses, a clock moves house and somebody is reminded, each once."""

    def told() -> Enquiry:
        enquiry = assigned(council("southend"))
        enquiry.does("answer", by="officer", answer="It was mended")
        return asked(council("southend"), at="2027-01-04T10:00")

    alone(told)
    at = moment("2027-01-14T09:00")
    found = at_once(*[lambda: tick(at)] * 3)
    assert not [one for one in found if isinstance(one, Exception)], found
    closed = alone(lambda: Event.objects.filter(act="close").count())
    assert closed == 1
    reminders = alone(lambda: list(Outgoing.objects.filter(purpose="reminder").values_list("once")))
    assert len(reminders) == len(set(reminders)) > 0
    assert alone(lambda: tick(at)) == 0
    assert alone(clean)


def test_two_cases_of_one_council_wait_for_each_other_and_both_are_done(apart: None) -> None:
    first = alone(lambda: assigned(council("wiltshire")))
    second = alone(lambda: assigned(council("wiltshire")))

    def link(one: Enquiry, other: Enquiry) -> Task:
        return lambda: one.does("link", by="hub", linked=other.case.reference)

    found = at_once(link(first, second), link(second, first), link(first, second))
    assert kinds(found) == ["Done"] * 3
    assert alone(clean)
