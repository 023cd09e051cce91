"""The Django application of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "moothall.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from moothall.people import wall  # noqa: F401 -- every connection begins with it

        post_migrate.connect(_restore, sender=self)


def _restore(using: str, plan: Any = (), **_: Any) -> None:
    """After migrations: what the database itself holds to must still be there."""
    from moothall.people import wall
    from moothall.people.revising import restore

    connection = connections[using]
    if plan:
        wall.install(connection)
    if plan and "people_revision" in connection.introspection.table_names():
        restore(connection)
