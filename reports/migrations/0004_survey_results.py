"""Reports on the results of a survey, besides those on a month, a quarter or a year."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from reports import kept


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_initial"),
        ("policies", "0001_initial"),
        ("reports", "0003_issued_is_not_removed"),
        ("surveys", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite copies the table, and its triggers would stay behind.
        migrations.RunPython(kept.let_go, kept.keep),
        migrations.RemoveConstraint(
            model_name="report", name="report_once_per_period_and_revision"
        ),
        migrations.AddField(
            model_name="report",
            name="survey",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="surveys.survey",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=Q(survey=None),
                fields=("kind", "first_day", "last_day", "revision", "policy"),
                name="report_once_per_period_and_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=Q(survey__isnull=False),
                fields=("survey", "revision"),
                name="report_once_per_survey_and_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(kind="survey", survey__isnull=False)
                | (~Q(kind="survey") & Q(survey=None)),
                name="report_on_a_survey_names_it",
            ),
        ),
        migrations.RunPython(kept.keep, kept.let_go),
    ]
