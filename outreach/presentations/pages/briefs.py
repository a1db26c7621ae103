"""The brief report as it is typed: logged, kept as a draft, filed, and filed again (P-III.C.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from outreach.concerns.permissions import may_log
from outreach.drafts import workflow as drafts
from outreach.models import CommunityGroup, Concern, Draft, Presentation
from outreach.presentations import workflow
from outreach.presentations.forms.presentations import BriefReport, differences, typed_in
from outreach.presentations.pages.presentations import (
    BRIEF_REPORT,
    last_return,
    returned_title,
    reviewer_words,
    seen_version,
    visible,
)
from outreach.presentations.permissions import may_change_brief
from pages.requests import MemberRequest
from pages.responses import form_page, refused
from pages.sent_once import as_key, sent_once
from personnel.models import Member
from policies.clauses import first_link
from policies.current import policy
from records.history import StaleRecord, StepRefused
from records.wording import clock_words, in_words

NOT_TYPED = ("csrfmiddlewaretoken", "draft", "more", "version")


def filed_before(key: UUID, member: Member) -> tuple[str, str] | None:
    """Where the brief report is that `member` filed with this form; it has no number."""
    earlier = workflow.filed_already(key, member)
    return ("", earlier.get_absolute_url()) if earlier else None


@sent_once("draft", found=filed_before, another="File another")
@form_page
def presentation_new(request: MemberRequest) -> HttpResponse:
    may_log(request.user).require()
    now = timezone.now()
    if request.method != "POST":
        return _begin(request, now)
    if "more" in request.POST:
        return _form_page(request, _as_typed(request, now))
    report = BriefReport(request.POST, member=request.user, now=now)
    if not report.is_valid():
        return _form_page(request, report, status=422)
    return _file(request, report, now)


def _begin(request: MemberRequest, now: datetime) -> HttpResponse:
    """An empty form, one for a group, or a draft where it was left."""
    unfinished = drafts.unfinished(Draft.Form.PRESENTATION, request.user)
    draft = next((one for one in unfinished if str(one.key) == request.GET.get("draft")), None)
    typed = draft.typed if draft else _of_group(request)
    report = BriefReport(member=request.user, now=now, typed=typed)
    others = [] if draft or typed else unfinished
    return _form_page(
        request, report, key=draft.key if draft else _key(request), draft=draft, others=others
    )


def _of_group(request: MemberRequest) -> dict[str, Any]:
    """What is known when the form is opened from a group's page."""
    pk = request.GET.get("group", "")
    groups = CommunityGroup.objects.visible_to(request.user).active()
    group = groups.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None
    if group is None:
        return {}
    return {"group": group.pk, "audience": group.name}


def _file(request: MemberRequest, report: BriefReport, now: datetime) -> HttpResponse:
    member, key = request.user, _key(request)
    earlier = workflow.filed_already(key, member)
    if earlier:
        return _filed_before(request, report, earlier)
    try:
        presentation = workflow.file_brief(
            report.brief, report.heard, by=member, at=now, submission=key
        )
    except StepRefused as refusal:
        return _form_page(request, report, status=409, key=uuid4(), used=str(refusal))
    # What was filed a moment ago is the same; what another window sent first may not be.
    if differences(presentation, report):
        return _filed_before(request, report, presentation)
    messages.success(request, _filed_words(presentation, report))
    return _see(request, report, presentation)


def _filed_before(
    request: MemberRequest, report: BriefReport, earlier: Presentation
) -> HttpResponse:
    """The same form again: the record it made; with other words in it, both versions."""
    differing = differences(earlier, report)
    if differing:
        filed = earlier.steps.first()
        more = {"earlier": earlier, "earlier_at": filed and filed.at, "differing": differing}
        return _form_page(request, report, status=409, **more)
    messages.info(request, "This brief report was filed already. Nothing was filed twice.")
    return redirect(earlier)


def _filed_words(presentation: Presentation, report: BriefReport) -> str:
    """“It is filed. It waits for Sgt. Baptiste. Two concerns were logged from it.”"""
    words = f"The brief report is filed. It waits for {reviewer_words(presentation)}."
    heard = len(report.heard)
    if heard:
        logged = "concern was" if heard == 1 else "concerns were"
        words += f" {in_words(heard).capitalize()} {logged} logged from it."
    return words


def _see(request: MemberRequest, report: BriefReport, presentation: Presentation) -> HttpResponse:
    if report.facts.note:
        messages.info(request, report.facts.note)
    return redirect(presentation)


@require_POST
def presentation_draft(request: MemberRequest) -> HttpResponse:
    """Keep what is typed so far (autosave)."""
    key, now = _key(request), timezone.now()
    try:
        drafts.keep(Draft.Form.PRESENTATION, _typed(request), key=key, by=request.user, at=now)
    except StepRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    return JsonResponse({"saved": clock_words(now), "draft": str(key)})


@form_page
def presentation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """File a returned brief report again, corrected by its presenter."""
    presentation, now = visible(request, pk), timezone.now()
    may_change_brief(request.user, presentation).require()
    if presentation.status != Presentation.Status.RETURNED:
        reason = "Only a returned brief report is corrected and filed again."
        return refused(request, reason, presentation.get_absolute_url())
    report_of = partial(BriefReport, member=request.user, now=now, record=presentation)
    if request.method != "POST":
        report = report_of(typed=typed_in(presentation))
        return _again_page(request, presentation, report)
    if "more" in request.POST:
        report = report_of(typed=_typed(request), more=request.POST["more"])
        return _again_page(request, presentation, report)
    report = report_of(request.POST)
    if not report.is_valid():
        return _again_page(request, presentation, report, status=422)
    return _file_again(request, presentation, report, now)


def _file_again(
    request: MemberRequest, presentation: Presentation, report: BriefReport, now: datetime
) -> HttpResponse:
    try:
        workflow.file_again(
            presentation,
            report.brief,
            report.heard,
            by=request.user,
            at=now,
            seen=seen_version(request),
        )
    except (StepRefused, StaleRecord):
        reason = "You filed it again in another window. What you typed here was not saved."
        return refused(request, reason, presentation.get_absolute_url())
    messages.success(request, "The brief report is filed again.")
    return _see(request, report, presentation)


def _again_page(
    request: MemberRequest, presentation: Presentation, report: BriefReport, status: int = 200
) -> HttpResponse:
    returned = last_return(list(presentation.steps.select_related("by")))
    logged = Concern.objects.visible_to(request.user).filter(presentation=presentation)
    return _form_page(
        request,
        report,
        status=status,
        presentation=presentation,
        version=request.POST.get("version", presentation.version),
        returned=returned,
        returned_title=returned_title(returned),
        logged=logged,
    )


def _form_page(
    request: MemberRequest, report: BriefReport, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": report,
        "key": _key(request),
        "clause": first_link(policy(), *BRIEF_REPORT),
        **more,
    }
    return render(request, "outreach/presentations/form.html", context, status=status)


def _as_typed(request: MemberRequest, now: datetime) -> BriefReport:
    """The same page with another row, and nothing found wrong yet."""
    return BriefReport(
        member=request.user, now=now, typed=_typed(request), more=request.POST["more"]
    )


def _typed(request: MemberRequest) -> Mapping[str, str]:
    return {name: text for name, text in request.POST.items() if name not in NOT_TYPED}  # type: ignore[misc]


def _key(request: MemberRequest) -> UUID:
    """The form's own id: one form makes one record, however often it is sent."""
    return as_key(request.POST.get("draft") or request.GET.get("draft")) or uuid4()
