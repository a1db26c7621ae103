from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_questions_are_kept"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="answer",
            name="answer_by_mark",
        ),
        migrations.RemoveIndex(
            model_name="answer",
            name="answer_to_be_placed",
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["survey", "mark", "placed"], name="answer_by_mark"),
        ),
    ]
