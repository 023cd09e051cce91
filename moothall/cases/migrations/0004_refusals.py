"""Refused attempts, and whatever else is asked of one act, are found without the other events."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lists")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["council", "act", "-council_seq"], name="event_act"),
        ),
    ]
