"""What citizens said about a program: on feedback cards, and in surveys that asked (K-IV.D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.frozen import Figure, Row
from policies.periods import Period
from programs.catalogue.sessions import topics_in
from programs.models import Feedback, Program
from surveys.models import Survey
from surveys.results.results import QuestionResult, results_of

CARD_COLUMNS = ("key", "Day", "Question", "Session", "Yes", "Not sure", "No", "In their words")
ANSWERS = {"yes": "Yes", "unsure": "Not sure", "no": "No"}


@dataclass(frozen=True)
class Cards:
    """The feedback entered for one year: its rows, what they add up to, and words from them."""

    rows: Sequence[Row]
    figures: Sequence[Figure]
    quotes: Sequence[dict[str, str]]


def cards_of(program: Program, period: Period) -> Cards:
    """The cards of the sessions in `period` that were not struck."""
    kept = program.feedback.filter(struck_at=None, on__range=(period.first, period.last))
    entries = list(kept.select_related("presentation__topic").order_by("on", "pk"))
    return Cards(
        rows=[_row(entry) for entry in entries],
        figures=[_answered(entries), *_by_question(entries)],
        quotes=[
            {"words": one.quote, "day": one.on.isoformat(), "session": _session(one)}
            for one in entries
            if one.quote
        ],
    )


def _row(entry: Feedback) -> Row:
    return (
        entry.pk,
        entry.on.isoformat(),
        entry.get_asked_display(),
        _session(entry),
        entry.yes,
        entry.unsure,
        entry.no,
        entry.quote,
    )


def _session(entry: Feedback) -> str:
    return str(entry.presentation) if entry.presentation else ""


def _answered(entries: Sequence[Feedback]) -> Figure:
    """How many cards there were at least: at each session, the answers to its best answered one."""
    most: dict[tuple[Any, Any], int] = {}
    for one in entries:
        session = one.presentation_id, one.on
        most[session] = max(most.get(session, 0), one.yes + one.unsure + one.no)
    return Figure("cards", "Feedback cards", "feedback", _keys(entries), sum(most.values()))


def _by_question(entries: Sequence[Feedback]) -> list[Figure]:
    """One figure for every question and answer, under `useful:yes`."""
    return [
        Figure(
            f"{asked.value}:{answer}",
            f"{asked.label} {words}",
            "feedback",
            _keys(one for one in entries if one.asked == asked),
            sum(getattr(one, answer) for one in entries if one.asked == asked),
        )
        for asked in Feedback.Asked
        for answer, words in ANSWERS.items()
    ]


def _keys(entries: Any) -> list[int]:
    return [entry.pk for entry in entries]


@dataclass(frozen=True)
class Asked:
    """The surveys that asked about a program: results, and titles of those that have none yet."""

    told: Sequence[dict[str, Any]]
    unsettled: Sequence[str]


def surveys_about(program: Program, period: Period, at: datetime) -> Asked:
    """Results of the questions about the program's topics, in surveys that closed in `period`.

    They are the published ones: what is hidden there, because too few answered, is hidden here,
    and nothing is told while an answer can still come or go.
    """
    topics = [one.topic_id for one in topics_in(program, period)]
    asking = Survey.objects.closed_in(period).filter(questions__topic__in=topics).distinct()
    surveys = list(asking.order_by("closed_on", "pk"))
    settled = [survey for survey in surveys if survey.is_settled_at(at)]
    return Asked(
        told=[_survey(survey, topics) for survey in settled],
        unsettled=[str(survey.title) for survey in surveys if survey not in settled],
    )


def _survey(survey: Survey, topics: Sequence[int]) -> dict[str, Any]:
    results = results_of(survey)
    about = set(survey.questions.filter(topic__in=topics).values_list("key", flat=True))
    return {
        "title": str(survey.title),
        "key": survey.key,
        "closed_on": survey.closed_on,
        "answers": results.n,
        "questions": [_question(one) for one in results.questions if one.key in about],
    }


def _question(result: QuestionResult) -> dict[str, Any]:
    return {
        "key": result.key,
        "text": str(result.title),
        "answered": result.n,
        "mean": result.mean,
        "shares": [
            {"label": str(share.label), "count": share.count, "percent": share.percent}
            for share in result.shares
        ],
    }
