"""Whoever a council's ladder names has the name of a role of the vocabulary: managers too."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE, NOW = "managers", "promise.manager"


def _renamed(apps: Apps, was: str, name: str) -> None:
    council = apps.get_model("people", "Council")
    for one in council._default_manager.exclude(ladder={}):
        one.ladder = {name if role == was else role: after for role, after in one.ladder.items()}
        one.save(update_fields=["ladder"])


def forward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _renamed(apps, BEFORE, NOW)


def back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _renamed(apps, NOW, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("people", "0012_preferences")]
    operations = [migrations.RunPython(forward, back)]
