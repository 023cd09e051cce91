"""Messages whose words are gone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("post", "0002_message_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
