"""The surveys that closed in a period, in short (K-IV.U, C-5, P-V.B, N-IV.D.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from documents.frozen import Figure, Gathered
from records.wording import whole_percent
from reports.models import Report
from reports.sections.answered import HIDDEN, Row, Table, by_domain, heading, rounded, words
from reports.sections.base import Section
from reports.sections.frame import Frame, day
from surveys.models import Survey
from surveys.results.results import QuestionResult, results_of

SURVEY_COLUMNS = ("key", "Survey", "Opened", "Closed", "Answers", "Report", "Address")
LEAD_COLUMNS = ("key", "Question", "Domain", "Survey", "Result", "Answers")


class SurveyOutcomes(Section):
    """The surveys that closed in the period: what each domain came to (K-IV.U, C-5, N-IV.D.4)."""

    key = "survey_results"
    shows_tables = True

    def gather(self, frame: Frame) -> Gathered:
        surveys, leads = Table("Surveys closed"), Table("Results by domain")
        figures: list[Figure] = []
        told: list[dict[str, Any]] = []
        for survey in Survey.objects.closed_in(frame.period).order_by("closed_on", "pk"):
            rows, n = outcome(survey, frame.frozen_at)
            keys = [leads.add(row) for row in rows]
            report = issued_report(survey)
            surveys.add(_of_survey(survey, n, report), key=survey.pk)
            title, name = words(survey.title), f"of:{survey.key}"
            figures.append(Figure(name, title, "domains", keys, n or 0))
            told.append(
                {
                    "figure": name,
                    "list": "domains",
                    "title": title,
                    **heading(survey),
                    "counted": n is not None,
                    "report": report.pk if report else None,
                    "number": report.numbered if report else "",
                    "rows": [_in_short(row) for row in rows],
                }
            )
        closed = Figure("surveys", "Surveys closed", "surveys", surveys.keys)
        return Gathered(
            figures=frame.with_earlier(self.key, [closed, *figures]),
            records={
                "surveys": surveys.records(SURVEY_COLUMNS, link="surveys:survey", link_by=6),
                "domains": leads.records(LEAD_COLUMNS),
            },
            facts={"told": told},
        )


def outcome(survey: Survey, at: datetime) -> tuple[list[Row], int | None]:
    """(one row for each domain, answers), without either while an answer can still come or go."""
    if not survey.is_settled_at(at):
        return [], None
    results = results_of(survey)
    rows = [_lead_row(survey, title, asked) for _, title, asked in by_domain(survey, results)]
    return rows, results.n


def issued_report(survey: Survey) -> Report | None:
    """The report on the survey's results, in its latest revision, if it has been issued."""
    return Report.objects.filter(survey=survey).issued().order_by("-revision").first()


def _of_survey(survey: Survey, n: int | None, report: Report | None) -> Row:
    return (
        words(survey.title),
        day(survey.opened_on),
        day(survey.closed_on),
        HIDDEN if n is None else n,
        report.numbered if report else "",
        survey.key,
    )


def _lead_row(survey: Survey, domain: str, asked: list[QuestionResult]) -> Row:
    """The domain's first question that can be told in a few words."""
    said = ((one, lead) for one in asked if (lead := lead_of(one)))
    one, lead = next(said, (asked[0], "Too few answers to tell"))
    return words(one.title), domain, words(survey.title), lead, one.n


def _in_short(row: Row) -> dict[str, Any]:
    question, domain, _, lead, n = row
    return {"domain": domain, "question": question, "result": lead, "answers": n}


def lead_of(one: QuestionResult) -> str:
    """“Mean 3.8 of 5”, “Often: 43 percent”, “12 wrote something”; empty where too few answered."""
    if one.kind == "text":
        return f"{one.n} wrote something"
    if one.mean is not None:
        return f"Mean {rounded(one.mean)}" + (f" of {one.high}" if one.kind == "rating" else "")
    told = [share for share in one.shares if share.percent is not None]
    if not told:
        return ""
    first = max(told, key=lambda share: share.percent or 0)
    return f"{words(first.label)}: {whole_percent(first.percent or 0, 100)} percent"
