"""The way from a survey to the report on its results: `{% load survey_reports %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from personnel.models import Member
from reports.definitions import NotRequired, results_definition_for
from reports.models import Report
from reports.permissions import may_report_on, may_request
from surveys.models import Survey

register = template.Library()


@register.inclusion_tag("reports/components/survey_report.html", takes_context=True)
def survey_report(context: dict[str, Any], survey: Survey) -> dict[str, Any]:
    """A link to the report on a closed survey, or to where it is put together.

    Those who write it are told why where it cannot be put together yet; others see nothing.
    """
    member: Member = context["request"].user
    if not survey.is_closed:
        return {}
    reports = Report.objects.visible_to(member).current().filter(survey=survey)
    if report := reports.first():
        return {"report": report}
    try:
        _, definition = results_definition_for(survey)
    except NotRequired:
        return {}
    if not may_request(member, definition):
        return {}
    verdict = may_report_on(member, survey, definition, timezone.now())
    return {"survey": survey, "definition": definition, "verdict": verdict}
