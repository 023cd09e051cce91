"""Every row of the index over a case, as plain values: for comparing before and after."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms.models import model_to_dict

from moothall.cases.models import (
    Case,
    Clock,
    Entry,
    Notice,
    Party,
    Registered,
    Searchable,
    Viewer,
)

BESIDE: tuple[type[models.Model], ...] = (
    Party,
    Entry,
    Viewer,
    Clock,
    Registered,
    Searchable,
    Notice,
)
TABLES: tuple[type[models.Model], ...] = (Case, *BESIDE)


def rows_of(case: Case) -> dict[str, Any]:
    """By table; without row numbers, which are not the same when the index was written anew."""
    found: dict[str, Any] = {"Case": model_to_dict(Case.objects.get(pk=case.pk))}
    for model in BESIDE:
        rows = model._default_manager.filter(case=case).order_by("pk")
        plain = [{k: v for k, v in model_to_dict(one).items() if k != "id"} for one in rows]
        found[model.__name__] = sorted(plain, key=repr)
    return found
