"""A scale may have half steps. SQLite copies the table for the constraint, so the guards go along."""

from django.db import migrations, models

from surveys import kept


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_held_apart_and_wishes_sealed"),
    ]

    operations = [
        migrations.RunPython(kept.let_go, kept.keep),
        migrations.AddField(
            model_name="question",
            name="half_steps",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("half_steps", False), ("kind", "rating"), _connector="OR"),
                name="question_half_steps_are_of_a_rating",
            ),
        ),
        migrations.RunPython(kept.keep, kept.let_go),
    ]
