"""How long each council keeps what was written, and handing out what is kept of a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_import_ending"),
    ]

    operations = [
        migrations.AddField(
            model_name="council",
            name="retention",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="change",
            name="action",
            field=models.CharField(
                choices=[
                    ("added", "Added"),
                    ("changed", "Changed"),
                    ("removed", "Removed"),
                    ("exported", "Exported"),
                ],
                max_length=10,
            ),
        ),
    ]
