from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from i18nfield.fields import I18nCharField

from policies.models import Topic
from records.versions import Versioned
from surveys.questionnaires.models.surveys import Survey


class Question(Versioned):
    """One question, in English and Spanish, about one domain of the policy (K-IV.U, C-5).

    `options` of a choice are `{"value": "often", "text": {"en": …, "es": …}}` in their order.
    """

    class Kind(models.TextChoices):
        RATING = "rating", "A rating on a scale"
        CHOICE = "choice", "One of several choices"
        CHOICES = "choices", "Any of several choices"
        NUMBER = "number", "A number"
        TEXT = "text", "Own words"
        AREA = "area", "The area one lives in"

    WITH_RANGE = (Kind.RATING, Kind.NUMBER)
    WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES)

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    submission = models.UUIDField(default=uuid4, unique=True, editable=False)
    # A domain of the policy, or "other".
    domain = models.CharField(max_length=40, default="other")
    kind = models.CharField(max_length=10, choices=Kind)
    text = I18nCharField(max_length=300)
    hint = I18nCharField(max_length=200, blank=True)
    low = models.IntegerField(null=True, blank=True)
    high = models.IntegerField(null=True, blank=True)
    # A scale whose points lie half a point apart: 1, 1.5, 2.
    half_steps = models.BooleanField(default=False, db_default=False)
    # What the two ends of a scale stand for: “Very unsafe”, “Very safe”.
    low_label = I18nCharField(max_length=60, blank=True)
    high_label = I18nCharField(max_length=60, blank=True)
    options = models.JSONField(default=list, blank=True)
    dont_know = models.BooleanField(default=False)
    # What stands for “don't know” in a file of answers (`surveys.answer_files` reads it): ["6", "N/A"].
    dont_know_values = models.JSONField(default=list, blank=True)
    # A program topic the question is about: the program's evaluation shows its result.
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="questions"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="question_key_once_per_survey"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(kind="area"), name="question_area_once_per_survey"
            ),
            models.CheckConstraint(
                name="question_rating_has_its_ends",
                condition=~Q(kind="rating")
                | Q(low__isnull=False, high__isnull=False, low__lt=models.F("high")),
            ),
            models.CheckConstraint(
                name="question_half_steps_are_of_a_rating",
                condition=Q(half_steps=False) | Q(kind="rating"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def is_scale(self) -> bool:
        return self.kind == self.Kind.RATING

    @property
    def points(self) -> Sequence[int | float]:
        """The values of a rating, lowest first; whole ones are whole numbers."""
        if self.low is None or self.high is None:
            return range(0)
        if not self.half_steps:
            return range(self.low, self.high + 1)
        halves = range(2 * self.low, 2 * self.high + 1)
        return [n / 2 if n % 2 else n // 2 for n in halves]

    @property
    def option_values(self) -> list[str]:
        return [option["value"] for option in self.options]

    def label_of(self, value: str, language: str = "en") -> str:
        """The words of one option in `language`, in English where it has none."""
        texts: dict[str, Any] = next(
            (option["text"] for option in self.options if option["value"] == value), {}
        )
        return str(texts.get(language) or texts.get("en") or value)
