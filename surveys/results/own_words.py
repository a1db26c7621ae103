"""What people wrote in their own words, in an order that tells nothing (row 31)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import JSONField, KeyTextTransform
from django.db.models.functions import Cast
from django.utils.functional import cached_property

from surveys.models import Question, Survey

# A list is counted, paged through and taken away as a file up to here.
MOST = 10_000


def written_to(survey: Survey, question: Question, words: str = "") -> QuerySet[Any]:
    """The counted answers that say something to `question`, each with `said`.

    `words`: those that hold each of these, in any case. They stand in the order of their keys,
    which are random (`surveys.results.folding.mix`).
    """
    # Canonical JSON names a key in one way only, so most answers need not be taken apart.
    named = survey.answers.counted().filter(content__contains=f"{json.dumps(question.key)}:")
    as_json = Cast("content", JSONField())
    said = named.annotate(said=Cast(KeyTextTransform(question.key, as_json), CharField()))
    found = said.exclude(said=None)
    for word in words.split():
        found = found.filter(said__icontains=word)
    return found.order_by("pk")


def texts_of(found: QuerySet[Any]) -> Iterator[str]:
    yield from found.values_list("said", flat=True)[:MOST].iterator(chunk_size=1_000)


class TextPages(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is never counted to its end."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST].values("pk").count()  # type: ignore[attr-defined,no-any-return]
