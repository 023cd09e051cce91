"""The table of batches. Doing one is in `bulk/`."""

from __future__ import annotations

import uuid

from django.db import models

from moothall.people.models import Council, Person


class Batch(models.Model):
    """Several acts that somebody did in one go. Its number stands in the event of each.

    Written before the first of them, so that what is sent twice is not done twice.
    """

    number = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT)  # as whom
    at = models.DateTimeField()  # the moment of every act in it
    kind = models.CharField(max_length=40)
    act = models.CharField(max_length=80)
    wanted = models.PositiveIntegerField()  # how many acts were asked for

    def __str__(self) -> str:
        return f"batch {self.number}"
