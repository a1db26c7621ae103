"""From here on the database refuses to change an issued report, its parts and its PDF."""

from django.db import migrations

from reports import kept


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(kept.keep, kept.let_go)]
