"""The table of holds. Placing, lifting and asking are in `holds.py`."""

from __future__ import annotations

from django.db import models

from moothall.people.models import Council, Person


class Hold(models.Model):
    """Nothing of a case, or of everything a person is part of, may be erased for now."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="holds")
    case = models.ForeignKey(  # exactly one of the two
        "cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(  # none: the command line
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, person=None)
                | models.Q(case=None, person__isnull=False),
                name="hold_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"  # no name: the log keeps it for ever
