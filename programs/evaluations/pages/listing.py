"""The list of evaluations, its file, and opening one by hand (K-IV.D)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.current import policy, today
from policies.reading import clause_link
from programs.catalogue.permissions import may_export_programs
from programs.evaluations.forms.evaluations import OpeningForm
from programs.evaluations.forms.filters import EvaluationFilter
from programs.evaluations.listing import EXPORTED, exported, rows, view_for, views_for
from programs.evaluations.models import BEING_WRITTEN
from programs.evaluations.pages.finding import as_csv
from programs.evaluations.permissions import may_open_evaluation
from programs.evaluations.workflows.opening import clause_of, open_evaluation, opens_itself
from programs.models import Evaluation
from records.history import StepRefused

PAGE = 25


@require_safe
def evaluation_list(request: MemberRequest) -> HttpResponse:
    member = request.user
    seen = Evaluation.objects.visible_to(member)
    view = view_for(member, request.GET.get("view", ""))
    narrowed = EvaluationFilter(request.GET, view.among(seen, member))
    counts = [(one, one.among(seen, member).count()) for one in views_for(member)]
    pack = policy()
    return render(
        request,
        "programs/evaluations/list.html",
        {
            "filter": narrowed,
            "page_obj": Paginator(rows(narrowed.qs), PAGE).get_page(request.GET.get("page")),
            "view": view,
            "views": counts,
            "total": dict(counts)[view],
            "may_open": may_open_evaluation(member),
            "may_export": may_export_programs(member),
            "opens_itself": opens_itself(pack),
            "clause": clause_link(pack, clause_of(pack)),
            "today": today(),
        },
    )


@require_safe
def evaluations_export(request: MemberRequest) -> HttpResponse:
    """The list under the same view and filter, as CSV."""
    member = request.user
    may_export_programs(member).require()
    view = view_for(member, request.GET.get("view", ""))
    seen = view.among(Evaluation.objects.visible_to(member), member)
    narrowed = EvaluationFilter(request.GET, seen)
    content = csv_bytes(EXPORTED, exported(rows(narrowed.qs)))
    return as_csv(content, f"evaluations-{view.key}-{today().isoformat()}")


@sent_once()
@form_page
def evaluation_new(request: MemberRequest) -> HttpResponse:
    """Open the evaluation of one program for one ended year by hand."""
    may_open_evaluation(request.user).require()
    asked = {"program": request.GET.get("program", "")}
    form = OpeningForm(request.POST or None, today=today(), initial=asked)
    if form.is_valid():
        program, period = form.cleaned_data["program"], form.cleaned_data["year"]
        try:
            opened = open_evaluation(program, period, by=request.user, at=timezone.now())
        except StepRefused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, _opened_words(opened))
            return redirect(opened)
    pack = policy()
    context = {"form": form, "clause": clause_link(pack, clause_of(pack))}
    status = 422 if form.is_bound else 200
    return render(request, "programs/evaluations/new.html", context, status=status)


def _opened_words(evaluation: Evaluation) -> str:
    """That it is open; or of one that was there already, where it stands."""
    if evaluation.status in BEING_WRITTEN:
        return f"The evaluation for {evaluation.period.label} is open."
    standing = evaluation.get_status_display().lower()
    return f"There is one for {evaluation.period.label} already: {standing}."
