"""Registers that a council publishes. None, until it chooses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_break_glass"),
    ]

    operations = [
        migrations.AddField(
            model_name="council",
            name="public_registers",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
