"""A questionnaire that was written as a file becomes a draft, or replaces the one it was."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from audit.noting import audited
from personnel.models import Member
from records.history import StepRefused
from surveys.models import Survey
from surveys.questionnaires.permissions import may_design
from surveys.questionnaires.workflows.questions import replace
from surveys.questionnaires.workflows.surveys import correct, design
from surveys.questionnaires.written import Questionnaire

FACTS = ("title", "introduction", "areas")


class Taken(NamedTuple):
    """The survey a file was written into, and whether it was not there before."""

    survey: Survey
    is_new: bool


@audited("surveys.questionnaires.take")
def take(questionnaire: Questionnaire, *, by: Member, at: datetime) -> Taken:
    """A new draft, or, under the same key, its words and questions in place of the draft's.

    Raises StepRefused when citizens have seen the survey of this key.
    """
    may_design(by).require()
    found = Survey.objects.filter(key=questionnaire.survey.key).first()
    survey = _told(questionnaire, found or Survey(key=questionnaire.survey.key))
    if found is None:
        survey = design(survey, by=by, at=at)
    elif found.is_draft:
        correct(survey, by=by, seen=survey.version, fields=list(FACTS))
    else:
        raise StepRefused(
            f"{found.key} is {found.get_status_display().lower()}, so its questions stay as they "
            "are. Give the questionnaire another key."
        )
    replace(survey, [asked.question() for asked in questionnaire.questions], by=by)
    return Taken(survey, found is None)


def _told(questionnaire: Questionnaire, survey: Survey) -> Survey:
    told = questionnaire.survey
    survey.title = told.title.said
    survey.introduction = told.introduction.said if told.introduction else {}
    survey.areas = list(told.areas)
    return survey
