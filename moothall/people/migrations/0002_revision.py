"""Every change of a council's people gives it a new revision: see `revising.py`."""

import django.db.models.deletion
from django.db import migrations, models

from moothall.people.revising import install


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "council",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="people.council",
                    ),
                ),
                ("token", models.CharField(max_length=36)),
            ],
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
