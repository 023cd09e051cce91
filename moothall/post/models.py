"""Incoming mail: every message ever received, kept whole, with what became of it.

Tables only. The bytes stand in the data folder; the row is written before the receiving server
is told that the message is ours.
"""

from __future__ import annotations

from django.db import models

from moothall.cases.models import Case, Event
from moothall.people.models import Council, Person


class Mail(models.Model):
    class Outcome(models.TextChoices):
        PENDING = "pending"  # received and safe, not yet handled
        CASE = "case"
        REPLY = "reply"
        IGNORED = "ignored"
        QUARANTINED = "quarantined"

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=998, blank=True)
    # The same bytes twice are one mail: the digest of the council and of the bytes.
    once = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.JSONField(default=list)
    sender = models.CharField(max_length=320, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    subject = models.CharField(max_length=998, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.PENDING)
    why = models.TextField(blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT)
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT)
    tries = models.PositiveSmallIntegerField(default=0)
    handled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # bytes, addresses and words are gone
    released_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="released_mail"
    )

    class Meta:
        indexes = [
            models.Index(fields=["council", "outcome", "-received_at"], name="mail_outcome"),
            models.Index(fields=["council", "message_id"], name="mail_message_id"),
        ]


class PoliteAnswer(models.Model):
    """When a stranger was last answered: at most once a day."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT)
    address = models.CharField(max_length=320)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "address"], name="answered_once")]
