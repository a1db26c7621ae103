from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reports.models.reports import Report


class ReportPart(models.Model):
    """One part the policy requires: what was counted, frozen, and what the officer writes to it.

    `facts` holds the figures and tables a page needs; `records` the rows behind them as they
    were, opened only when someone asks for them. Both are canonical JSON text, so that the
    report's digest can be made again from what is stored, byte for byte.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    clause = models.CharField(max_length=20)
    facts = models.TextField(default="{}")
    records = models.TextField(default="{}")
    narrative = models.TextField(blank=True)
    narrative_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    narrative_at = models.DateTimeField(null=True, blank=True)
    # Counts saved narratives: a save names the one it was made from.
    narrative_version = models.PositiveIntegerField(default=0)
    # The records printed in full when there are too many for a page, as the officer chose them.
    of_note = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="part_once_per_report"),
            models.CheckConstraint(
                name="part_narrative_has_who_and_when",
                condition=Q(narrative_by=None, narrative_at=None)
                | Q(narrative_by__isnull=False, narrative_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def gathered(self) -> dict[str, Any]:
        """`facts` as data; see reports.sections.base for its shape."""
        return json.loads(self.facts)

    @cached_property
    def lists(self) -> dict[str, Any]:
        """`records` as data: the frozen rows, by the name figures give their list."""
        return json.loads(self.records)


class CommentQuerySet(models.QuerySet["Comment"]):
    def unsettled(self) -> CommentQuerySet:
        return self.filter(settled_at=None, reply_to=None)


class Comment(models.Model):
    """What a reviewer asks of one part, its replies, and when it was settled."""

    part = models.ForeignKey(ReportPart, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    reply_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_settled_has_who_and_when",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text
