"""The table of what wards became when their boundaries changed; the other tables: `models.py`.

What a ward is on a given day is in `succession.py`.
"""

from __future__ import annotations

from django.db import models


class Succession(models.Model):
    """A new ward takes in part or all of an old one, from the day on which the old one ends.

    Wards are split and merged, so that each may have several before and after it.
    """

    council = models.ForeignKey("people.Council", on_delete=models.PROTECT)
    old = models.ForeignKey("people.Area", on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey("people.Area", on_delete=models.PROTECT, related_name="precursions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old} is now in {self.new}"
