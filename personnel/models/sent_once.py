from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# A page that old is in no browser's history any more that somebody still goes back in.
KEPT_FOR = timedelta(days=30)


class SentOnceQuerySet(models.QuerySet["SentOnce"]):
    def outdated(self, moment: datetime) -> SentOnceQuerySet:
        return self.filter(at__lt=moment - KEPT_FOR)


class SentOnce(models.Model):
    """That a member's form made its record, so that the same form makes no second one.

    It holds no word of what was typed: `digest` is keyed with the installation's secret, and `url`
    is where the form led.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = SentOnceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="form_is_sent_once"),
        ]
        indexes = [models.Index(fields=["at"], name="sent_once_moment")]

    def __str__(self) -> str:
        return str(self.key)
