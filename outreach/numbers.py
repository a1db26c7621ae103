from __future__ import annotations

from django.db import models
from django.db.models import F


class NumberSeriesManager(models.Manager["NumberSeries"]):
    def take(self, prefix: str, year: int, count: int = 1) -> list[str]:
        """The next `count` numbers of a series, `C-2026-0047` and on.

        Call it inside the transaction that uses them: the row stays locked until it ends, so
        two people never get the same number and a roll-back leaves no gap.
        """
        series, _ = self.get_or_create(prefix=prefix, year=year)
        self.filter(pk=series.pk).update(last=F("last") + count)
        last = self.values_list("last", flat=True).get(pk=series.pk)
        return [f"{prefix}-{year}-{n:04d}" for n in range(last - count + 1, last + 1)]


class NumberSeries(models.Model):
    """How far the numbers of one kind of record have got in one year."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = NumberSeriesManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
