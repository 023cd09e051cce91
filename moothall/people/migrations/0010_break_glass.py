"""Who may open a case that is not theirs, with a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_assistance")]
    operations = [
        migrations.AddField(
            model_name="council",
            name="break_glass",
            field=models.CharField(default="monitoring_officer", max_length=40),
        ),
    ]
