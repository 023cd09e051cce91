"""The table of mails that go out. Writing them is in `telling.py`, sending them is `post`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from moothall.cases.models import Attachment


class Outgoing(models.Model):
    """A mail to one recipient, written with the act that caused it and sent afterwards."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"  # given up, listed for a person
        WAITING = "waiting"  # for its reader's digest
        GATHERED = "gathered"  # in a digest, and not sent by itself
        WITHDRAWN = "withdrawn"  # what it would have said is no longer so, or no longer theirs

    council = models.ForeignKey("people.Council", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT)
    event = models.ForeignKey("cases.Event", null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)  # notice, quarantine reply, held
    routine = models.BooleanField(default=False)  # leaves within its reader's hours only
    says = models.CharField(max_length=10, default="all")  # how much, see `letters.Says`
    reminder = models.ForeignKey(
        "cases.Reminder", null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    digest = models.ForeignKey(  # in which one it was gathered
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathered"
    )
    once = models.CharField(max_length=120, unique=True)  # what makes it one and only one
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    message_id = models.CharField(max_length=255, unique=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    reply_to = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    attachments: models.ManyToManyField[Attachment, models.Model] = models.ManyToManyField(
        "cases.Attachment", blank=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="outgoing_due"),
            models.Index(fields=["person", "state"], name="outgoing_person"),
        ]
