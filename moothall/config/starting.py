"""Sets Django up for the command line, and brings the database to this version's tables.

Every way this can fail on a machine is turned into one sentence.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from moothall import __version__
from moothall.config.problem import Problem

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)
MIGRATING = 0x6D6F6F74  # the number of our lock in PostgreSQL


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
def trouble_in_words() -> Iterator[None]:
    """Raises Problem where the database or the disk cannot be reached, read or written."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Problem(f"the database cannot be used: {_first_line(error)}.") from None
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a constraint or a wrong query is ours to mend
            raise
        raise Problem(f"the database is damaged, or is none: {_first_line(error)}.") from None
    except OSError as error:
        if error.errno not in DISK:
            raise
        where = f" ({error.filename})" if error.filename else ""
        raise Problem(f"the data folder cannot be used: {error.strerror}{where}.") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")


def steps_behind() -> int:
    """How many migrations the database lacks. Raises Problem where a newer version made it."""
    try:
        executor = MigrationExecutor(connection)
    except InconsistentMigrationHistory as error:
        raise Problem(f"the database belongs to another version: {error}") from None
    known = set(executor.loader.disk_migrations)
    for migration in executor.loader.disk_migrations.values():
        known.update(migration.replaces)
    unknown = sorted(set(executor.loader.applied_migrations) - known)
    if unknown:
        raise Problem(
            f"the database was made by a newer Moothall (it has {'.'.join(unknown[0])}; this is "
            f"{__version__}). Install that version, or restore the backup made before it."
        )
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Brings the tables to this version. Raises Problem where a step fails.

    All steps are taken or none: Django itself writes a step down after it has taken it, and whoever
    was killed in between could never start again. `serve` and `work` may be started together: one
    of them does it and the other waits.
    """
    try:
        with _alone(), connection.constraint_checks_disabled(), transaction.atomic():
            if connection.vendor == "postgresql":  # or rows just moved stand in the next step's way
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise Problem(f"the database could not be brought up to date: {error}") from None


@contextmanager
def _alone() -> Iterator[None]:
    """Keeps others out: on this machine by its data folder, on others by the database."""
    folder = os.open(settings.HOME, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # ends with the connection, however that ends
                cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        yield
    finally:
        if connection.vendor == "postgresql":
            connection.close()
        os.close(folder)
