"""The record of a concern: its page, its corrections, and who raised it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from outreach.concerns.forms.concerns import CorrectionForm
from outreach.concerns.gate import gate
from outreach.concerns.lateness import NextDate, next_date
from outreach.concerns.pages.finding import on_concern
from outreach.concerns.permissions import (
    may_decide,
    may_edit,
    may_hand_action,
    may_hand_watch,
    may_read_identity,
    may_recommend,
    may_record_progress,
    may_remind,
    may_remind_owner,
    may_watch,
    may_work_on,
)
from outreach.concerns.record import ConcernRecord, record_of
from outreach.concerns.similar import like_concern
from outreach.concerns.timeline import entries
from outreach.concerns.workflows import concerns as workflow
from outreach.models import Concern, ConcernNote, Reporter
from outreach.redactions.permissions import may_redact
from pages.requests import MemberRequest
from pages.responses import form_page
from personnel.models import Member
from policies.clauses import ruling
from policies.current import policy, today
from records.history import StaleRecord


@require_safe
@on_concern
def concern_detail(request: MemberRequest, concern: Concern) -> HttpResponse:
    day, member, pack = today(), request.user, policy()
    record = record_of(concern, member=member)
    pending = record.pending
    return render(
        request,
        "outreach/concerns/detail.html",
        {
            "concern": concern,
            "record": record,
            "today": day,
            "entries": entries(record, day),
            "ways": gate(record, member, pack),
            "days_open": concern.days_open(day),
            "next": _next_date(record),
            "check_is_late": record.late_check(day),
            "progressed": _with_verdicts(record, member),
            "similar": like_concern(concern, member=member, day=day),
            "has_reporter": Reporter.objects.filter(concern=concern).exists(),
            **_reminding(record, member),
            "may_edit": may_edit(member, concern),
            "may_redact": may_redact(member, concern),
            "may_note": may_work_on(member, concern),
            "may_recommend": may_recommend(member, concern),
            "may_watch": may_watch(member, pending) if pending else None,
            "may_read_identity": may_read_identity(member, concern),
            "referral_clause": ruling(pack, "referral"),
            "actions_clause": ruling(pack, "actions"),
            "restricted_clause": ruling(pack, "restricted"),
        },
    )


def _next_date(record: ConcernRecord) -> NextDate | None:
    """The first thing due on the record as this member sees it."""
    concern, pending = record.concern, record.pending
    concern.check_on = pending.next_check_on if pending else None  # type: ignore[attr-defined]
    concern.action_on = min((one.due_on for one in record.open_actions), default=None)  # type: ignore[attr-defined]
    return next_date(concern)


def _with_verdicts(record: ConcernRecord, member: Member) -> list[dict[str, Any]]:
    """Each action with its last progress note and what this member may do with it."""
    decides = may_decide(member, record.concern)
    return [
        {
            "action": action,
            "last": list(action.progress.all())[-1:],
            "may_record": may_record_progress(member, action),
            "may_hand": may_hand_action(member, action),
            "may_remind": not action.ended_on and may_remind(member, action.owner, decides),
        }
        for action in record.actions
    ]


def _reminding(record: ConcernRecord, member: Member) -> dict[str, Any]:
    """Whether this member may remind the owner of the concern, and who asks after its referral."""
    concern, pending = record.concern, record.pending
    decides, owes = may_decide(member, concern), may_remind_owner(member, concern)
    watcher = pending.watched_by if pending else None
    return {
        "may_remind": may_remind(member, concern.owner, owes),
        "may_remind_watcher": watcher and may_remind(member, watcher, decides),
        "may_hand_watch": pending and may_hand_watch(member, pending),
    }


@form_page
@on_concern
def concern_edit(request: MemberRequest, concern: Concern) -> HttpResponse:
    """Correct a record; of two who do so at once, the second sees both versions."""
    verdict = may_edit(request.user, concern)
    sent = request.POST if request.method == "POST" else None
    if not verdict and not (sent and may_work_on(request.user, concern)):
        verdict.require()
    form = CorrectionForm(sent, instance=concern, member=request.user)
    if not verdict:
        # Settled while they were writing: what they typed is shown, so that none of it is lost.
        return _edit_page(request, concern, form, status=409, verdict=verdict)
    if not form.is_valid():
        return _edit_page(request, concern, form, status=422 if form.is_bound else 200)
    try:
        workflow.correct(
            concern,
            by=request.user,
            at=timezone.now(),
            seen=form.cleaned_data["version"],
            changes=form.changes(),
        )
    except StaleRecord:
        verdict = may_edit(request.user, Concern.objects.get(pk=concern.pk))
        if not verdict:
            return _edit_page(request, concern, form, status=409, verdict=verdict)
        return _conflict(request, concern, form)
    messages.success(request, f"{concern.number} is corrected.")
    return redirect(concern)


def _conflict(request: MemberRequest, concern: Concern, form: CorrectionForm) -> HttpResponse:
    """Both versions side by side; saved again, the typed one is meant."""
    saved = Concern.objects.get(pk=concern.pk)
    last = saved.notes.filter(kind=ConcernNote.Kind.EDIT).select_related("by").last()
    conflict = {
        "by": last.by if last else None,
        "when": last.at if last else timezone.now(),
        "fields": form.differing(saved),
    }
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    form.data = typed
    return _edit_page(request, concern, form, status=409, conflict=conflict)


def _edit_page(
    request: MemberRequest, concern: Concern, form: CorrectionForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"concern": concern, "form": form, "number": concern.number, **more}
    return render(request, "outreach/concerns/edit.html", context, status=status)


@never_cache
@require_POST
@on_concern
def concern_identity(request: MemberRequest, concern: Concern) -> HttpResponse:
    """Who raised it, shown once; the reading is recorded before the page is made (floor 5)."""
    earlier = list(concern.identity_readings.select_related("by")[:10])
    reporter = workflow.read_identity(concern, by=request.user, at=timezone.now())
    page = {"concern": concern, "reporter": reporter, "earlier": earlier}
    return render(request, "outreach/concerns/identity.html", page)
