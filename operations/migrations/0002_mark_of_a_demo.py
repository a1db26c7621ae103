"""Marks a database that is empty under DEMO=1 as a demo's inside, for good; all others never.

A demo of an earlier version is known by its people: every account has an address of the domain that
is set aside for examples. One with any other account stays unmarked, and DEMO=1 no longer opens it.
"""

from django.conf import settings
from django.db import migrations

from operations.demo_mark import TABLE, holds_only_invented


def mark(apps, editor):
    with editor.connection.cursor() as cursor:
        if settings.DEMO and holds_only_invented(cursor):
            cursor.execute(f"CREATE TABLE {TABLE} (made_by varchar(20))")


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_initial"), ("personnel", "0003_signing_in")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
