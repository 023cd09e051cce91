"""Codes for signing in. Tables only; the flow is in `sign_in.py`."""

from __future__ import annotations

from django.db import models

from moothall.people.models import Council, Person


class SignInCode(models.Model):
    """A six-digit code that was sent to an address; only its keyed digest is kept."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE)  # none: unknown address
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["council", "address", "-made_at"], name="code_address")]
