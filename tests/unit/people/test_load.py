"""Loading a council: strict, all or nothing, and the same file twice changes nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from moothall.config import demonstration
from moothall.people.council_file import read_council
from moothall.people.council_shape import BadCouncil
from moothall.people.load import load_council
from moothall.people.models import (
    Absence,
    Area,
    Change,
    ClosureDay,
    ContactDetail,
    Council,
    Membership,
    Organization,
    Person,
    Post,
    Succession,
)
from moothall.strict import Broken

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db
TABLES = (
    *(Council, ClosureDay, Area, Succession, Organization, Post, Person, ContactDetail, Membership),
    Absence,
)
SMALL = """
council:
  slug: smallville
  name: Smallville Town Council
  prefix: SMA
  protocol: wantage/2026
  calendar: england-and-wales
  address: enquiries@smallville.example
closures:
  - {date: 2026-12-24, reason: Christmas Eve}
areas: {north: North}
departments:
  office: {name: Office}
groups: {greens: The Greens}
posts:
  clerk: {label: Clerk, role: clerk, organization: office}
  deputy: {label: Deputy, role: officer, organization: office, reports_to: clerk}
people:
  una-first:
    {name: Councillor Una First, email: Una.First@smallville.example, ward: north, group: greens}
  otto-clerk: {name: Otto Clerk, email: otto@smallville.example, posts: [clerk]}
  dora-deputy: {name: Dora Deputy, posts: [deputy], from: 2026-01-01}
absences:
  - {person: otto-clerk, from: 2026-12-01, until: 2026-12-02, cover: dora-deputy}
