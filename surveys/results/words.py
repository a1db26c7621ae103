"""Results in words: as a page shows them and as a file holds them, worded in this one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise

from policies.packs import Pack
from records.wording import nearest, number_words, share_words
from surveys.questionnaires.coverage import domains
from surveys.results.results import AreaResult, QuestionResult, Share, SurveyResults
from surveys.results.tabulation import WITH_MEAN
from surveys.wording import domain_title

# Stands for every number that is hidden, whatever it is.
HIDDEN = "–"

# What is hidden, and where: said on the page and in the report, and true of page, report and
# file alike (tests/surveys/results/test_words.py holds each sentence against random tables).
HIDING = (
    "Over all answers every number is shown of a question that at least 10 people answered.",
    (
        "By area a dash (–) stands for a number of 1 to 4 people, for what fewer than 10 people "
        "answered, or for a number that could give either away."
    ),
    "An area in which fewer than 10 people answered the survey is told together with others.",
    (
        "Of a question that fewer than 10 people in an area answered, no more is told there than how "
        "many they were and what all answers together tell."
    ),
)
HIDING_WORDS = " ".join(HIDING)

COLUMNS = (
    "Question",
    "Asked",
    "About",
    "Area",
    "Value",
    "Answer",
    "Count",
    "Percent",
    "Low",
    "High",
    "Answered",
    "Mean",
    "Don't know",
    "No answer",
    "Refused",
)
WHOLE = "All answers"
# Who gave no answer that counts, as columns of a table by area.
APART = {"dont_know": "Don't know", "no_answer": "No answer", "refused": "Refused"}


class Bar(NamedTuple):
    """One value of a question: its words, its bar (percent, None where hidden), its numbers."""

    label: str
    percent: float | None
    share: str
    people: str
    interval: str


class AreaLine(NamedTuple):
    """One area of a question's table: how many answered, the mean, and (share, count) each."""

    name: str | Promise
    answered: str
    mean: str
    cells: list[tuple[str, str]]
    apart: list[str]


class QuestionPage(NamedTuple):
    """One question as its card shows it."""

    result: QuestionResult
    number: int
    answered: str
    mean: str
    scale: str
    bars: list[Bar]
    apart: str
    headings: list[str]
    apart_headings: list[str]
    areas: list[AreaLine]


class Theme(NamedTuple):
    """The questions about one domain."""

    title: str
    questions: list[QuestionPage]


def in_order(questions: Sequence[QuestionResult], pack: Pack) -> list[QuestionResult]:
    """By the policy's domains in their order, then whatever else was asked about."""
    place = {domain.key: n for n, domain in enumerate(domains(pack))}
    return sorted(questions, key=lambda one: place.get(one.domain, len(place)))


def themes(questions: Sequence[QuestionResult], pack: Pack, first: int = 1) -> list[Theme]:
    """Questions that stand in the order of `in_order`, with a heading for each domain.

    `first`: the number of the first of them on the page.
    """
    numbered = enumerate(questions, start=first)
    return [
        Theme(title, [question_page(one, number) for number, one in together])
        for title, together in groupby(numbered, lambda each: domain_title(each[1].domain, pack))
    ]


def question_page(one: QuestionResult, number: int) -> QuestionPage:
    apart = [name for name in APART if getattr(one, name)]
    return QuestionPage(
        result=one,
        number=number,
        answered=number_words(one.n),
        mean="" if one.mean is None else mean_words(one.mean),
        scale=f"on a scale from {one.low} to {one.high}" if one.kind == "rating" else "",
        bars=[_bar(share) for share in one.shares],
        apart=apart_words(one),
        headings=[str(share.label) for share in one.shares],
        apart_headings=[APART[name] for name in apart],
        areas=[_area_line(area, one, apart) for area in one.areas],
    )


def _bar(share: Share) -> Bar:
    return Bar(
        label=str(share.label),
        percent=share.percent,
        share=percent_words(share.percent),
        people=count_words(share.count),
        interval=interval_words(share),
    )


def _area_line(area: AreaResult, one: QuestionResult, apart: Sequence[str]) -> AreaLine:
    with_mean = one.kind in WITH_MEAN and area.n != 0
    return AreaLine(
        name=area.name,
        answered=count_words(area.n),
        mean=mean_words(area.mean) if with_mean else "",
        cells=[(percent_words(share.percent), count_words(share.count)) for share in area.shares],
        apart=[count_words(getattr(area, name)) for name in apart],
    )


def count_words(n: int | None) -> str:
    return HIDDEN if n is None else number_words(n)


def percent_words(percent: float | None) -> str:
    """“28%”; “under 1%” is not nobody; nothing where no percentage is told."""
    if percent is None:
        return ""
    return f"{share_words(percent)}%"


def interval_words(share: Share) -> str:
    """“22 to 35”, the 95 percent interval of a percentage."""
    if share.low is None or share.high is None:
        return ""
    return f"{nearest(share.low)} to {nearest(share.high)}"


def mean_words(mean: float | None) -> str:
    return HIDDEN if mean is None else f"{mean:.2f}"


def apart_words(one: QuestionResult) -> str:
    """“Not in the percentages: don't know 11, no answer 3.”"""
    told = [(words.lower(), getattr(one, name)) for name, words in APART.items()]
    counted = ", ".join(f"{words} {number_words(n)}" for words, n in told if n)
    return f"Not in the percentages: {counted}." if counted else ""


# ---- The file


def rows_of(results: SurveyResults, pack: Pack) -> Iterator[tuple[object, ...]]:
    """The results under COLUMNS: a row for each value, over all answers and for each area."""
    for one in in_order(results.questions, pack):
        head = (one.key, str(one.title), domain_title(one.domain, pack))
        groups: list[tuple[str, QuestionResult | AreaResult]] = [(WHOLE, one)]
        groups += [(str(area.name), area) for area in one.areas]
        for name, group in groups:
            totals = _totals(group, with_mean=one.kind in WITH_MEAN)
            for value in [_value(share, group.n) for share in group.shares] or [("",) * 6]:
                yield (*head, name, *value, *totals)


def _value(share: Share, n: int | None) -> tuple[object, ...]:
    percents = (share.percent, share.low, share.high)
    told = ("" if n == 0 else _told(percent, 1) for percent in percents)
    return (share.value, str(share.label), _told(share.count), *told)


def _totals(group: QuestionResult | AreaResult, *, with_mean: bool) -> tuple[object, ...]:
    mean = _told(group.mean, 4) if with_mean and group.n != 0 else ""
    apart = (group.dont_know, group.no_answer, group.refused)
    return (_told(group.n), mean, *map(_told, apart))


def _told(value: float | None, places: int = 0) -> object:
    if value is None:
        return HIDDEN
    return round(value, places) if places else value
