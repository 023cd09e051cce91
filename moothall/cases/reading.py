"""That somebody was shown confidential matter. A table, part of `models.py`; see `readings.py`."""

from __future__ import annotations

from django.db import models

from moothall.people.models import Council, Person


class Reading(models.Model):
    """Somebody was shown confidential matter: of which case, when, by which way (page, file …).

    No part of the chain, and kept for a time of its own (`readings.py`).
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="readings")
    attachment = models.ForeignKey("Attachment", null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()
    through = models.CharField(max_length=20)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["council", "-at"], name="reading_newest"),
            models.Index(fields=["case", "-at"], name="reading_of_case"),
        ]
