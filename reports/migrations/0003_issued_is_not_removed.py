"""From here on nothing of an issued report is removed, and the steps of a report stand."""

from django.db import migrations

from reports import kept


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_issued_is_kept")]

    # Going back to 0001 takes them all away.
    operations = [migrations.RunPython(kept.keep, migrations.RunPython.noop)]
