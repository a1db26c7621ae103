from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from surveys.questionnaires.models.surveys import Survey


class AnswerFile(models.Model):
    """A file of answers that was brought in, as a whole: who, when, how it was read, what became of it.

    None of its rows is kept beside it: a row is one person's answers, and `Answer` lies in no order.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Each column in the file's order, and the keys or fields it was taken for, none for a column
    # that was not brought in: [["Q1", ["safe"]]].
    columns: Any = models.JSONField(default=list)
    # The counts, what was noticed, and which answers were refused, without what they said.
    told: Any = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_file_undone_has_who_and_when",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("surveys:answer-file", args=[self.survey.key, self.pk])

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def holds(self) -> bool:
        """Whether the survey's answers are this file's: no later one replaced them."""
        return not self.is_undone and not self.survey.files.filter(pk__gt=self.pk).exists()
