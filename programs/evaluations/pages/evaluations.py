"""The evaluation as it is read and decided; the records behind it, its PDF, its digest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from documents.frozen_lists import behind, columns_of, csv_of, line
from jobs.models import Job
from jobs.papers import Wanted, shown
from outreach.reminders.reminded import happened_to
from pages.requests import MemberRequest
from personnel.models import Member
from policies.current import pack_of, today
from policies.reading import clause_link
from programs.actions.permissions import may_keep_action
from programs.evaluations.changes import since_returned
from programs.evaluations.facts import digest_of
from programs.evaluations.forms.decisions import Deciding
from programs.evaluations.lacking import lacking_before_deciding
from programs.evaluations.pages.finding import as_csv, seen_evaluation
from programs.evaluations.permissions import (
    may_decide,
    may_note_discussion,
    may_submit,
    may_write_evaluation,
)
from programs.evaluations.printing import DRAFT_TASK, file_name, made_from
from programs.evaluations.promises import DECIDED
from programs.evaluations.reading import EvaluationView
from programs.evaluations.workflows.deciding import PRINT_TASK, decide
from programs.models import Evaluation, EvaluationPrinting
from programs.open_work import EVALUATIONS
from programs.openable import openable_by
from records.history import StaleRecord

PAGE = 25
EARLIER = 10
Status = Evaluation.Status


@require_safe
def evaluation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    evaluation = seen_evaluation(request, pk)
    return _page(request, evaluation, _decision_form(request, evaluation))


@require_POST
def evaluation_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the decision; with `more` the page comes back with a row more for an action."""
    evaluation = seen_evaluation(request, pk)
    if "more" in request.POST:
        form = _decision_form(request, evaluation, typed=request.POST, more=True)
        return _page(request, evaluation, form)
    form = Deciding(request.POST, evaluation=evaluation, today=today())
    if not form.is_valid():
        may_decide(request.user, evaluation).require()
        waits = evaluation.status == Status.SUBMITTED
        return _page(request, evaluation, form if waits else None, status=422)
    known = form.facts.cleaned_data
    try:
        decide(
            evaluation,
            form.decision,
            by=request.user,
            at=timezone.now(),
            seen=known["seen"],
            discussed=known["discussed"],
        )
    except StaleRecord as stale:
        anew = seen_evaluation(request, pk)
        form = _decision_form(request, anew, typed=request.POST)
        return _page(request, anew, form, status=409, stale=str(stale))
    decided = DECIDED[evaluation.decision].lower()
    messages.success(
        request, f"{evaluation.program}: {decided}. Nothing in this evaluation changes any more."
    )
    return redirect(evaluation)


def _decision_form(
    request: MemberRequest,
    evaluation: Evaluation,
    typed: Mapping[str, Any] | None = None,
    more: bool = False,
) -> Deciding | None:
    """The form for whoever may decide it now; None for everybody else."""
    if evaluation.status != Status.SUBMITTED or not may_decide(request.user, evaluation):
        return None
    return Deciding(evaluation=evaluation, today=today(), typed=typed, more=more)


def _page(
    request: MemberRequest,
    evaluation: Evaluation,
    form: Deciding | None,
    *,
    status: int = 200,
    stale: str = "",
) -> HttpResponse:
    member, steps = request.user, list(evaluation.steps.select_related("by"))
    context = {
        "evaluation": evaluation,
        "program": evaluation.program,
        "view": EvaluationView(evaluation),
        "facts": evaluation.gathered,
        "clause": clause_link(pack_of(evaluation.policy), evaluation.clause),
        "today": today(),
        "form": form,
        "stale": stale,
        "may_write": may_write_evaluation(member, evaluation),
        "may_submit": may_submit(member, evaluation),
        "may_decide": may_decide(member, evaluation),
        "may_note": may_note_discussion(member, evaluation),
        "discussions": evaluation.discussions.all(),
        "entries": happened_to(EVALUATIONS.key, evaluation.pk, steps),
        "sent": _last(steps, Status.SUBMITTED),
        "returned": _last(steps, Status.RETURNED) if evaluation.status == Status.RETURNED else None,
        "since": since_returned(evaluation, partial(openable_by, member)),
        "earlier": _earlier(evaluation, member),
        "decided": DECIDED.get(evaluation.decision, ""),
        "lacking": [] if evaluation.is_decided else lacking_before_deciding(evaluation, member),
        **_kept(request, evaluation),
    }
    return render(request, "programs/evaluations/detail.html", context, status=status)


