"""What every test may ask for: the four demonstration councils, their people, and moments.

The councils are loaded once for each test database; what a test does is rolled back. Examples of
property tests are the same in every build; MOOTHALL_BY_CHANCE takes others each time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from moothall.config import demonstration
from moothall.pages.models import SignedIn
from moothall.pages.sessions import SESSION
from moothall.people.models import Council, Person

LONDON = ZoneInfo("Europe/London")

# A build takes the same examples everywhere, and no example fails for being slow on a busy machine.
# Others are for `make search`, whose finds become tests of their own.
hypothesis.settings.register_profile(
    "search",
    print_blob=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "build", hypothesis.settings.get_profile("search"), derandomize=True
)
hypothesis.settings.load_profile("search" if "MOOTHALL_BY_CHANCE" in os.environ else "build")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Fills every new test database with the demonstration councils.

    One that cannot be loaded is reported by the tests that ask for it.
    """
    with django_db_blocker.unblock():
        for slug in demonstration.COUNCILS:
            with contextlib.suppress(Exception):
                demonstration.load_people(slug)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """A data folder of its own for every test: none touches that of a running Moothall."""
    settings.HOME = tmp_path
    return tmp_path


def _council(slug: str) -> Council:
    found: Council | None = Council.objects.filter(slug=slug).first()
    return found or demonstration.load_people(slug)


@pytest.fixture
def southend(db: None) -> Council:
    return _council("southend")


@pytest.fixture
def wiltshire(db: None) -> Council:
    return _council("wiltshire")


@pytest.fixture
def guildford(db: None) -> Council:
    return _council("guildford")


@pytest.fixture
def wantage(db: None) -> Council:
    return _council("wantage")


@pytest.fixture
def person() -> Callable[[Council, str], Person]:
    """`person(southend, "ada-example")`."""

    def find(council: Council, slug: str) -> Person:
        return Person.objects.select_related("council").get(council=council, slug=slug)

    return find


@pytest.fixture
def session_of(db: None) -> Callable[[Council, str], str]:
    """`session_of(southend, "ada-example")`: the key of a session in which she is signed in."""

    def make(council: Council, slug: str) -> str:
        store, now = SessionStore(), timezone.now()
        row = SignedIn.objects.create(
            council=council,
            person=Person.objects.get(council=council, slug=slug),
            begun_at=now,
            seen_at=now,
            how=SignedIn.How.CHOSEN,
            device="A browser",
        )
        store[SESSION] = {council.slug: row.pk}
        store.create()
        return str(store.session_key)

    return make


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """`at("2026-12-01T10:00")`: a London moment."""

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)

    return moment
