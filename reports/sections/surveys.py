"""The report on one survey's results (K-IV.U, C-6, P-V.B, N-IV.D.4)."""

from __future__ import annotations

from collections.abc import Iterator

from documents.frozen import Figure, Gathered, Records
from reports.sections.answered import (
    HIDDEN,
    Row,
    Table,
    Told,
    by_domain,
    heading,
    kept_share,
    rounded,
    shown,
    unasked,
    words,
)
from reports.sections.base import Section
from reports.sections.frame import Frame
from surveys.answers.held_words import held_words
from surveys.results.results import QuestionResult, results_of
from surveys.results.tabulation import WITH_MEAN

QUESTION_COLUMNS = ("key", "Question", "Domain", "Answers", "Don't know", "No answer", "Mean")
SHARE_COLUMNS = ("key", "Question", "Answer", "Answers", "Percent", "At least", "At most")
AREA_COLUMNS = ("key", "Question", "Area", "Respondents", "Answer", "Answers", "Percent", "Mean")

# Choices that find room side by side on paper; more of them make a further table.
ABREAST = 6


class SurveyAnswers(Section):
    """What citizens answered, domain by domain in the policy's order (K-IV.U, C-6, P-V.B)."""

    key = "survey_answers"
    shows_tables = True

    def gather(self, frame: Frame) -> Gathered:
        if (survey := frame.survey) is None:
            return Gathered()
        results = results_of(survey)
        answers = Table("Every question")
        lists: dict[str, Records] = {}
        figures: list[Figure] = []
        told: list[Told] = []
        for key, title, asked in by_domain(survey, results):
            shares = Table(title)
            for one in asked:
                row = answers.add(_of_question(one, title))
                keys = [shares.add(share) for share in _shares_of(one)]
                # What has no table of its own is found among the questions.
                listed, counted = (key, keys) if keys else ("questions", [row])
                figures.append(Figure(f"asked:{one.key}", words(one.title), listed, counted, one.n))
                told.append(_told(one, listed, title))
            if shares.rows:
                lists[key] = shares.records(SHARE_COLUMNS)
        return Gathered(
            figures=[Figure("answers", "Answers", "questions", answers.keys, results.n), *figures],
            records={"questions": answers.records(QUESTION_COLUMNS), **lists},
            facts={
                "survey": heading(survey),
                "told": told,
                "unasked": unasked(survey),
                "held": held_words(survey),
            },
        )


class SurveyAreas(Section):
    """The same answers by the area people live in, where enough of them answered (C-6, P-V.B)."""

    key = "survey_areas"
    shows_tables = True

    def gather(self, frame: Frame) -> Gathered:
        if (survey := frame.survey) is None:
            return Gathered()
        results = results_of(survey)
        table = Table("Answers by area")
        figures: list[Figure] = []
        told: list[Told] = []
        for _, title, asked in by_domain(survey, results):
            for one in (one for one in asked if one.areas):
                keys = [table.add(row) for row in _areas_of(one)]
                total = sum(area.answers for area in one.areas)
                figures.append(Figure(f"by_area:{one.key}", words(one.title), "areas", keys, total))
                told += _told_by_area(one, title)
        return Gathered(
            figures=figures,
            records={"areas": table.records(AREA_COLUMNS)},
            facts={"told": told, "asked": survey.questions.filter(kind="area").exists()},
        )


class SurveyRecommendations(Section):
    """What the officer recommends because of the answers; not sent up without it (C-6)."""

    key = "survey_recommendations"
    is_words = True

    def gather(self, frame: Frame) -> Gathered:
        return Gathered(facts={"written": True})


def _of_question(one: QuestionResult, domain: str) -> Row:
    mean = "" if one.mean is None else rounded(one.mean)
    return (words(one.title), domain, one.n, one.dont_know, one.no_answer, mean)


def _shares_of(one: QuestionResult) -> list[Row]:
    return [
        (
            words(one.title),
            words(share.label),
            HIDDEN if share.count is None else share.count,
            *(shown(value) for value in (share.percent, share.low, share.high)),
        )
        for share in one.shares
    ]


def _told(one: QuestionResult, listed: str, domain: str) -> Told:
    """One question as its table shows it; None stands for what is hidden."""
    return {
        "figure": f"asked:{one.key}",
        "list": listed,
        "title": words(one.title),
        "heading": domain,
        "kind": one.kind,
        "n": one.n,
        "too_few": one.too_few,
        "mean": rounded(one.mean),
        "low": one.low,
        "high": one.high,
        "dont_know": one.dont_know,
        "no_answer": one.no_answer,
        "refused": one.refused,
        "shares": [
            {
                "label": words(share.label),
                "count": share.count,
                "percent": kept_share(share.percent),
                "low": kept_share(share.low),
                "high": kept_share(share.high),
            }
            for share in one.shares
        ],
    }


def _areas_of(one: QuestionResult) -> Iterator[Row]:
    for area in one.areas:
        mean = shown(area.mean) if one.kind in WITH_MEAN and area.n != 0 else ""
        for share in area.shares:
            said = HIDDEN if share.count is None else share.count
            yield (
                words(one.title),
                words(area.name),
                HIDDEN if area.n is None else area.n,
                words(share.label),
                said,
                shown(share.percent),
                mean,
            )


def _told_by_area(one: QuestionResult, domain: str) -> Iterator[Told]:
    """The question's table by area; of many choices so many tables that each finds room."""
    labels = [words(share.label) for share in one.shares]
    for start in range(0, len(labels), ABREAST):
        some = slice(start, start + ABREAST)
        last = start + ABREAST >= len(labels)
        with_means = last and any(area.mean is not None for area in one.areas)
        yield {
            "figure": f"by_area:{one.key}",
            "list": "areas",
            "title": words(one.title),
            "heading": domain,
            "columns": labels[some],
            "with_means": with_means,
            "rows": [
                {
                    "area": words(area.name),
                    "n": area.n,
                    "shares": [
                        {"percent": kept_share(share.percent), "count": share.count}
                        for share in area.shares[some]
                    ],
                    "mean": rounded(area.mean),
                }
                for area in one.areas
            ],
        }
