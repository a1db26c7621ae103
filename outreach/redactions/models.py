from __future__ import annotations

from django.db import models


class RedactedRow(models.Model):
    """That words were taken out of what one row of a file said, so that no file brings them back;
    or out of a report or an evaluation, so that counting it anew does not.

    It holds no word: `row` and `digest` are keyed with the installation's secret, and `length` says
    only how many letters to look at. Whoever has the secret and the database could try out names.
    """

    # A kind of file, or “report” or “evaluation”.
    kind = models.CharField(max_length=20)
    row = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    length = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row", "digest"], name="words_of_a_row_are_redacted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row[:12]}"
