"""Each entry that has its place gets a seal under the installation's key.

What the chain was without a key is proven first, by `audit.keying`. A log that is not whole is sealed
as it stands: its faults stay named for as long as there is a log, and nobody is locked out.
"""

from django.db import migrations, models

from audit import kept, keying


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_log")]

    operations = [
        migrations.RunPython(kept.let_go, kept.keep),
        migrations.RemoveConstraint("entry", "entry_has_place_and_digest_together"),
        migrations.AddField(
            "entry",
            "seal",
            models.CharField(
                blank=True,
                db_default="",
                help_text="Of this and all before it, keyed.",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            "entry",
            "digest",
            models.CharField(
                blank=True,
                db_default="",
                help_text="The same without a key, as the first versions chained entries.",
                max_length=64,
            ),
        ),
        migrations.RunPython(keying.seal_what_was_chained, migrations.RunPython.noop),
        # The sealer of a version that still runs writes no seal, and is refused from here on.
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=models.Q(place=None, digest="", seal="")
                | (models.Q(place__gte=1) & ~models.Q(seal="")),
                name="entry_has_place_and_seal_together",
            ),
        ),
        migrations.RunPython(kept.keep, kept.let_go),
    ]
