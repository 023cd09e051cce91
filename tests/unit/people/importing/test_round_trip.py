"""What is exported can be imported again, and nothing changes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from moothall.config import demonstration
from moothall.people.exporting import export
from moothall.people.importing.applying import apply_plan
from moothall.people.importing.difference import compare
from moothall.people.importing.reading import read_plan
from moothall.people.models import ContactDetail, Council, Identifier, Membership, Person

from .conftest import AT, ON, Show
from .sources import moderngov
from .test_difference import SAME


@pytest.mark.parametrize("form", ["popolo", "csv"])
@pytest.mark.parametrize("slug", demonstration.COUNCILS)
def test_an_export_comes_home_without_a_change(db: None, slug: str, form: Any) -> None:
    council = Council.objects.filter(slug=slug).first() or demonstration.load_people(slug)
    difference = compare(
        read_plan(form, [export(council, form, on=ON).encode()]), council, on=ON, allow=100
    )
    assert (difference.entries, difference.operations) == ([], [])
    assert difference.unchanged > 10


@pytest.mark.parametrize("form", ["popolo", "csv"])
def test_also_after_an_import_that_left_numbers_and_ends(
    rowborough: Council, bring: Show, form: Any
) -> None:
    bring("moderngov", moderngov({**SAME, "Quayside": []}))
    ada = Person.objects.get(council=rowborough, slug="ada-example")
    ContactDetail.objects.create(
        council=rowborough, person=ada, type="telephone", value="+44 1234 567890"
    )
    again = bring(form, export(rowborough, form, on=ON).encode())
    assert (again.entries, again.unchanged) == ([], 5)


def test_another_installation_gets_the_same_council(wantage: Council, rowborough: Council) -> None:
    Membership.objects.filter(council=rowborough).delete()
    plan = read_plan("popolo", [export(wantage, "popolo", on=ON).encode()])
    apply_plan(plan, rowborough, by=None, at=AT, through="import", allow=100)

    def held(council: Council) -> set[tuple[Any, ...]]:
        rows = Membership.objects.filter(council=council)
        return set(
            rows.values_list(
                "person__name", "post__label", "post__role", "organization__name", "start_date"
            )
        )

    ended = Membership.objects.filter(council=wantage, end_date__lt=ON)
    names = set(ended.values_list("person__name", flat=True))
    assert held(rowborough) == {row for row in held(wantage) if row[0] not in names}
    assert not Identifier.objects.filter(scheme="moothall").exists()


def test_the_popolo_export_says_everything_with_its_dates(rowborough: Council) -> None:
    document = json.loads(export(rowborough, "popolo", on=ON))
    assert set(document) == {"persons", "organizations", "posts", "memberships", "areas"}
    ada = next(one for one in document["persons"] if one["id"] == "person/ada-example")
    assert ada["identifiers"] == [{"scheme": "moothall", "identifier": "rowborough/ada-example"}]
    assert ada["contact_details"] == [{"type": "email", "value": "ada@rowborough.example"}]
    assert {
        "person_id": "person/ada-example",
        "post_id": "post/councillor-elm",
        "start_date": "2023-05-08",
    } in document["memberships"]


def test_an_export_of_an_earlier_day_has_who_there_was(rowborough: Council, bring: Show) -> None:
    bring("moderngov", moderngov({**SAME, "Quayside": []}))
    assert "Eve Instance" not in export(rowborough, "csv", on=ON)
    assert "Eve Instance" in export(rowborough, "csv", on=date(2026, 11, 29))
    assert "Eve Instance" not in export(rowborough, "csv", on=date(2023, 5, 7))


def test_no_spreadsheet_works_out_a_cell_and_it_comes_home_all_the_same(
    rowborough: Council,
) -> None:
    ada = Person.objects.filter(council=rowborough, slug="ada-example")
    for name in ("=HYPERLINK(1)", "@SUM(A1)", "-1+1", "+Ada"):
        ada.update(name=name)
        text = export(rowborough, "csv", on=ON)
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert f"'{name}" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        difference = compare(read_plan("csv", [text.encode()]), rowborough, on=ON, allow=100)
        assert difference.entries == []
