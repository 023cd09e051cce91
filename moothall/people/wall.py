"""The second wall between councils: PostgreSQL itself shows the rows of one council only.

Every table that belongs to a council, by its own column or through its case, has a row-level
security policy that compares with the setting `moothall.council`: the number of a council, `all`
(commands and the worker between two councils), or nothing, which shows nothing. The first wall is
the application's own filter. On SQLite there is no second one: docs/explanation/who-sees-what.md.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from moothall.people.models import Council

EVERYTHING, NOTHING = "all", ""
SETTING = "moothall.council"
POLICY = "council_wall"
_NOW = f"current_setting('{SETTING}', true)"
_THIS = f"nullif(nullif({_NOW}, '{EVERYTHING}'), '')::bigint"


class _Standing:
    """What a new connection of this process begins with."""

    default = EVERYTHING


def keep_closed() -> None:
    """From now on this process sees nothing outside `within`: for whatever serves the public."""
    _Standing.default = NOTHING


@contextlib.contextmanager
def within(council: int | None) -> Iterator[None]:
    """Only the rows of the council with this number are there while the block runs."""
    with _set(NOTHING if council is None else str(council)):
        yield


@contextlib.contextmanager
def everywhere() -> Iterator[None]:
    """The rows of all councils are there: for what the whole installation must know of itself."""
    with _set(EVERYTHING):
        yield


def number_at(slug: str) -> int | None:
    """The number of the council of that slug; which councils there are is no secret."""
    if not _has_walls(connection):
        return None
    return Council.objects.filter(slug=slug).values_list("pk", flat=True).first()


def holds() -> bool:
    """Whether the database keeps councils apart for the role that we connect as."""
    if not _has_walls(connection):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return row is not None and not row[0]


@contextlib.contextmanager
def _set(value: str) -> Iterator[None]:
    if not _has_walls(connection):
        yield
        return
    before = getattr(connection, "moothall_wall", _Standing.default)
    _tell(connection, value)
    try:
        yield
    finally:
        with contextlib.suppress(DatabaseError):  # what is rolled back takes this with it
            _tell(connection, before)


def _tell(connection: BaseDatabaseWrapper, value: str) -> None:
    connection.moothall_wall = value  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, value])


def _has_walls(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql"


def begin(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A connection that was just made, or made anew: it shows what the last one showed."""
    if _has_walls(connection):
        _tell(connection, getattr(connection, "moothall_wall", _Standing.default))


connection_created.connect(begin, dispatch_uid="moothall.people.wall")


# The policies -------------------------------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts a policy on every table that belongs to a council; again after each migration."""
    if not _has_walls(connection):
        return
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, condition in conditions().items():
            if table in there:
                for statement in _statements(table, condition):
                    cursor.execute(statement)


def conditions() -> dict[str, str]:
    """For each table that belongs to a council: which of its rows are the council's, in SQL."""
    found: dict[str, str] = {}
    waiting = [one for one in apps.get_models(include_auto_created=True) if _is_ours(one)]
    while waiting:
        known = {one for one in waiting if _condition(one, found)}
        if not known:
            break
        for one in known:
            found[one._meta.db_table] = _condition(one, found)
        waiting = [one for one in waiting if one not in known]
    return found


def outside() -> list[str]:
    """Tables of ours that no council owns: today only that of the councils themselves."""
    tables = [o._meta.db_table for o in apps.get_models(include_auto_created=True) if _is_ours(o)]
    return sorted(set(tables) - set(conditions()))


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("moothall.")


def _condition(model: type[models.Model], found: dict[str, str]) -> str:
    """By the row's own council, else by that of a row it must belong to; empty where unknown."""
    foreign = [one for one in model._meta.concrete_fields if one.is_relation]
    for one in foreign:
        if one.related_model is Council and not one.null:
            return f"{one.column} = {_THIS}"
    for one in foreign:
        parent = one.related_model
        if not one.null and isinstance(parent, type) and parent._meta.db_table in found:
            table, key = parent._meta.db_table, parent._meta.pk.column
            column = f"{model._meta.db_table}.{one.column}"
            return f"EXISTS (SELECT 1 FROM {table} wall WHERE wall.{key} = {column})"  # noqa: S608
    return ""


def _statements(table: str, condition: str) -> Iterator[str]:
    rows = f"({_NOW} = '{EVERYTHING}' OR {condition})"
    yield f"DROP POLICY IF EXISTS {POLICY} ON {table}"
    yield f"CREATE POLICY {POLICY} ON {table} USING {rows} WITH CHECK {rows}"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
