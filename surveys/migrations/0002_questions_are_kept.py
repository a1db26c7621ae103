from django.db import migrations

from surveys import kept


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunPython(kept.keep, kept.let_go)]
