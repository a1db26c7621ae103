"""Finding records by the words in them, the same on SQLite and on PostgreSQL.

Words are matched from their beginning, in any order, without regard to accents or capitals:
“telefonica” finds “Telefónica”, “light” finds “lights”. Signs (% _ " -) only part words. See
`outreach.search_index` for what is indexed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

from django.db import connections
from django.db.models import BooleanField, F, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from outreach.models import CommunityGroup, Concern, Presentation
from policies.models import Topic

MOST_CHARACTERS = 200
MOST_WORDS = 12
# Shorter beginnings would match half of all words.
SHORTEST_BEGINNING = 3

Record = TypeVar("Record", bound=Model)


def words_of(typed: str) -> list[str]:
    """The words someone typed, at most MOST_WORDS of them; no word when there are only signs."""
    text = unicodedata.normalize("NFKC", typed[:MOST_CHARACTERS])
    return re.findall(r"[^\W_]+", text)[:MOST_WORDS]


def concerns_with(words: list[str], among: QuerySet[Concern]) -> QuerySet[Concern]:
    """Those of `among` whose number, summary, words or place hold every word; newest first."""
    found = _holding(words, among)
    if _is_postgres(found):
        # Without “+ 0” the planner reads a million rows backwards, hoping for a match.
        return found.order_by((F("pk") + 0).desc())
    return found.order_by("-pk")


def groups_with(words: list[str], among: QuerySet[CommunityGroup]) -> QuerySet[CommunityGroup]:
    """Those of `among` whose name, location or description holds every word, by name."""
    return _holding(words, among).order_by("name", "pk")


def presentations_with(words: list[str], among: QuerySet[Presentation]) -> QuerySet[Presentation]:
    """Those of `among` that hold every word, in their topic's name or their own; newest first."""
    topics = [(topic.pk, folded(topic.name)) for topic in Topic.objects.all()]
    for word in words:
        named = [pk for pk, name in topics if folded(word) in name]
        among = among.filter(_holds([word], among) | Q(topic__in=named))
    return among.order_by("-held_on", "-pk")


def folded(text: str) -> str:
    """`text` without accents and capitals."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def _holding(words: list[str], among: QuerySet[Record]) -> QuerySet[Record]:
    return among.filter(_holds(words, among)) if words else among.none()


def _holds(words: list[str], among: QuerySet[Record]) -> Q:
    """The condition that a row of `among`'s own table holds every word. Words hold no signs."""
    table = among.model._meta.db_table
    if _is_postgres(among):
        query = " & ".join(f"'{word}'{_beginning(word, ':*')}" for word in words)
        sql = f"\"{table}\".words @@ to_tsquery('liaison', %s)"
    else:
        query = " ".join(f'"{word}"{_beginning(word, "*")}' for word in words)
        sql = f'"{table}"."id" IN (SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s)'
    return Q(RawSQL(sql, [query], output_field=BooleanField()))


def _beginning(word: str, mark: str) -> str:
    return mark if len(word) >= SHORTEST_BEGINNING else ""


def _is_postgres(among: QuerySet[Record]) -> bool:
    return connections[among.db].vendor == "postgresql"
