import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def to_member():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def an_id():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0013_when_it_happened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionHanding",
            fields=[
                ("id", an_id()),
                ("at", models.DateTimeField()),
                ("due_before", models.DateField()),
                ("due_on", models.DateField()),
                ("reason", models.TextField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handings",
                        to="outreach.action",
                    ),
                ),
                ("before", to_member()),
                ("by", to_member()),
                ("to", to_member()),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(before=F("to")), name="action_handing_is_to_somebody_else"
                    ),
                    models.CheckConstraint(
                        condition=~Q(reason=""), name="action_handing_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", an_id()),
                ("about", models.CharField(max_length=30)),
                ("key", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("by", to_member()),
                ("to", to_member()),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("about", "key", "to", "on"), name="reminder_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=~Q(to=F("by")), name="reminder_is_of_somebody_else"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="actionprogress",
            name="happened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="referralcheck",
            name="happened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="actionprogress",
            constraint=models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
                name="action_progress_happened_before_it_was_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="referralcheck",
            constraint=models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=F("at")),
                name="referral_check_happened_before_it_was_written",
            ),
        ),
    ]
