"""Changing what stands in the database behind the engine's back, and seeing what verify says.

Everything is undone afterwards: the tests beside this one try many changes on one council.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from moothall.cases.verify import Report
from moothall.worktime import LONDON

AT = datetime(2026, 11, 20, 10, tzinfo=LONDON)


class _Undo(Exception):
    """Ends a change without leaving anything behind."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@contextmanager
def unguarded() -> Iterator[None]:
    """Takes the database's own guards away, as somebody with its password could."""
    with undone(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                if name.startswith(("cases_event", "cases_said")):
                    cursor.execute(f"DROP TRIGGER {name}")
        yield


def what(report: Report) -> list[str]:
    return [str(one) for one in report.wrong]


def altered(row: models.Model, column: Any) -> Any:
    """Another value than the row's own, that the column can hold."""
    value = getattr(row, column.attname)
    if column.is_relation:
        others = column.related_model._default_manager.exclude(pk=value)
        return others.order_by("-pk").values_list("pk", flat=True)[0]
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {**value, "more": 1}
    if isinstance(value, list):
        return [*value, "more"]
    if isinstance(value, (int, str)):
        return value + 7 if isinstance(value, int) else f"{value[:30]}x"
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, date) and value < date.max:
        return value + timedelta(days=1)
    return {
        models.DateTimeField: AT,
        models.DateField: AT.date(),
        models.PositiveSmallIntegerField: 7,
    }[type(column)]
