"""How long lists are counted: up to a bound, beyond which a filter is what helps."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

# A list is counted, paged through and exported up to here; beyond it, a filter is what helps.
MOST = 10_000


def count_up_to_most(rows: QuerySet[Any]) -> int:
    """How many there are, counted no further than MOST."""
    return rows.order_by()[:MOST].values("pk").count()


class CountUpToMost(Subquery):
    """How many rows there are, as one column among others, counted no further than MOST."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by()[:MOST].values("pk"), output_field=IntegerField())


def count_words(count: int) -> str:
    """“612”, or “10,000+” where counting stopped."""
    return f"{count:,}" if count < MOST else f"{MOST:,}+"
