"""The report on a survey's results, begun from the survey."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pages.requests import MemberRequest
from policies.current import pack_of, today
from policies.reading import clause_link
from records.history import StepRefused
from reports.definitions import (
    NotRequired,
    chain_above,
    due_day,
    period_of,
    results_definition_for,
)
from reports.models import Report
from reports.permissions import may_report_on
from reports.views.found import form_page
from reports.workflows.assembly import request_survey_report
from surveys.models import Survey


@form_page
def survey_report_new(request: MemberRequest, key: str) -> HttpResponse:
    """The report there is on this survey; else a page that says what it will be, and begins it."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user), key=key)
    seen = Report.objects.visible_to(request.user).current()
    if report := seen.filter(survey=survey).first():
        return redirect(report)
    try:
        if request.method == "POST":
            at = timezone.now()
            return redirect(request_survey_report(survey, by=request.user, at=at))
        return _asked_first(request, survey)
    except NotRequired as unknown:
        raise Http404(str(unknown)) from unknown
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect(survey)


def _asked_first(request: MemberRequest, survey: Survey) -> HttpResponse:
    version, definition = results_definition_for(survey)
    may_report_on(request.user, survey, definition, timezone.now()).require()
    pack = pack_of(version)
    context = {
        "survey": survey,
        "definition": definition,
        "clause": clause_link(pack, definition.clause),
        "due_on": due_day(definition, period_of(survey)),
        "way": [pack.title_of(role) for role in chain_above(definition, request.user)],
        "recipients": [pack.title_of(role) for role in definition.recipients],
        "today": today(),
    }
    return render(request, "reports/survey_report_new.html", context)
