"""Surveys as they are before a test begins: a draft that lacks nothing, one that is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from personnel.models import Member
from policies.packs import SurveyDomain
from surveys.models import Question, Survey
from surveys.questionnaires import bank
from surveys.questionnaires.workflows.questions import add
from surveys.questionnaires.workflows.surveys import open_survey
from tests.support.factories import NOON
from tests.support.surveys import make_survey

CLOSES = date(2026, 6, 12)


def complete_draft(by: Member, domains: tuple[SurveyDomain, ...], **facts: Any) -> Survey:
    """A draft with one ready question about each of `domains`."""
    survey = make_survey(by, **facts)
    for domain in domains:
        add(survey, bank.on_shelf(domain.key)[0].question(), by=by)
    return survey


def opened(survey: Survey, by: Member) -> Survey:
    open_survey(survey, by=by, at=NOON, closes_on=CLOSES)
    return survey


def own(text: str = "How safe do you feel?", **facts: Any) -> Question:
    """A question as a form would tell it."""
    facts.setdefault("kind", "rating")
    if facts["kind"] == "rating":
        facts = {"low": 1, "high": 5, **facts}
    return Question(text={"en": text, "es": f"{text} (es)"}, **facts)
