"""Keys with a last day, confidential cases, and who was shown confidential matter."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_holds"),
        ("people", "0010_break_glass"),
    ]
    operations = [
        migrations.AddField(
            model_name="case", name="confidential", field=models.BooleanField(default=False)
        ),
        migrations.RemoveConstraint(model_name="viewer", name="viewer_once"),
        migrations.RemoveIndex(model_name="viewer", name="viewer_key"),
        migrations.AddField(
            model_name="viewer", name="until", field=models.DateField(default=datetime.date.max)
        ),
        migrations.AddConstraint(
            model_name="viewer",
            constraint=models.UniqueConstraint(
                fields=("case", "circle", "key", "until"), name="viewer_once"
            ),
        ),
        migrations.AddIndex(
            model_name="viewer",
            index=models.Index(
                fields=["key", "ended", "case", "circle", "until"], name="viewer_key"
            ),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("through", models.CharField(max_length=20)),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.attachment",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="cases.case",
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.council"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["council", "-at"], name="reading_newest"),
                    models.Index(fields=["case", "-at"], name="reading_of_case"),
                ],
            },
        ),
    ]
