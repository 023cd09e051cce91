"""A council's people as they stand: read once, kept until something about them changes.

Who is who is asked many times for every act and page and changes a few times a day. The database
itself gives every change a new revision (`revising.py`), so that what is kept is never stale,
whichever process made the change. What the rows mean is in `roles.py` and `cover.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from moothall.people import directory_reading
from moothall.people.directory_reading import Directory
from moothall.people.models import Council

_kept: dict[int, tuple[str, Directory]] = {}
_steady: ContextVar[dict[int, Directory] | None] = ContextVar("steady", default=None)


def directory_of(council: int) -> Directory:
    """The directory of the council with that number, as of now.

    Raises Council.DoesNotExist.
    """
    steady = _steady.get()
    if steady is not None and council in steady:
        return steady[council]
    found = _current(council)
    if steady is not None:
        steady[council] = found
    return found


def council_at(slug: str) -> Council | None:
    """The council of that slug, as its directory has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_council WHERE slug = %s", [slug])
        row = cursor.fetchone()
    return directory_of(row[0]).council if row else None


@contextmanager
def steady() -> Iterator[None]:
    """Looks no council up twice while the block runs: one act, or one page, sees one state."""
    token = _steady.set({})
    try:
        yield
    finally:
        _steady.reset(token)


def forget(council: int) -> None:
    """Lets a steady block see what it has itself changed."""
    (_steady.get() or {}).pop(council, None)


def _current(council: int) -> Directory:
    revision = _revision(council)
    kept = _kept.get(council)
    if kept is not None and kept[0] == revision:
        return kept[1]
    while True:
        try:
            found = directory_reading.read(council)
        except KeyError:
            if revision == (revision := _revision(council)):
                raise
            continue  # a row came while we read the others
        if revision == (revision := _revision(council)):
            break
    if revision:
        _kept[council] = (revision, found)
    return found


def _revision(council: int) -> str:
    """What the database calls the present state. By hand, for this is asked all the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM people_revision WHERE council_id = %s", [council])
        row = cursor.fetchone()
    return str(row[0]) if row else ""
