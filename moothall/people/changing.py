"""The one way in which people and settings are changed: each change is written down with it.

Business is changed by `moothall.cases.perform` and nowhere else; who is who, posts, absences and a
council's settings are changed here and nowhere else. Pages, imports and the command line call it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from moothall.people.directory import forget
from moothall.people.models import Change, Council, Person
from moothall.worktime import LONDON

ERASED = "(erased)"  # stands in the log for what a person was known by
Row = TypeVar("Row", bound=models.Model)


class CannotChange(ValueError):
    """What was asked for cannot be: `problems` says why, by the name of the answer at fault."""

    def __init__(self, **problems: str) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Changing:
    """Who changes a council's people or settings, when, and by which way (page, import …).

    Everything changed with one of these is one batch in the log.
    """

    council: Council
    by: Person | None  # none: the command line
    at: datetime
    through: str
    batch: str = field(default_factory=lambda: str(uuid4()))

    @property
    def on(self) -> date:
        """The day of the change, in the council's local time."""
        return self.at.astimezone(LONDON).date()

    def add(self, row: Row) -> Row:
        """Writes a new row. Raises ValidationError where the row cannot be meant."""
        self._own(row)
        with transaction.atomic():
            row.save(force_insert=True)
            self._note(Change.Action.ADDED, row, before={}, after=columns(row))
        return row

    def add_all(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Writes many new rows of one table, as `add` does each, with a few statements."""
        for row in rows:
            self._own(row)
        if rows:
            with transaction.atomic():
                type(rows[0])._default_manager.bulk_create(rows)
                added = Change.Action.ADDED
                Change.objects.bulk_create(
                    self._noted(added, row, before={}, after=columns(row)) for row in rows
                )
            forget(self.council.pk)
        return rows

    def change(self, row: Row, **values: Any) -> bool:
        """Gives a row these values; whether anything was different. Nothing else is saved.

        Compared with what the database holds now, not with what the caller read earlier.
        """
        self._own(row)
        with transaction.atomic():
            model = type(row)
            now = model._default_manager.select_for_update().get(pk=row.pk)
            before = columns(now)
            for name, value in values.items():
                setattr(now, name, value)
                setattr(row, name, value)
            after = columns(now)
            differing = [name for name in after if after[name] != before[name]]
            if not differing:
                return False
            now.save(update_fields=differing)
            self._note(
                Change.Action.CHANGED,
                now,
                before={name: before[name] for name in differing},
                after={name: after[name] for name in differing},
            )
        return True

    def remove(self, row: models.Model) -> None:
        """Deletes a row that nothing else names; people are ended, never removed."""
        self._own(row)
        with transaction.atomic():
            self._note(Change.Action.REMOVED, row, before=columns(row), after={})
            row.delete()

    def erase(self, row: models.Model, **values: Any) -> None:
        """Gives a row these values instead of what a person was known by; the log forgets the rest.

        What stood there is in no entry of the log: neither in this one nor, with
        `anonymising.py`, in those before.
        """
        self._own(row)
        with transaction.atomic():
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
            self._note(
                Change.Action.CHANGED,
                row,
                before=dict.fromkeys(values, ERASED),
                after={name: columns(row)[name] for name in values},
            )

    def note_export(self, person: Person, *, why: str) -> None:
        """Writes down that everything about a person was handed out, and why."""
        self._own(person)
        self._note(Change.Action.EXPORTED, person, before={}, after={"why": why})

    def _own(self, row: models.Model) -> None:
        """Raises ValueError for a row of another council."""
        number = row.pk if isinstance(row, Council) else getattr(row, "council_id", None)
        if number != self.council.pk:
            raise ValueError(f"{row!r} does not belong to {self.council}.")

    def _note(
        self, action: str, row: models.Model, *, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        self._noted(action, row, before=before, after=after).save(force_insert=True)
        forget(self.council.pk)

    def _noted(
        self, action: str, row: models.Model, *, before: dict[str, Any], after: dict[str, Any]
    ) -> Change:
        return Change(
            council=self.council,
            at=self.at,
            by=self.by.through.assistant if self.by and self.by.through else self.by,
            through=self.through,
            batch=self.batch,
            action=action,
            table=row._meta.model_name or "",
            row=row.pk,
            name=str(row)[:300],
            before=before,
            after=after,
        )


def columns(row: models.Model) -> dict[str, Any]:
    """What stands in a row, by column, as the log keeps it."""
    found = {
        one.attname: one.value_from_object(row)
        for one in row._meta.concrete_fields
        if not one.primary_key
    }
    plain: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain
