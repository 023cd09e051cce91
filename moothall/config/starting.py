"""Sets Django up for the command line, and brings the database to this version's tables.

Every way this can fail on a machine is turned into one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from moothall.config.problem import Problem


def set_up() -> None:
    """Reads the settings. Raises Problem where they cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    try:
        django.setup()
    except OSError as error:
        raise Problem(
            f"the data folder cannot be used ({error}). Set MOOTHALL_HOME to one that can."
        ) from None
    except (ImproperlyConfigured, ValueError) as error:
        raise Problem(f"a setting cannot be used: {error}.") from None


@contextmanager
def database_in_words() -> Iterator[None]:
    """Raises Problem where the database cannot be reached or written."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        first_line = str(error).strip().split("\n")[0]
        raise Problem(f"the database cannot be used: {first_line}") from None


def steps_behind() -> int:
    """How many migrations the database lacks. Raises Problem where it belongs to no version."""
    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except InconsistentMigrationHistory as error:
        raise Problem(f"the database belongs to another version: {error}") from None


def migrate() -> None:
    """Brings the tables to this version. Raises Problem where a step fails."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise Problem(f"the database could not be brought up to date: {error}") from None
