from django.db import migrations, models

from reports import kept


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_survey_results")]

    # SQLite copies a table whose columns change, and its triggers stay behind.
    operations = [
        migrations.RunPython(kept.let_go, kept.keep),
        migrations.AddField(
            model_name="report",
            name="audit_head",
            field=models.CharField(blank=True, db_default="", max_length=90),
        ),
        migrations.RunPython(kept.keep, kept.let_go),
    ]
