"""Surveys that were held and closed, with answers that are counted, and the reports on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import cycle, islice
from typing import Any

import time_machine

from jobs.running import run_now
from personnel.models import Member
from policies.current import policy
from reports.models import Report
from reports.workflows import assembly, review, writing
from surveys.models import Survey
from surveys.questionnaires.coverage import domains
from surveys.results.folding import fold
from tests.support.factories import on
from tests.support.surveys import answer, ask, make_survey

OPENED, CLOSED = date(2026, 4, 1), date(2026, 4, 30)
# The week after the survey closed, when its report is put together, and the days after that.
ASKED, SENT, READ = (on(date(2026, 5, day)) for day in (4, 6, 8))
AREAS = ["Northgate", "Tannery Hill"]
SECRET = "Officer at the corner store was rude to my daughter."
RECOMMENDED = "Walk Northgate in the evenings."


def held_survey(by: Member, n: int = 40, without: str = "", **facts: Any) -> Survey:
    """A closed survey that asks one question about each domain, answered by `n` people.

    The last domain is asked about in own words. One person in two lives in each area. The domain
    named by `without` is left out.
    """
    facts.setdefault("areas", AREAS)
    survey = make_survey(by, status="closed", opened_on=OPENED, closed_on=CLOSED, **facts)
    *rated, last = [one.key for one in domains(policy()) if one.key != without] or ["other"] * 2
    for key in rated:
        ask(survey, f"about_{key}", domain=key)
    ask(survey, "words", "text", domain=last)
    ask(survey, "area", "area")
    answered(survey, [f"about_{key}" for key in rated], n)
    return survey


def answered(survey: Survey, rated: list[str], n: int) -> None:
    """`n` answers: of every five two are 4, two are 5 and one is 3; two are in own words."""
    for number, area in enumerate(_areas(survey, n)):
        said = {"words": SECRET} if number < 2 else {}
        mark = (5, 4, 4, 5, 3)[number % 5]
        answer(survey, area, **dict.fromkeys(rated, mark), **said)
    fold(survey)


def _areas(survey: Survey, n: int) -> Iterator[str]:
    return islice(cycle(survey.areas or [""]), n)


def reported(survey: Survey, by: Member, at: datetime = ASKED) -> Report:
    """The draft of the report on its results, put together by the job itself."""
    return finished(assembly.request_survey_report(survey, by=by, at=at), at)


def finished(report: Report, at: datetime) -> Report:
    """The report after the worker has put it together."""
    assert report.assembly
    with time_machine.travel(at, tick=True):
        run_now(report.assembly)
    report.refresh_from_db()
    return report


def recommended(report: Report, by: Member, words: str = RECOMMENDED) -> None:
    part = report.parts.get(key="survey_recommendations")
    seen = part.narrative_version
    writing.write_narrative(part, by=by, at=ASKED, text=words, seen=seen)


def sent_up(survey: Survey, by: Member) -> Report:
    """Put together, with recommendations, and submitted."""
    report = reported(survey, by)
    recommended(report, by)
    review.submit(report, by=by, at=SENT)
    return report


def issued_report_on(survey: Survey, by: Member, *approvers: Member) -> Report:
    report = sent_up(survey, by)
    for approver in approvers:
        review.approve(report, by=approver, at=READ, seen=report.version)
    assert report.is_issued
    return report
