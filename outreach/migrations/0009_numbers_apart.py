"""Restricted concerns get numbers without an order; notices that name the old ones name the new.

The old numbers are gone for good: as long as one of them led somewhere, trying them in turn would
show which are missing. Keys stay, since the audit log names records by them.
"""

from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

from outreach.apart import SERIES, number_apart


def renumber(apps: Any, editor: Any) -> None:
    alias = editor.connection.alias
    concerns = apps.get_model("outreach", "Concern").objects.using(alias)
    notices = apps.get_model("personnel", "Notice").objects.using(alias)
    for key, old in list(concerns.filter(restricted=True).values_list("pk", "number")):
        new = number_apart()
        concerns.filter(pk=key).update(number=new)
        told = {name: Replace(F(name), Value(old), Value(new)) for name in ("text", "url")}
        notices.filter(text__contains=old).update(**told)
        notices.filter(url__contains=old).update(**told)
    apps.get_model("outreach", "NumberSeries").objects.using(alias).filter(prefix=SERIES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0008_notes_of_more_kinds"),
        ("personnel", "0003_signing_in"),
    ]

    operations = [migrations.RunPython(renumber, migrations.RunPython.noop)]
