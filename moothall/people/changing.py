"""The one way in which people and settings are changed: each change is written down with it.

Business is changed by `moothall.cases.perform` and nowhere else; who is who, posts, absences and a
council's settings are changed here and nowhere else. Pages, imports and the command line call it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from moothall.people.directory import forget
from moothall.people.models import Change, Council, Person

Row = TypeVar("Row", bound=models.Model)


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

    def add(self, row: Row) -> Row:
        """Writes a new row. Raises ValidationError where the row cannot be meant."""
        self._own(row)
        with transaction.atomic():
            row.save(force_insert=True)
            self._note(Change.Action.ADDED, row, before={}, after=columns(row))
        return row

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

    def _own(self, row: models.Model) -> None:
        """Raises ValueError for a row of another council."""
        number = row.pk if isinstance(row, Council) else getattr(row, "council_id", None)
        if number != self.council.pk:
            raise ValueError(f"{row!r} does not belong to {self.council}.")

    def _note(
        self, action: str, row: models.Model, *, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        Change.objects.create(
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
        forget(self.council.pk)


def columns(row: models.Model) -> dict[str, Any]:
    """What stands in a row, by column, as the log keeps it."""
    found = {
        one.attname: one.value_from_object(row)
        for one in row._meta.concrete_fields
        if not one.primary_key
    }
    plain: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain
