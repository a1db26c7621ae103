"""The full-text index; the same statements make it anew after a table was remade."""

from django.db import migrations

from outreach import search_index


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    operations = [migrations.RunPython(search_index.build, search_index.drop)]
