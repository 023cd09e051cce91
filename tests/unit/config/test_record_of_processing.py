"""Every column that can hold something about a person stands in the record of processing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from moothall.people.models import Person

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "record-of-processing.md"
WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField)
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def columns() -> Iterator[str]:
    """Columns of words, and those that name a person or an account."""
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            names = column.related_model in (Person, get_user_model())
            if names or isinstance(column, WORDS):
                yield f"{model._meta.label_lower}.{column.name}"


def listed() -> list[str]:
    return re.findall(r"`([a-z]+\.[a-z_]+\.[a-z0-9_]+)`", PAGE.read_text("utf-8"))


def test_every_column_that_can_hold_personal_data_is_listed() -> None:
    assert sorted(set(columns()) - set(listed())) == []


def test_nothing_is_listed_that_is_not_there_or_twice() -> None:
    assert sorted(set(listed()) - set(columns())) == []
    assert len(listed()) == len(set(listed()))


def test_every_row_has_a_purpose_and_a_time() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert len(rows) > 10
    assert all(cell.strip() for row in rows for cell in row)
