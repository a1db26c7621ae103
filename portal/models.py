from __future__ import annotations

from datetime import date

from django.db import connection, models

# One statement, so that two forms that arrive at once are two, on SQLite as on PostgreSQL.
ANOTHER = """
    INSERT INTO portal_networkcount (digest, day, forms) VALUES (%s, %s, 1)
    ON CONFLICT (digest) DO UPDATE SET forms = portal_networkcount.forms + 1
    RETURNING forms
"""


class NetworkCountManager(models.Manager["NetworkCount"]):
    def another(self, digest: str, day: date) -> int:
        """Count one more form, and say how many that makes."""
        with connection.cursor() as cursor:
            cursor.execute(ANOTHER, [digest, day])
            return int(cursor.fetchone()[0])


class NetworkCount(models.Model):
    """How many forms came from one network on one day, by a digest only that day's key can make.

    It names no network and no survey, and goes away with its day (`portal.networks`).
    """

    digest = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)
    forms = models.PositiveIntegerField()

    objects = NetworkCountManager()

    def __str__(self) -> str:
        return f"{self.forms} on {self.day}"
