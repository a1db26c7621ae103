from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=200)),
                ("argument", models.BigIntegerField()),
                ("variant", models.CharField(blank=True, max_length=20)),
                ("made_from", models.CharField(max_length=64)),
                ("pdf", models.BinaryField()),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "argument", "variant"), name="paper_once_per_record"
                    )
                ],
            },
        ),
    ]
