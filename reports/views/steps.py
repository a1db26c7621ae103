"""The steps of a report: each a page that says what will happen, and a post that takes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pages.requests import MemberRequest
from policies.current import pack_of
from policies.reading import clause_link
from reports.forms.steps import DecisionForm, NoteForm, ReturnForm, WhyForm
from reports.lacking import lacking_before_issuing
from reports.models import Report, ReportPart
from reports.permissions import may_decide, may_revise, may_submit
from reports.views.compared import compared, judged
from reports.views.found import form_page, seen_report
from reports.workflows import review
from reports.workflows.writing import open_comments


@form_page
def report_submit(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    may_submit(request.user, report).require()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        review.submit(report, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _went_on(report))
        return redirect(report)
    lacking = lacking_before_issuing(report, request.user)
    return _page(request, report, form, "submit", unwritten=_unwritten(report), lacking=lacking)


@form_page
def report_approve(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    form = DecisionForm(request.POST or None, initial={"seen": report.version})
    if form.is_valid():
        review.approve(report, by=request.user, at=timezone.now(), **form.cleaned_data)
        words = f"{report.number} is issued." if report.is_issued else _went_on(report)
        messages.success(request, words)
        return redirect(report)
    may_decide(request.user, report).require()
    issues = report.waits_for == report.chain[-1]
    shown = {
        "lacking": lacking_before_issuing(report, request.user),
        **_decided_on(request, report),
    }
    return _page(request, report, form, "approve", issues=issues, **shown)


@form_page
def report_return(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    parts = list(report.parts.all())
    form = ReturnForm(
        request.POST or None,
        parts=parts,
        has_open_comments=bool(open_comments(report)),
        initial={"seen": report.version},
    )
    if form.is_valid():
        review.send_back(
            report,
            by=request.user,
            at=timezone.now(),
            seen=form.cleaned_data["seen"],
            comments=form.comments(),
        )
        messages.success(request, f"Returned to {report.author.short_name}.")
        return redirect(report)
    may_decide(request.user, report).require()
    return _page(request, report, form, "return", **_decided_on(request, report))


@require_POST
def report_acknowledge(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    review.acknowledge(report, by=request.user, at=timezone.now())
    messages.success(request, f"You have acknowledged {report.numbered}.")
    return redirect(report)


@form_page
def report_revise(request: MemberRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    may_revise(request.user, report).require()
    form = WhyForm(request.POST or None)
    if form.is_valid():
        revision = review.revise(report, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{revision.numbered} is a draft. The issued report is kept.")
        return redirect(revision)
    return _page(request, report, form, "revise")


def _decided_on(request: MemberRequest, report: Report) -> dict[str, Any]:
    """What the page of a decision shows of the report: its sections, and what changed in them."""
    return {"judged": judged(report), **compared(request.user, report)}


def _unwritten(report: Report) -> list[ReportPart]:
    """Parts without a word of the officer's."""
    return [part for part in report.parts.all() if not part.narrative]


def _went_on(report: Report) -> str:
    """To whom it came with the step just taken, in the department's title."""
    title = pack_of(report.policy).title_of(report.waits_for)
    return f"{report.number} went to the {title}."


def _page(
    request: MemberRequest, report: Report, form: forms.Form, step: str, **more: Any
) -> HttpResponse:
    pack = pack_of(report.policy)
    context = {
        "report": report,
        "form": form,
        "step": step,
        "clause": clause_link(pack, report.clause),
        "next_title": pack.title_of(report.waits_for or report.chain[0]),
        "recipients": [pack.title_of(role) for role in report.recipient_roles],
        "open_comments": open_comments(report),
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"reports/report_{step}.html", context, status=status)
