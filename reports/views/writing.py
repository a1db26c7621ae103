"""Writing and talking about one part of a report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pages.requests import MemberRequest
from records.history import StaleRecord
from records.wording import clock_words
from reports.forms.writing import MOST_CHARACTERS, CommentForm, NarrativeForm
from reports.models import Comment, Report, ReportPart
from reports.permissions import may_write
from reports.views.found import form_page, seen_part, seen_report
from reports.workflows import assembly, writing


@require_POST
def part_narrative(request: MemberRequest, pk: int, part: str) -> HttpResponse:
    """Save the officer's account; while typing (`?autosave`) the answer is JSON for the page."""
    found = seen_part(request, pk, part)
    form = NarrativeForm(request.POST)
    if not form.is_valid():
        return _too_long(request, found)
    try:
        saved = writing.write_narrative(
            found, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except StaleRecord:
        return _conflict(request, found, form.cleaned_data["text"])
    if "autosave" in request.GET:
        return JsonResponse(
            {"saved": clock_words(timezone.now()), "fields": {"seen": saved.narrative_version}}
        )
    messages.success(request, "Saved.")
    return redirect(_address(found))


def _conflict(request: MemberRequest, part: ReportPart, typed: str) -> HttpResponse:
    """Both texts side by side; what was typed is not lost and nothing was overwritten."""
    if "autosave" in request.GET:
        return JsonResponse({"conflict": "Someone else changed this account."}, status=409)
    return _kept(request, part, typed, "Someone else changed this account", status=409)


def _too_long(request: MemberRequest, part: ReportPart) -> HttpResponse:
    """The text as it was typed, to be shortened."""
    if "autosave" in request.GET:
        return JsonResponse({"refused": "The account is too long."}, status=422)
    typed = request.POST.get("text", "")
    return _kept(request, part, typed, "The account is too long", status=422)


def _kept(
    request: MemberRequest, part: ReportPart, typed: str, what: str, *, status: int
) -> HttpResponse:
    """What was typed and could not be saved, beside what stands."""
    part.refresh_from_db()
    form = NarrativeForm(initial={"text": typed, "seen": part.narrative_version})
    context = {
        "part": part,
        "report": part.report,
        "form": form,
        "typed": typed,
        "what": what,
        "most": MOST_CHARACTERS,
    }
    return render(request, "reports/narrative_kept.html", context, status=status)


@require_POST
def part_of_note(request: MemberRequest, pk: int, part: str) -> HttpResponse:
    """Choose which concerns of a long list are printed in full."""
    found = seen_part(request, pk, part)
    chosen = [
        int(key) for key in request.POST.getlist("record") if key.isdecimal() and len(key) < 19
    ]
    writing.choose_of_note(found, by=request.user, chosen=chosen)
    messages.success(request, f"{len(chosen)} will be printed in full.")
    return redirect(_address(found))


@require_POST
def part_comment(request: MemberRequest, pk: int, part: str) -> HttpResponse:
    found = seen_part(request, pk, part)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors.get("text", [])))
        return redirect(_address(found))
    asked = form.cleaned_data["reply_to"]
    reply_to = get_object_or_404(found.comments, pk=asked, reply_to=None) if asked else None
    writing.comment(
        found,
        by=request.user,
        at=timezone.now(),
        text=form.cleaned_data["text"],
        reply_to=reply_to,
    )
    return redirect(f"{_address(found)}#comments")


@require_POST
def comment_settle(request: MemberRequest, pk: int) -> HttpResponse:
    reports = Report.objects.visible_to(request.user)
    asked = get_object_or_404(
        Comment.objects.select_related("part__report"), pk=pk, part__report__in=reports
    )
    writing.settle(asked, by=request.user, at=timezone.now())
    return redirect(f"{_address(asked.part)}#comments")


@form_page
def report_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Gather once more while it is a draft; the page asks first."""
    report = seen_report(request, pk)
    if request.method == "POST":
        assembly.put_together_again(report, by=request.user, at=timezone.now())
        return redirect(report)
    may_write(request.user, report).require()
    return render(request, "reports/report_again.html", {"report": report})


def _address(part: ReportPart) -> str:
    return f"{reverse('reports:report', args=[part.report_id])}?part={part.key}"
