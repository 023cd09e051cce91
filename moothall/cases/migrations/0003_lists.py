"""Lists are read off an index for each of their orders, and open cases without the ended ones."""

from typing import Any

from django.db import migrations, models


def mark_ended(apps: Any, editor: Any) -> None:
    """Viewers of ended cases say so."""
    apps.get_model("cases", "Viewer").objects.filter(case__ended=True).update(ended=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guards")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_queue"),
        migrations.RemoveIndex(model_name="case", name="case_state"),
        migrations.RemoveIndex(model_name="case", name="case_recent"),
        migrations.RemoveIndex(model_name="viewer", name="viewer_key"),
        migrations.AddField(
            model_name="viewer", name="ended", field=models.BooleanField(default=False)
        ),
        migrations.RunPython(mark_ended, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["council", "ended", "-urgent", "queue_due", "id"], name="case_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["council", "ended", "-urgent", "-updated_at", "-id"], name="case_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["council", "ended", "-urgent", "opened_at", "id"], name="case_oldest"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["council", "ended", "-urgent", "kind", "number"], name="case_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "council",
                    "ended",
                    "state",
                    "kind",
                    "area",
                    "owner",
                    "owner_post",
                    "urgent",
                    "next_due",
                ],
                name="case_filters",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area", "-updated_at"], name="case_area_newest"),
        ),
        migrations.AddIndex(
            model_name="viewer",
            index=models.Index(fields=["key", "ended", "case", "circle"], name="viewer_key"),
        ),
    ]
