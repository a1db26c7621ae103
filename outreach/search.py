"""Finding records by the words in them, the same on SQLite and on PostgreSQL.

Words are matched from their beginning, in any order, without regard to accents or capitals:
“telefonica” finds “Telefónica”, “light” finds “lights”. Signs (% _ " -) only part words, and
signs alone find nothing. The search page and the words filter of each list ask here, so both find
the same. See `outreach.search_index` for what is indexed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from documents.spelling import folded
from outreach.models import CommunityGroup, Concern, Presentation, Representative
from policies.models import Topic

NUMBER = re.compile(r"[a-z]-\d{4}-\d{4,}|r-[0-9a-z]{4}-[0-9a-z]{4}", re.IGNORECASE)
MOST_CHARACTERS = 200
MOST_WORDS = 12
# Concerns of several sources that have the same number there.
MOST_OF_A_NUMBER = 50
# Shorter beginnings would match half of all words.
SHORTEST_BEGINNING = 3
# Words that so many concerns hold lead to none of them.
COMMON = 10_000


def words_of(typed: str) -> list[str]:
    """The words someone typed, at most MOST_WORDS of them; no word when there are only signs."""
    text = unicodedata.normalize("NFKC", typed[:MOST_CHARACTERS])
    return re.findall(r"[^\W_]+", text)[:MOST_WORDS]


def concerns_meant_by(typed: str) -> Q:
    """The condition that a concern is meant: by a whole number the one, else by words.

    The number that a source of imports gave it finds it too.
    """
    number = typed.strip()
    if NUMBER.fullmatch(number):
        return Q(number=number.upper())
    meant = concerns_with(words_of(typed))
    theirs = Concern.objects.exclude(external_id="").filter(external_id=number[:80])
    keys = list(theirs.order_by().values_list("pk", flat=True)[:MOST_OF_A_NUMBER])
    return Q(pk__in=keys) | meant if keys else meant


def concerns_with(words: list[str]) -> Q:
    """The condition that a concern's number, summary, words or place hold every word."""
    if not words:
        return Q(pk__in=())
    return Q(_holds(words, leads=not _are_common(words)))


def groups_with(words: list[str], among: QuerySet[CommunityGroup]) -> QuerySet[CommunityGroup]:
    """Those of `among` where every word stands in the group's own or with who speaks for it."""
    if not words:
        return among.none()
    for word in words:
        speaking = Representative.objects.filter(_holds([word])).order_by()
        among = among.filter(Q(_holds([word])) | Q(pk__in=speaking.values("group")))
    return among.order_by("name", "pk")


def presentations_with(words: list[str], among: QuerySet[Presentation]) -> QuerySet[Presentation]:
    """Those of `among` where every word stands in their own, the topic's name or the group's name.

    Newest first.
    """
    if not words:
        return among.none()
    topics = [(topic.pk, folded(topic.name)) for topic in Topic.objects.all()]
    for word in words:
        named = [pk for pk, name in topics if folded(word) in name]
        groups = CommunityGroup.objects.filter(_holds([word], column="name")).order_by()
        elsewhere = Q(topic__in=named) | Q(group__in=groups.values("pk"))
        among = among.filter(Q(_holds([word])) | elsewhere)
    return among.order_by("-held_on", "-pk")


class Holding(Func):
    """The condition that a record's indexed words, or one `column` of them, hold all `words`.

    Words hold no signs (`words_of`), so that none is taken for a part of the query. Unless
    `leads`, the index does not lead to the records: each that something else led to is looked at.
    """

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        key, index = self._key(compiler), f"{self._table}_words"
        query = _for_sqlite(self.extra["words"])
        if column := self.extra["column"]:
            query = f"{column} : ({query})"
        sign = "" if self.extra["leads"] else "+"
        return f"{sign}{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [query]

    def as_postgresql(
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[str]]:
        row = self._key(compiler).rpartition(".")[0]
        query = " & ".join(f"'{word}'{_beginning(word, ':*')}" for word in self.extra["words"])
        column = self.extra["column"]
        text = f"liaison_words({row}.{column})" if column else f"{row}.words"
        holds = f"{text} @@ to_tsquery('liaison', %s)"
        return holds if self.extra["leads"] else f"({holds}) IS TRUE", [query]

    def _key(self, compiler: Any) -> str:
        sql, _ = compiler.compile(self.source_expressions[0])
        return str(sql)

    @property
    def _table(self) -> str:
        key: Any = self.source_expressions[0]
        return str(key.target.model._meta.db_table)


def _holds(words: Iterable[str], *, column: str = "", leads: bool = True) -> Holding:
    return Holding(F("pk"), words=tuple(words), column=column, leads=leads)


def _are_common(words: list[str]) -> bool:
    """Whether COMMON concerns or more hold the words.

    Counted, since neither database knows: SQLite takes every list for short, and PostgreSQL
    guesses how often a beginning comes.
    """
    if connection.vendor == "sqlite":
        index = f"{Concern._meta.db_table}_words"
        holding = f"SELECT rowid FROM {index} WHERE {index} MATCH %s LIMIT {COMMON}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({holding})", [_for_sqlite(words)])
            return bool(cursor.fetchone()[0] == COMMON)
    return Concern.objects.filter(_holds(words)).order_by()[:COMMON].count() == COMMON


def _for_sqlite(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"{_beginning(word, "*")}' for word in words)


def _beginning(word: str, mark: str) -> str:
    return mark if len(word) >= SHORTEST_BEGINNING else ""
