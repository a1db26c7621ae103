"""Ends every session once: until now the database held the very keys that stood in the cookies, and
backups, which may be in other hands, hold them too. Everybody signs in again."""

from django.db import migrations


def end_all(apps, editor):
    alias = editor.connection.alias
    for app, model in (("usersessions", "UserSession"), ("sessions", "Session")):
        apps.get_model(app, model).objects.using(alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0003_guards_against_other_removals"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(end_all, migrations.RunPython.noop)]
