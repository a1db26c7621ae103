"""What the database knows about how much there is, after much has come in."""

from __future__ import annotations

from django.db import connection

# Enough rows of an index to choose by, and a second's work on a million concerns.
ROWS_LOOKED_AT = 1_000


def renew_statistics() -> None:
    """Have SQLite count anew where that has changed what it would choose; outside a transaction.

    Without it, a list over many imported concerns is searched by the wrong index. PostgreSQL does
    this by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("PRAGMA optimize")
