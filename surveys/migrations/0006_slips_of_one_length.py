"""Slips that wait are sealed anew: all of one length, and without the moment they came."""

from cryptography.fernet import InvalidToken
from django.db import migrations

from personnel.sealing import opened
from surveys.wishes.letterbox import PURPOSE, slip_of


def seal_anew(apps, schema_editor):
    """In the order of their keys, which tells nothing. What another key sealed stays as it is."""
    slips = apps.get_model("surveys", "WishSlip").objects.using(schema_editor.connection.alias)
    for slip in slips.order_by("key").iterator():
        try:
            words = opened(slip.sealed, PURPOSE).rstrip(" ")
        except InvalidToken:
            continue
        slips.filter(pk=slip.pk).update(sealed=slip_of(words))


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_half_steps")]

    operations = [migrations.RunPython(seal_anew, migrations.RunPython.noop, elidable=True)]
