"""The second wall between councils: on PostgreSQL the database itself keeps them apart.

Every test runs on both engines, and says of each what it does: SQLite has the first wall only. On
PostgreSQL the application connects as a role without privileges, as an installation should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from moothall.cases import visibility
from moothall.cases.models import Case, Event
from moothall.cases.perform import perform
from moothall.cases.tick import tick
from moothall.config.demonstration import stories
from moothall.people import wall
from moothall.people.models import Council, Person

WALLED = connection.vendor == "postgresql"
GRANTS = (
    "CREATE ROLE moothall_walled NOLOGIN",
    "GRANT USAGE ON SCHEMA public TO moothall_walled",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO moothall_walled",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO moothall_walled",
    "SET LOCAL ROLE moothall_walled",
)


@pytest.fixture
def councils(
    southend: Council, wiltshire: Council, at: Callable[[str], datetime]
) -> Iterator[tuple[Council, Council]]:
    """Two councils full of business, and a connection without privileges."""
    for council in (southend, wiltshire):
        stories.tell(council, at=at("2026-11-25T14:00"))
    if WALLED:
        with connection.cursor() as cursor:
            for statement in GRANTS:
                cursor.execute(statement)
    yield southend, wiltshire


def rows(table: str) -> int:
    """As the database answers, with no filter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_only_the_list_of_councils_itself_belongs_to_no_council() -> None:
    assert wall.outside() == ["people_council"]
    assert {"cases_said", "cases_viewer", "post_mail", "people_person"} <= set(wall.conditions())


def test_the_wall_holds_for_a_role_without_privileges(councils: tuple[Council, Council]) -> None:
    assert wall.holds() == WALLED


def test_every_table_shows_one_councils_rows(councils: tuple[Council, Council]) -> None:
    numbers = [council.pk for council in Council.objects.all()]
    for table in sorted(wall.conditions()):
        whole, parts = rows(table), []
        for number in numbers:
            with wall.within(number):
                parts.append(rows(table))
        with wall.within(None):
            nothing = rows(table)
        assert rows(table) == whole, table
        expected = (whole, 0) if WALLED else (whole * len(parts), whole)
        assert (sum(parts), nothing) == expected, table


def test_a_page_without_its_own_filter_finds_nothing_of_another_council(
    councils: tuple[Council, Council],
    session_of: Callable[[Council, str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is asked of the application's own filter, it lets everything through."""
    southend, wiltshire = councils
    monkeypatch.setattr(visibility, "cases_for", lambda person, on: Case.objects.all())
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(southend, "hattie-hub")
    theirs = Case.objects.filter(council=wiltshire).order_by("pk")[0]
    page = client.get(f"/southend/cases/{theirs.reference}/")
    assert page.status_code == (404 if WALLED else 200)
    ours = Case.objects.filter(council=southend, kind="enquiry").order_by("pk")[0]
    assert client.get(f"/southend/cases/{ours.reference}/").status_code == 200


def test_pages_are_served_from_behind_a_closed_wall(
    councils: tuple[Council, Council], session_of: Callable[[Council, str], str]
) -> None:
    """The web server sees nothing of its own accord: each page names the council it is about."""
    southend, _ = councils
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(southend, "hattie-hub")
    with wall.within(None):
        assert client.get("/").status_code == 200
        assert client.get("/health/").json()["database"]
        assert client.get("/health/").json().get("council_wall", False) == WALLED
        listed = client.get("/southend/cases/?ended=any")
        missing = client.get("/southend/cases/SOU-ENQ-999/")
    assert "SOU-ENQ-1" in listed.content.decode()
    assert missing.status_code == 404
    assert "Hattie Hub" in missing.content.decode()


def test_nothing_is_written_into_another_council(
    councils: tuple[Council, Council], person: Callable[[Council, str], Person]
) -> None:
    southend, wiltshire = councils
    ada = person(southend, "ada-example")

    def intrudes() -> bool:
        try:
            with wall.within(southend.pk), transaction.atomic():
                row = Case.objects.filter(council=southend)[0]
                row.pk, row.number, row.reference = None, 999, "WIL-ENQ-999"
                row.council = wiltshire
                row.save(force_insert=True)
        except DatabaseError:
            return False
        return True

    assert intrudes() == (not WALLED)
    with wall.within(southend.pk):
        fields = {"subject": "Lamp", "details": "It is out"}
        at = Event.objects.filter(council=southend).latest("at").at
        done = perform(
            None, "submit", kind="enquiry", council=southend, by=ada, at=at, fields=fields
        )
        assert visibility.may_see(ada, done.case, on=at.date())


def test_what_happens_by_itself_happens_in_each_council_by_itself(
    councils: tuple[Council, Council], at: Callable[[str], datetime]
) -> None:
    before = {one: Event.objects.filter(council=one).count() for one in councils}
    tick(at("2027-02-25T14:00"))
    assert all(Event.objects.filter(council=one).count() > before[one] for one in councils)
