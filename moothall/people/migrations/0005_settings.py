"""A council's own default of who may see new business, and its other addresses."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_elections_and_switches"),
    ]

    operations = [
        migrations.AddField(
            model_name="council",
            name="other_addresses",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="council",
            name="privacy_defaults",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
