"""More words to find by: who speaks for a group, when it meets, who presented with whom."""

from functools import partial

from django.db import migrations

from outreach import search_index

TABLES = ("outreach_presentation", "outreach_communitygroup", "outreach_representative")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_search")]

    operations = [
        migrations.RunPython(partial(search_index.build, tables=TABLES), migrations.RunPython.noop)
    ]