def _kept(request: MemberRequest, evaluation: Evaluation) -> dict[str, Any]:
    """What a decision leaves: its promised actions, and its PDF or the work on it."""
    if not evaluation.is_decided:
        return {}
    actions = list(evaluation.actions.select_related("owner", "evaluation__program"))
    return {
        "actions": [(one, may_keep_action(request.user, one)) for one in actions],
        "paper": EvaluationPrinting.objects.filter(evaluation=evaluation).defer("pdf").first(),
        "print_job": Job.objects.filter(task=PRINT_TASK, argument=evaluation.pk).first(),
    }


def _last(steps: list[Any], status: str) -> Any:
    return next((step for step in reversed(steps) if step.to_status == status), None)


def _earlier(evaluation: Evaluation, member: Member) -> list[dict[str, Any]]:
    """The program's earlier years that `member` may read, as rows, latest first."""
    before = (
        Evaluation.objects.visible_to(member)
        .filter(program=evaluation.program_id, last_day__lt=evaluation.first_day)
        .defer("facts", "records")
    )
    return [
        {
            "title": one.period.label,
            "url": one.get_absolute_url(),
            "sub": DECIDED.get(one.decision, "Not decided"),
            "status": one.status,
        }
        for one in before[:EARLIER]
    ]


@require_safe
def evaluation_records(request: MemberRequest, pk: int, figure: str) -> HttpResponse:
    """The records behind a figure, as they were when the year was gathered."""
    evaluation = seen_evaluation(request, pk)
    try:
        counted, records, rows = behind(evaluation.gathered, evaluation.lists, figure)
    except KeyError as unknown:
        raise Http404("The evaluation has no such figure.") from unknown
    if request.GET.get("as") == "csv":
        return as_csv(csv_of(records, rows), file_name(evaluation, counted["list"])[:-4])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    columns = columns_of(records, in_panel=bool(request.htmx))
    openable = openable_by(request.user, records, page)
    context = {
        "evaluation": evaluation,
        "figure": counted,
        "columns": columns,
        "page_obj": page,
        "lines": [line(records, row, columns, openable) for row in page],
        "counted_at": evaluation.frozen_at,
    }
    template = "programs/evaluations/records.html"
    if request.htmx:
        template = "components/records_panel.html"
    return render(request, template, context)


@require_safe
def evaluation_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """The kept PDF of a decided evaluation; before that one made by a job, to decide by."""
    evaluation = seen_evaluation(request, pk)
    if not evaluation.is_decided:
        return _draft(request, evaluation)
    kept = EvaluationPrinting.objects.filter(evaluation=evaluation).first()
    if kept is None:
        messages.info(request, "The PDF is being made. It takes a moment.")
        return redirect(evaluation)
    pdf = bytes(kept.pdf)
    if sha256(pdf).hexdigest() != kept.sha256:
        messages.error(
            request,
            "The stored PDF is not the one that was made, so it is not shown. Tell command.",
        )
        return redirect("programs:evaluation-verify", evaluation.pk)
    name = file_name(evaluation, "evaluation")[:-4]
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def _draft(request: MemberRequest, evaluation: Evaluation) -> HttpResponse:
    if evaluation.frozen_at is None:
        messages.info(request, "Its figures are not gathered yet: there is nothing to print.")
        return redirect(evaluation)
    wanted = Wanted(
        DRAFT_TASK,
        evaluation.pk,
        made_from(evaluation),
        subject=f"PDF of the evaluation of {evaluation.program.name}",
        file_name=file_name(evaluation, "evaluation")[:-4] + ".pdf",
        back_url=evaluation.get_absolute_url(),
    )
    return shown(request, wanted)


@require_safe
def evaluation_verify(request: MemberRequest, pk: int) -> HttpResponse:
    """The digest and the PDF's SHA-256 made again from what is stored, beside the kept ones."""
    evaluation = seen_evaluation(request, pk)
    if not evaluation.is_decided:
        raise Http404("Only a decided evaluation has a digest.")
    pairs = [("Record digest", evaluation.digest, digest_of(evaluation))]
    if paper := EvaluationPrinting.objects.filter(evaluation=evaluation).first():
        pairs.append(("SHA-256 of the PDF", paper.sha256, sha256(bytes(paper.pdf)).hexdigest()))
    same = all(kept == made for _, kept, made in pairs)
    context = {"evaluation": evaluation, "pairs": pairs, "same": same}
    return render(request, "programs/evaluations/verify.html", context)
