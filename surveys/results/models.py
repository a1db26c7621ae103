from __future__ import annotations

from django.db import models

from surveys.questionnaires.models.surveys import Survey


class Tally(models.Model):
    """How often a value was given to a question in one area: what results are read from.

    Made from answers by `folding` and from nothing else, so it can be rebuilt at any time. The
    question "" counts the answers themselves; `surveys.values` names the values that are none.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tallies")
    area = models.CharField(max_length=80, blank=True)
    question = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=80, blank=True)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "area", "question", "value"], name="tally_one_row_per_cell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.value}: {self.n}"
