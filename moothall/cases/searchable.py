"""The words of events, for searching. A table, part of `models.py`; see `search.py`."""

from __future__ import annotations

from django.db import models


class Searchable(models.Model):
    """The words of one event, for searching; seen by whoever may see its circle."""

    event = models.OneToOneField("Event", on_delete=models.PROTECT, primary_key=True)
    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="searchable")
    circle = models.CharField(max_length=40)
    text = models.TextField()
