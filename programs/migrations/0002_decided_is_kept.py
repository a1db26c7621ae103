from django.db import migrations

from programs import kept


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunPython(kept.keep, kept.let_go)]
