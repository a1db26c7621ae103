"""What lists and desks are read by among a million concerns."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0003_words_of_people"),
        ("personnel", "0001_initial"),
        ("policies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="concern",
            name="concern_unanswered",
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", True)),
                fields=["answer_by", "logged_on", "restricted"],
                name="concern_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", True)),
                fields=["owner", "answer_by"],
                name="concern_unanswered_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", True)),
                fields=["officer", "answer_by"],
                name="concern_unanswered_by_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", True)),
                fields=["division", "answer_by"],
                name="concern_unanswered_in_division",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("answer_by__isnull", False)),
                fields=["answer_by", "answered_on"],
                name="concern_answer_due",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("review_by__isnull", False)),
                fields=["review_by"],
                name="concern_review_due",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("settled_on__isnull", True)),
                fields=["group"],
                name="concern_open_of_group",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                fields=["category", "logged_on", "restricted"], name="concern_category_logged"
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                fields=["channel", "logged_on", "restricted"], name="concern_channel_logged"
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                fields=["division", "logged_on", "restricted"], name="concern_division_logged"
            ),
        ),
    ]
