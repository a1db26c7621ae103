"""A survey's results as rows and words: its domains in order, numbers rounded, what is hidden.

Everything comes from `surveys.results.results`, which hides what could tell one person: what is hidden
there is hidden here. No single answer and nobody's own words are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.utils.translation import override

from documents.frozen import Records
from policies.current import pack_of
from policies.packs import SurveyDomain
from reports.definitions import results_policy
from reports.sections.frame import day
from surveys.models import Survey
from surveys.questionnaires.coverage import OTHER, domains
from surveys.results.results import QuestionResult, SurveyResults

# Stands for every number that is hidden because too few gave it.
HIDDEN = "–"

Row = tuple[Any, ...]
Told = dict[str, Any]


class Table:
    """Rows that get their keys as they come."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.rows: list[Row] = []
        self.numbers = count(1)

    def add(self, row: Row, key: int | None = None) -> int:
        """The key the row stands under: its record's, or the next number."""
        self.rows.append((next(self.numbers) if key is None else key, *row))
        return int(self.rows[-1][0])

    @property
    def keys(self) -> list[int]:
        return [row[0] for row in self.rows]

    def records(self, columns: tuple[str, ...], link: str = "", link_by: int = 0) -> Records:
        return Records(self.title, columns, self.rows, link, link_by)


def by_domain(
    survey: Survey, results: SurveyResults
) -> Iterator[tuple[str, str, list[QuestionResult]]]:
    """(key, title, questions) of each domain in its policy's order; what has none at the end."""
    named = domains_of(survey)
    known = {one.key for one in named}
    for domain in named:
        if asked := [one for one in results.questions if one.domain == domain.key]:
            yield domain.key, domain.title, asked
    if rest := [one for one in results.questions if one.domain not in known]:
        yield OTHER, "Other questions" if named else "Questions", rest


def domains_of(survey: Survey) -> tuple[SurveyDomain, ...]:
    return domains(pack_of(results_policy(survey)))


def unasked(survey: Survey) -> list[str]:
    """The domains of its policy it does not ask about: a survey from a file may lack some."""
    asked = set(survey.questions.values_list("domain", flat=True))
    return [one.title for one in domains_of(survey) if one.key not in asked]


def heading(survey: Survey) -> Told:
    return {
        "title": words(survey.title),
        "opened": day(survey.opened_on),
        "closed": day(survey.closed_on),
    }


def words(text: object) -> str:
    """In English, whatever the language of whoever asks."""
    with override("en"):
        return str(text)


def rounded(value: float | None) -> float | None:
    """As it is printed and kept: one place after the point."""
    return None if value is None else round(value, 1)


def kept_share(percent: float | None) -> float | None:
    """As it is kept: whoever prints it without decimals rounds once (11.46 is 11, 11.5 were 12)."""
    return None if percent is None else round(percent, 4)


def shown(value: float | None) -> float | str:
    return HIDDEN if value is None else round(value, 1)
