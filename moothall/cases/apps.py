"""The Django application of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "moothall.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_restore, sender=self)


def _restore(using: str, plan: Any = (), **_: Any) -> None:
    """After migrations: what the database itself holds to must still be there."""
    from moothall.cases.guards import restore

    connection = connections[using]
    if plan and "cases_searchable" in connection.introspection.table_names():
        restore(connection)