"""


def small() -> dict[str, Any]:
    return copy.deepcopy(yaml.safe_load(SMALL))


def everything() -> list[Any]:
    return [sorted(table.objects.values_list(), key=repr) for table in TABLES]


def test_a_council_is_loaded_whole() -> None:
    council = load_council(small(), at=AT)
    una = Person.objects.get(council=council, slug="una-first")
    assert una.sort_name == "First, Una"
    assert una.contact_details.get().value == "una.first@smallville.example"
    held = Membership.objects.filter(person=una)
    assert {one.post.slug for one in held if one.post} == {"councillor-north"}
    assert {one.organization.slug for one in held if one.organization} == {"greens"}
    deputy = Post.objects.get(council=council, slug="deputy")
    assert deputy.reports_to == Post.objects.get(council=council, slug="clerk")
    assert council.closure_days.get().date == date(2026, 12, 24)
    assert Absence.objects.get(council=council).cover == Person.objects.get(slug="dora-deputy")


def test_the_same_file_twice_changes_nothing() -> None:
    load_council(small(), at=AT)
    before = everything()
    load_council(small(), at=AT)
    assert everything() == before


@pytest.mark.parametrize("slug", demonstration.COUNCILS)
def test_the_demonstration_councils_load_twice(slug: str) -> None:
    demonstration.load_people(slug)
    before = everything()
    demonstration.load_people(slug)
    assert everything() == before


def test_a_changed_file_changes_what_people_hold_and_nothing_else() -> None:
    council = load_council(small(), at=AT)
    kept = Person.objects.get(slug="dora-deputy").pk
    data = small()
    data["people"]["otto-clerk"]["until"] = "2026-10-31"
    data["people"]["dora-deputy"] |= {"posts": ["clerk"], "email": "dora@smallville.example"}
    data["closures"] = []
    load_council(data, at=AT)
    dora = Person.objects.get(slug="dora-deputy")
    assert dora.pk == kept
    assert [one.post.slug for one in dora.memberships.all() if one.post] == ["clerk"]
    assert dora.contact_details.get().value == "dora@smallville.example"
    otto = Person.objects.get(slug="otto-clerk").memberships.get()
    assert otto.end_date == date(2026, 10, 31)
    assert not council.closure_days.exists()


def test_an_address_may_pass_from_one_person_to_another() -> None:
    load_council(small(), at=AT)
    data = small()
    data["people"]["dora-deputy"]["email"] = data["people"]["otto-clerk"].pop("email")
    load_council(data, at=AT)
    assert ContactDetail.objects.get(value="otto@smallville.example").person.slug == "dora-deputy"


def test_nobody_is_removed_by_leaving_them_out() -> None:
    load_council(small(), at=AT)
    data = small()
    del data["people"]["una-first"]
    with pytest.raises(BadCouncil, match=r"Councillor Una First \(una-first\) is not in the file"):
        load_council(data, at=AT)
    assert Person.objects.filter(slug="una-first").exists()


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


MISTAKES: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (_set("council", "colour", to="red"), "council has no key 'colour'"),
    (_set("poeple", to={}), "The file has no key 'poeple'. Did you mean 'people'?"),
    (_set("people", "una-first", "wrad", to="north"), "no key 'wrad'. Did you mean 'ward'?"),
    (_set("people", "una-first", "ward", to="nroth"), "no 'nroth' under areas. Did you mean 'n"),
    (_set("people", "una-first", "group", to="office"), "no 'office' under groups"),
    (_set("people", "otto-clerk", "posts", to=["clark"]), "no 'clark' under posts. Did you mean"),
    (_set("people", "una-first", "address", to="1 High St"), "Home addresses are never kept"),
    (_set("people", "una-first", "email", to="una at home"), "is not an e-mail address"),
    (_set("people", "una-first", "email", to="otto@smallville.example"), "already belongs to una"),
    (_set("people", "otto-clerk", "email", to="enquiries@smallville.example"), "belongs to the co"),
    (_set("people", "una-first", "from", to="1 May"), "is not a date such as 2026-12-24"),
    (_set("people", "dora-deputy", "until", to="2025-12-31"), "the last day is before the first"),
    (_set("people", "Una", to={"name": "Una"}), "'Una' is no slug"),
    (_set("people", "una-first", to="Una"), "people.una-first must be made of `key: value` lines"),
    (_set("posts", "clerk", "role", to="clrek"), "role is called 'clrek'. Did you mean 'clerk'?"),
    (_set("posts", "clerk", "role", to="enquiry.handler"), "role is called 'enquiry.handler'"),
    (_set("posts", "clerk", "role", to="political_group"), "role is called 'political_group'"),
    (_set("posts", "clerk", "reports_to", to="deputy"), "posts.clerk.reports_to leads back to its"),
    (_set("posts", "councillor-north", to={"label": "X", "role": "officer"}), "use `ward: north`"),
    (_set("departments", "office", "parent", to="office"), "departments.office.parent leads back"),
    (_set("committees", to={"greens": "Greens"}), "already stands under committees"),
    (_set("council", "calendar", to="wales"), "no calendar called 'wales'"),
    (_set("council", "protocol", to="wantage/1999"), "1999"),
    (_set("council", "service_standards", to={"enquiry.awnser": 10}), "no act is called"),
    (_set("council", "service_standards", to={"enquiry.answer": "ten"}), "made of `act: working"),
    (_set("council", "follow_up_days", to=0), "is not a whole number above nought"),
    (_set("council", "follow_up_days", to=True), "is not a whole number above nought"),
    (_set("council", "area_word", to="parish"), "'parish' is not 'ward' or 'division'"),
    (_set("council", "demonstration", to="yes"), "is not true or false"),
    (_set("council", to="Smallville"), "The section `council` is missing"),
    (_set("council", "name", to=""), "'' is not text"),
    (_set("absences", to={"person": "una-first"}), "is a list of"),
    (_set("absences", 0, "cover", to="una-first"), "A councillor covers for a councillor"),
    (_set("absences", 0, "until", to="2026-11-30"), "otto-clerk: the last day is before the first"),
    (_set("closures", 0, "reason", to=None), "closures[1].reason: None is not text"),
    (_set("areas", to=["north"]), "`areas` is made of `slug: …` lines"),
]


@pytest.mark.parametrize(("plant", "message"), MISTAKES, ids=[text for _, text in MISTAKES])
def test_a_mistake_is_named_and_nothing_is_written(
    plant: Callable[[dict[str, Any]], None], message: str
) -> None:
    data = small()
    plant(data)
    before = everything()
    with pytest.raises(BadCouncil) as refused:
        load_council(data, at=AT)
    assert message in str(refused.value)
    assert everything() == before


@pytest.mark.parametrize("key", ["slug", "name", "prefix", "protocol", "calendar", "address"])
def test_a_council_needs_its_settings(key: str) -> None:
    data = small()
    del data["council"][key]
    with pytest.raises(BadCouncil, match=f"council has no '{key}'"):
        load_council(data, at=AT)


def test_a_fault_knows_file_line_and_every_other_fault(tmp_path: Path) -> None:
    file = tmp_path / "smallville.yaml"
    file.write_text(SMALL.replace("ward: north", "ward: south").replace("role: clerk", "role: x"))
    with pytest.raises(BadCouncil) as refused:
        load_council(read_council(file), at=AT)
    assert [(one.file, one.line, one.name) for one in refused.value.faults] == [
        ("smallville.yaml", 16, "x"),
        ("smallville.yaml", 20, "south"),
    ]
    assert str(refused.value).startswith("smallville.yaml:16: posts.clerk.role: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", ":2: 'a' stands here twice"),
        ("a: [", "This is not YAML"),
        ("- a\n", "made of `key: value` lines"),
        ("", "There is nothing here"),
        ("a: \x07\n", "This is not YAML"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    with pytest.raises(Broken) as refused:
        read_council(file)
    assert message in str(refused.value)
    assert str(refused.value).startswith("bad.yaml")


def test_a_missing_file_or_foreign_bytes_are_said(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"none\.yaml:1: The file cannot be read"):
        read_council(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("council: caf\xe9".encode("latin-1"))
    with pytest.raises(Broken, match=r"latin\.yaml:1: The file cannot be read"):
        read_council(tmp_path / "latin.yaml")


def test_values_are_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "plain.yaml"
    file.write_text("a: no\nb: 2026-01-01\nc: 007\nd: 7\ne: true\nf: '7'\ng: 1.10\n")
    assert read_council(file) == {
        "a": "no",
        "b": "2026-01-01",
        "c": "007",
        "d": 7,
        "e": True,
        "f": "7",
        "g": "1.10",
    }


# What is written down ----------------------------------------------------------------------------


def test_what_a_file_changes_is_one_batch_of_the_log() -> None:
    council = load_council(small(), at=AT)
    log = Change.objects.filter(council=council)
    assert set(log.values_list("action", flat=True)) == {"added"}
    rows = sum(table.objects.filter(council=council).count() for table in TABLES[1:])
    assert log.count() == rows + 1, "each row, and the council itself"
    assert len(set(log.values_list("batch", flat=True))) == 1
    data = small()
    data["posts"]["deputy"]["label"] = "Deputy Clerk"
    data["people"]["dora-deputy"]["until"] = date(2026, 12, 31)
    load_council(data, at=AT)
    later = log.exclude(batch=log.last().batch)  # type: ignore[union-attr]
    assert sorted(later.values_list("action", "table")) == [
        ("added", "membership"),
        ("changed", "post"),
        ("removed", "membership"),
    ]
    assert later.get(table="post").after == {"label": "Deputy Clerk"}


def test_a_file_that_changes_nothing_leaves_no_trace() -> None:
    load_council(small(), at=AT)
    before = Change.objects.count()
    load_council(small(), at=AT)
    assert Change.objects.count() == before
