from __future__ import annotations

from datetime import date

from django.db import models

from records.wording import day_words


class CatalogueQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def offered(self) -> CatalogueQuerySet:
        """What a form offers; what was retired stays on the records that used it."""
        return self.filter(retired_on=None)


class CatalogueEntry(models.Model):
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Category(CatalogueEntry):
    """What a concern is about; the first five are the intake form's tiles."""

    class Meta(CatalogueEntry.Meta):
        verbose_name_plural = "categories"


class Topic(CatalogueEntry):
    """A program topic of the policy (K-IV.Q, P-IV.A)."""

    LONGEST_WHY = 300

    audience = models.CharField(max_length=120, blank=True)
    # Set when the program that used it was discontinued: nothing new is presented from this day.
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.CharField(max_length=LONGEST_WHY, blank=True)

    def closed_words(self, day: date) -> str:
        """Why nothing is presented under this topic on `day`; "" when it is open then."""
        if self.closed_on is None or day < self.closed_on:
            return ""
        before = f"Sessions held before {day_words(self.closed_on)} can still be reported."
        return f"“{self.name}” is closed. {self.closed_why} {before}"
