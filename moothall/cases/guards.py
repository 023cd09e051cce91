"""The database's own guards and indexes: events cannot be changed, words can be searched.

SQL for both engines, run by a migration. `Event` rows are append-only by trigger; what people said
(`Said`) may be erased by taking its value and its salt away, never otherwise altered. Without the
salt nobody can try whether the digest in the chain is that of a guess.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS cases_event_no_update BEFORE UPDATE ON cases_event
       BEGIN SELECT RAISE(ABORT, 'Events are append-only: they are never changed.'); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_event_no_delete BEFORE DELETE ON cases_event
       BEGIN SELECT RAISE(ABORT, 'Events are append-only: they are never removed.'); END""",
    # REPLACE takes rows away without asking the triggers for removal.
    """CREATE TRIGGER IF NOT EXISTS cases_event_no_replace BEFORE INSERT ON cases_event
       WHEN EXISTS (SELECT 1 FROM cases_event WHERE id = NEW.id
         OR (case_id = NEW.case_id AND seq = NEW.seq)
         OR (council_id = NEW.council_id AND council_seq = NEW.council_seq))
       BEGIN SELECT RAISE(ABORT, 'Events are append-only: they are never replaced.'); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_said_no_replace BEFORE INSERT ON cases_said
       WHEN EXISTS (SELECT 1 FROM cases_said WHERE id = NEW.id)
       BEGIN SELECT RAISE(ABORT, 'What was said is never replaced.'); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_said_no_delete BEFORE DELETE ON cases_said
       BEGIN SELECT RAISE(ABORT, 'What was said is erased by emptying it, never removed.'); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_said_only_erased BEFORE UPDATE ON cases_said
       WHEN NEW.value IS NOT NULL OR NEW.event_id IS NOT OLD.event_id OR NEW.field IS NOT OLD.field
         OR (NEW.salt IS NOT OLD.salt AND NEW.salt <> '') OR NEW.digest IS NOT OLD.digest
       BEGIN SELECT RAISE(ABORT, 'What was said can be erased, never altered.'); END""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS cases_searchable_words USING fts5(
         text, content='cases_searchable', content_rowid='event_id',
         tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER IF NOT EXISTS cases_searchable_added AFTER INSERT ON cases_searchable
       BEGIN INSERT INTO cases_searchable_words(rowid, text)
       VALUES (NEW.event_id, NEW.text); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_searchable_removed AFTER DELETE ON cases_searchable
       BEGIN INSERT INTO cases_searchable_words(cases_searchable_words, rowid, text)
       VALUES ('delete', OLD.event_id, OLD.text); END""",
    """CREATE TRIGGER IF NOT EXISTS cases_searchable_changed AFTER UPDATE ON cases_searchable
       BEGIN INSERT INTO cases_searchable_words(cases_searchable_words, rowid, text)
       VALUES ('delete', OLD.event_id, OLD.text);
       INSERT INTO cases_searchable_words(rowid, text) VALUES (NEW.event_id, NEW.text); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'Events are append-only: never changed, never removed.'; END $$""",
    """CREATE TRIGGER cases_event_append_only BEFORE UPDATE OR DELETE ON cases_event
       FOR EACH ROW EXECUTE FUNCTION cases_refuse_change()""",
    """CREATE TRIGGER cases_event_no_truncate BEFORE TRUNCATE ON cases_event
       FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change()""",
    """CREATE TRIGGER cases_said_no_delete BEFORE DELETE ON cases_said
       FOR EACH ROW EXECUTE FUNCTION cases_refuse_change()""",
    """CREATE TRIGGER cases_said_no_truncate BEFORE TRUNCATE ON cases_said
       FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change()""",
    """CREATE TRIGGER cases_said_only_erased BEFORE UPDATE ON cases_said FOR EACH ROW
       WHEN (NEW.value IS NOT NULL OR NEW.event_id <> OLD.event_id OR NEW.field <> OLD.field
         OR (NEW.salt <> OLD.salt AND NEW.salt <> '') OR NEW.digest <> OLD.digest)
       EXECUTE FUNCTION cases_refuse_change()""",
    """ALTER TABLE cases_searchable ADD COLUMN words tsvector
       GENERATED ALWAYS AS (to_tsvector('english', text)) STORED""",
    "CREATE INDEX cases_searchable_words ON cases_searchable USING gin (words)",
)
_TAKEN_AWAY = {
    "sqlite": "DROP TRIGGER IF EXISTS cases_said_only_erased",
    "postgresql": "DROP TRIGGER IF EXISTS cases_said_only_erased ON cases_said",
}
_STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the guards and the search index in place. Raises KeyError on a third engine."""
    with editor.connection.cursor() as cursor:
        for statement in _STATEMENTS[editor.connection.vendor]:
            cursor.execute(statement)


def renew_erasing(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the guard of what was said in place as it is now: salts may go with their values."""
    vendor = editor.connection.vendor
    with editor.connection.cursor() as cursor:
        cursor.execute(_TAKEN_AWAY[vendor])
        for statement in _STATEMENTS[vendor]:
            if "cases_said_only_erased" in statement:
                cursor.execute(statement)


def restore(connection: BaseDatabaseWrapper) -> None:
    """Puts back the guards that are missing, after migrations.

    SQLite changes a table by making it anew, and its triggers go with the old one.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in SQLITE:
                cursor.execute(statement)
