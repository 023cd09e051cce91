"""Whatever is changed in the index behind the engine's back, `moothall verify` names it, and
`--rebuild` puts it right. Every column of every table is tried, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from index_rows import TABLES, rows_of
from tampering import altered, undone, what

from moothall.cases.models import Case, Numbering
from moothall.cases.verify import verify
from moothall.people.models import Council


def columns(model: type[models.Model]) -> Iterator[Any]:
    """Every column that the index gets from the events."""
    for column in model._meta.concrete_fields:
        if not column.primary_key and column.name != "read_at":
            yield column


def noticed_and_put_right(change: Callable[[], object]) -> str:
    """What went wrong with finding and mending a change of the index; empty if nothing did."""
    cases = list(Case.objects.order_by("pk"))
    before = [rows_of(case) for case in cases]
    with undone():
        try:
            with transaction.atomic():
                change()
        except IntegrityError:
            return ""  # the database would not have it
        if not (found := what(verify())):
            return "nobody noticed"
        if left := what(verify(rebuild=True)):
            return f"{found} became {left}"
        if [rows_of(case) for case in cases] != before:
            return "it was not put right"
    return ""


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_no_column_of_the_index_can_be_changed_unnoticed(
    busy: Council, model: type[models.Model]
) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    changed = model._default_manager.filter(pk=row.pk)
    wrong = {}
    for column in columns(model):
        value = {column.attname: altered(row, column)}
        wrong[column.name] = noticed_and_put_right(lambda value=value: changed.update(**value))
    assert not {name: why for name, why in wrong.items() if why}


@pytest.mark.parametrize("model", TABLES[1:], ids=lambda model: model.__name__)
def test_no_row_of_the_index_can_go_or_come_unnoticed(
    busy: Council, model: type[models.Model]
) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    assert noticed_and_put_right(row.delete) == ""
    if row._meta.pk.name == "id":
        row.pk, row._state.adding = None, True
        for name, value in {"key": "role:councillor", "number": 9, "text": "x"}.items():
            if hasattr(row, name):
                setattr(row, name, value)
        assert noticed_and_put_right(row.save) == ""


@pytest.mark.parametrize("last", [0, 1, 7])
def test_the_last_number_given_is_that_of_the_newest_case(busy: Council, last: int) -> None:
    Numbering.objects.filter(council=busy, kind="enquiry").update(last=last)
    assert what(verify()) == [f"wantage: the last number given to enquiry is {last}, not 2"]
    assert what(verify(rebuild=True)) == []
    assert Numbering.objects.get(council=busy, kind="enquiry").last == 2
