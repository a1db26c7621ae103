from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from policies.packs import Pack


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def of_the_policy(self) -> PolicyVersionQuerySet:
        """The versions of the policy adopted last; another policy's versions are history."""
        latest = PolicyVersion.objects.order_by("-pk").values("pack_key")[:1]
        return self.filter(pack_key=models.Subquery(latest))

    def in_force_on(self, day: date) -> PolicyVersion | None:
        """The version that ruled on `day`; the first one rules all days before it too."""
        versions = self.of_the_policy()
        ruling = versions.filter(effective_from__lte=day).order_by("-effective_from", "-pk")
        return ruling.first() or versions.order_by("effective_from", "-pk").first()


class PolicyVersion(models.Model):
    """One version of the department's policy: the whole pack as it was adopted.

    A version is in force until the next one of the same policy begins. It never changes:
    reports of its time keep following it.
    """

    pack_key = models.CharField(max_length=40)
    content = models.JSONField()
    effective_from = models.DateField()
    adopted_at = models.DateTimeField(default=timezone.now)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.content['policy']['number']}, from {self.effective_from}"

    @property
    def pack(self) -> Pack:
        return Pack.model_validate(self.content)


class Setting(models.Model):
    """The department's own number where it differs from the pack's default."""

    key = models.CharField(max_length=40, unique=True)
    value = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
