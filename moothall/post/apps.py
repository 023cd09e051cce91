"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "moothall.post"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from moothall.cases import verify
        from moothall.post import store

        verify.also(store.wrong)
