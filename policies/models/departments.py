from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q


class Department(models.Model):
    """The one department this installation serves."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    unit = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60)
    # The month the reporting year begins in: 1 is January, 7 is July.
    year_starts = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="department_is_the_only_one"),
            models.CheckConstraint(
                condition=Q(year_starts__gte=1, year_starts__lte=12),
                name="department_year_starts_in_a_month",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
