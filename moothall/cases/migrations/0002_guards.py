"""Events are append-only and words searchable: see `guards.py`."""

from django.db import migrations

from moothall.cases.guards import install


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
