"""What is kept of a council's people is never stale, and is not read again without need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.people.directory import council_at, directory_of, forget, steady
from moothall.people.models import (
    Absence,
    Area,
    ClosureDay,
    ContactDetail,
    Council,
    Election,
    Membership,
    Organization,
    Person,
    Post,
    Succession,
)
from moothall.people.preference import Preference
from moothall.people.revising import TABLES

DAY = date(2026, 12, 1)
Find = Callable[[Council, str], Person]
Change = Callable[[Council], object]


def _somebody(council: Council) -> Person:
    return Person.objects.get(council=council, slug="sam-stencil")


def _absence(council: Council) -> Absence:
    somebody = _somebody(council)
    return Absence.objects.create(council=council, person=somebody, start_date=DAY, end_date=DAY)


def _membership(council: Council) -> Membership:
    return Membership.objects.create(
        council=council, person=_somebody(council), post=council.posts.get(slug="hub-lead")
    )


def _succession(council: Council) -> Succession:
    garrison, pierhead = (council.areas.get(slug=slug) for slug in ("garrison", "pierhead"))
    return Succession.objects.create(council=council, old=garrison, new=pierhead)


def _election(council: Council) -> Election:
    return Election.objects.create(
        council=council, polling_day=DAY, notice_on=DAY, label="By-election in Garrison"
    )


# Table -> how a row comes, how it changes (by the shortest ways there are), and how it goes.
ADDED: dict[str, Change] = {
    "people_area": lambda c: Area.objects.create(council=c, slug="new", name="New"),
    "people_succession": _succession,
    "people_organization": lambda c: Organization.objects.create(council=c, slug="new", name="New"),
    "people_post": lambda c: Post.objects.create(council=c, slug="new", label="New", role="hub"),
    "people_person": lambda c: Person.objects.bulk_create(
        [Person(council=c, slug="new", name="New", sort_name="New")]
    ),
    "people_contactdetail": lambda c: ContactDetail.objects.create(
        council=c, person=_somebody(c), type="email", value="new@southend.example"
    ),
    "people_membership": _membership,
    "people_absence": _absence,
    "people_closureday": lambda c: ClosureDay.objects.create(council=c, date=DAY, reason="Snow"),
    "people_election": _election,
    "people_preference": lambda c: Preference.objects.create(council=c, person=_somebody(c)),
}
CHANGED: dict[str, Change] = {
    "people_council": lambda c: Council.objects.filter(pk=c.pk).update(area_word="division"),
    "people_area": lambda c: c.areas.filter(slug="garrison").update(name="Barracks"),
    "people_succession": lambda c: Succession.objects.filter(pk=_succession(c).pk).update(
        new=c.areas.get(slug="priory-fields")
    ),
    "people_organization": lambda c: c.organizations.filter(slug="waste").update(name="Refuse"),
    "people_post": lambda c: c.posts.filter(slug="hub-lead").update(label="Hub"),
    "people_person": lambda c: c.people.filter(slug="sam-stencil").update(name="Sam"),
    "people_contactdetail": lambda c: ContactDetail.objects.filter(
        person=_somebody(c), type="email"
    ).update(value="sam@southend.example"),
    "people_membership": lambda c: Membership.objects.filter(person=_somebody(c)).update(
        end_date=DAY
    ),
    "people_absence": lambda c: Absence.objects.filter(council=c).update(cover=None),
    "people_closureday": lambda c: ClosureDay.objects.filter(council=c).update(reason="Ice"),
    "people_election": lambda c: Election.objects.filter(council=c).update(label="Town poll"),
    "people_preference": lambda c: Preference.objects.filter(
        pk=Preference.objects.create(council=c, person=_somebody(c)).pk
    ).update(digest_hour=11),
}


def _shape(council: Council) -> list[object]:
    """Everything that a directory says, as plain values."""
    found = directory_of(council.pk)
    rows = [
        *found.areas.values(),
        *found.organizations.values(),
        *found.posts.values(),
        *found.people.values(),
        *found.memberships,
        *(one for away in found.absences.values() for one in away),
    ]
    values = [{k: v for k, v in vars(row).items() if k != "_state"} for row in rows]
    after = [(old, [new.pk for new in all_new]) for old, all_new in found.after.items()]
    elections = [(one.label, one.polling_day) for one in found.elections]
    chosen = [(one.person_id, one.digest_hour) for one in found.preferences.values()]
    beside = [found.council.area_word, found.closures, elections, found.addresses, chosen]
    return [after, *beside, *values]


@pytest.fixture
def council(southend: Council) -> Council:
    ClosureDay.objects.create(council=southend, date=date(2026, 12, 24), reason="Christmas Eve")
    Election.objects.create(
        council=southend,
        polling_day=date(2027, 5, 6),
        notice_on=date(2027, 3, 30),
        label="Council elections",
    )
    directory_of(southend.pk)
    return southend


@pytest.mark.parametrize("table", ADDED)
def test_a_new_row_is_seen_at_once(council: Council, table: str) -> None:
    before = _shape(council)
    ADDED[table](council)
    assert _shape(council) != before


@pytest.mark.parametrize("table", CHANGED)
def test_a_changed_row_is_seen_at_once(council: Council, table: str) -> None:
    before = _shape(council)
    assert CHANGED[table](council) != 0
    assert _shape(council) != before


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"people_council"}))
def test_a_removed_row_is_no_longer_seen(council: Council, table: str) -> None:
    if table != "people_closureday":  # there is one, and two cannot be on one day
        ADDED[table](council)
    before = _shape(council)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = (SELECT MAX(id) FROM {table})")
    assert _shape(council) != before


BESIDE = {"Revision", "Change", "Identifier", "Assistance"}  # of no interest to a directory


def test_every_table_of_the_people_has_its_triggers() -> None:
    """Whoever adds a table adds it to `revising.py`, or a directory would go stale."""
    tables = {
        model._meta.db_table
        for model in Council._meta.apps.get_app_config("people").get_models()
        if model.__name__ not in BESIDE
    }
    assert tables == set(TABLES)


def test_what_is_rolled_back_is_not_remembered(council: Council) -> None:
    before = _shape(council)
    for name in ("Sam One", "Sam Two"):
        with transaction.atomic():
            council.people.filter(slug="sam-stencil").update(name=name)
            assert directory_of(council.pk).slugs["sam-stencil"].name == name
            transaction.set_rollback(True)
        assert _shape(council) == before


def test_nothing_is_read_again_without_a_change(council: Council, wantage: Council) -> None:
    first = directory_of(council.pk)
    Person.objects.filter(council=wantage).update(name="Somebody else's matter")
    with CaptureQueriesContext(connection) as asked:
        assert directory_of(council.pk) is first
    assert len(asked) == 1  # for the revision


def test_a_new_council_has_a_directory_of_its_own(db: None) -> None:
    new = Council.objects.create(
        slug="new", name="New", prefix="NEW", protocol="wantage/2026", address="a@new.example"
    )
    assert directory_of(new.pk).people == {}
    first = directory_of(new.pk)
    assert directory_of(new.pk) is first
    Person.objects.create(council=new, slug="one", name="One", sort_name="One")
    assert list(directory_of(new.pk).slugs) == ["one"]


def test_a_steady_block_sees_one_state(council: Council) -> None:
    with steady():
        first = directory_of(council.pk)
        council.people.filter(slug="sam-stencil").update(name="Sam")
        with CaptureQueriesContext(connection) as asked:
            assert directory_of(council.pk) is first
        assert len(asked) == 0
        with steady():  # an act within a page looks for itself
            assert directory_of(council.pk) is not first
        forget(council.pk)
        assert directory_of(council.pk) is not first
    assert directory_of(council.pk).slugs["sam-stencil"].name == "Sam"


def test_a_council_is_found_by_its_slug(council: Council) -> None:
    assert council_at("southend") is directory_of(council.pk).council
    assert council_at("nowhere") is None
