"""The table of rungs that were climbed: which reminder of which day of a clock there has been.

When one is due is in `reminding.py`; the mails that carry it are Outgoing rows. Clocks are an
index that is written anew from the events, so a rung names its clock by case and number.
"""

from __future__ import annotations

from django.db import models


class Reminder(models.Model):
    """One rung for one day of a clock. A day that moves has rungs of its own."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveSmallIntegerField()  # of the clock, within the case
    due = models.DateField()  # the day it is about
    rung = models.CharField(max_length=120)  # before, passed, or a rule of the protocol
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number", "due", "rung"], name="each_rung_once")
        ]

    def __str__(self) -> str:
        return f"{self.case}: clock {self.number}, {self.due}, {self.rung}"
