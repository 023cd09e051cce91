"""The table of how somebody wants to be told; what follows from it is in `hours.py`.

Part of `models.py`, which is what everybody imports.
"""

from __future__ import annotations

from django.db import models

LAST_HOUR = 24  # an end of the day, in whole hours of local time


class Preference(models.Model):
    """How one person is told of what is not urgent, and within which hours."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", "Each on its own, as it happens"
        DIGEST = "digest", "All together, once a day"

    class Days(models.TextChoices):
        WORKING = "working", "On days on which the council works"
        EVERY = "every", "Every day"

    council = models.ForeignKey("people.Council", on_delete=models.PROTECT)
    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="preference"
    )
    how = models.CharField(max_length=10, choices=How, default=How.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(default=9)
    days = models.CharField(max_length=10, choices=Days, default=Days.WORKING)
    starts = models.PositiveSmallIntegerField(default=8)  # the first hour, from 0
    ends = models.PositiveSmallIntegerField(default=18)  # the hour at which it is over, up to 24
    remind_before = models.PositiveSmallIntegerField(default=2)  # working days; 0: not before

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends"), ends__lte=LAST_HOUR),
                name="preference_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    digest_hour__gte=models.F("starts"), digest_hour__lt=models.F("ends")
                ),
                name="preference_digest_within_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.person} is told"
