"""When the open link to set a password was made. Old code serves on: the column may stay empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0004_the_log_only_grows")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
