"""Notices about restricted concerns are for command, as long as somebody belongs to it."""

from django.db import migrations, models

# Restricted concerns have a series of numbers of their own.
RESTRICTED = "/concerns/R-"


def mark(apps, editor):
    notices = apps.get_model("personnel", "Notice").objects
    notices.filter(url__contains=RESTRICTED).update(command_only=True)


class Migration(migrations.Migration):
    dependencies = [("personnel", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="command_only",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
