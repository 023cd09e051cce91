"""Gives a council's people a new revision with every change, in the database itself.

SQL for both engines, run by a migration: whoever changes a row, by whatever way, everybody who
keeps a `Directory` notices. Revisions are random, so that one which was rolled back never returns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Table -> its column with the council's number.
TABLES = {
    "people_council": "id",
    "people_closureday": "council_id",
    "people_election": "council_id",
    "people_area": "council_id",
    "people_succession": "council_id",
    "people_organization": "council_id",
    "people_post": "council_id",
    "people_person": "council_id",
    "people_contactdetail": "council_id",
    "people_membership": "council_id",
    "people_absence": "council_id",
    "people_preference": "council_id",
}
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}
_FIRST = "INSERT INTO people_revision (council_id, token) SELECT id, {random} FROM people_council"
_BEGIN = "INSERT INTO people_revision (council_id, token) VALUES (NEW.id, {random});"
_REVISE = "UPDATE people_revision SET token = {random} WHERE council_id IN ({councils});"
_TRIGGER = {
    "sqlite": "CREATE TRIGGER IF NOT EXISTS {name} AFTER {change} ON {table} BEGIN {body} END",
    "postgresql": "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN {body} RETURN NULL; END $$; "
    "DROP TRIGGER IF EXISTS {name} ON {table}; "
    "CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
}


def install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers in place, and gives every council that is there its first revision.

    Raises KeyError on a third engine.
    """
    vendor = editor.connection.vendor
    with editor.connection.cursor() as cursor:
        cursor.execute(_FIRST.format(random=_RANDOM[vendor]))
    restore(editor.connection)


def restore(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers in place on every table that is there, after migrations.

    SQLite changes a table by making it anew, and its triggers go with the old one; and a table may
    be new.
    """
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _triggers(connection.vendor, there):
            cursor.execute(statement)


def _triggers(vendor: str, there: Collection[str]) -> Iterator[str]:
    random = _RANDOM[vendor]
    for table, column in TABLES.items():
        if table not in there:
            continue
        for change, rows in _ROWS.items():
            councils = ", ".join(f"{row}.{column}" for row in rows)
            body = _REVISE.format(random=random, councils=councils)
            if (table, change) == ("people_council", "INSERT"):
                body = _BEGIN.format(random=random)
            name = f"{table}_revised_by_{change.lower()}"
            yield _TRIGGER[vendor].format(name=name, change=change, table=table, body=body)
