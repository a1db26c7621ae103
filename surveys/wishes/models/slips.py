from __future__ import annotations

from datetime import date

from django.db import connection, models

from surveys.questionnaires.models.surveys import Survey

# Of two that arrive at once one is kept, on SQLite as on PostgreSQL.
DROP = """
    INSERT INTO surveys_wishslip (key, survey_id, "on", sealed) VALUES (%s, %s, %s, %s)
    ON CONFLICT (key) DO NOTHING
"""


class WishSlipManager(models.Manager["WishSlip"]):
    def drop(self, key: str, survey: Survey, on: date, sealed: str) -> None:
        """Put a slip into the letterbox; the one of a form that was sent before stays."""
        with connection.cursor() as cursor:
            cursor.execute(DROP, [key, survey.pk, on, sealed])


class WishSlip(models.Model):
    """What came beside an answer, sealed: a wish to be contacted, or nothing.

    Each answer from the web leaves one, so that nobody who looks at the table knows who left a
    wish. They are opened together, the day after or later (`surveys.wishes.letterbox`), and what
    they hold becomes contact wishes in an order that tells nothing. `key` is made from the number
    of the form with the site's key, and leads to no answer.
    """

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="slips")
    on = models.DateField(db_index=True)
    sealed = models.TextField()

    objects = WishSlipManager()

    def __str__(self) -> str:
        return f"A slip of {self.on}"
