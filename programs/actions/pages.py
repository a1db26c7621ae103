"""What a decision promised: one action, its notes, and how it goes on (K-IV.D)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from outreach.reminders.reminded import among
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from policies.current import today
from programs.actions.forms import GiveOnForm, ProgressForm
from programs.actions.permissions import may_hand_promise, may_keep_action
from programs.actions.workflow import give_on, note_progress
from programs.models import Evaluation, ProgramAction
from programs.open_work import PROMISES
from records.history import StepRefused
from records.wording import Entry


def seen_action(request: MemberRequest, pk: int) -> ProgramAction:
    """The promised action, or 404 for whoever may not see it."""
    seen = ProgramAction.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("evaluation__program", "owner"), pk=pk)


@sent_once()
@form_page
def action_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The action with its notes; for who keeps it, the form for another one."""
    action = seen_action(request, pk)
    may_keep = may_keep_action(request.user, action)
    form = ProgressForm(request.POST or None)
    if form.is_valid():
        note_progress(action, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The progress is noted.")
        return redirect(action)
    if form.is_bound:
        may_keep.require()
    readable = Evaluation.objects.visible_to(request.user).filter(pk=action.evaluation_id)
    context = {
        "action": action,
        "evaluation": action.evaluation,
        "reads_evaluation": readable.exists(),
        "notes": among(PROMISES.key, action.pk, map(_entry, action.notes.select_related("by"))),
        "may_keep": may_keep,
        "may_hand": may_hand_promise(request.user, action),
        "form": form,
        "today": today(),
        "is_met": action.status == ProgramAction.Status.DONE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "programs/actions/detail.html", context, status=status)


@sent_once()
@form_page
def action_give_on(request: MemberRequest, pk: int) -> HttpResponse:
    """What was promised goes to somebody else; who had it and who has it are told."""
    action = seen_action(request, pk)
    may_hand_promise(request.user, action).require()
    form = GiveOnForm(
        request.POST if request.method == "POST" else None, action=action, by=request.user
    )
    if form.is_valid():
        try:
            give_on(action, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"It is with {action.owner.short_name} now.")
            return redirect(action)
    context = {"action": action, "evaluation": action.evaluation, "form": form, "today": today()}
    status = 422 if form.is_bound else 200
    return render(request, "programs/actions/give_on.html", context, status=status)


def _entry(note) -> Entry:  # type: ignore[no-untyped-def]
    """One note as a line of the timeline; without a status it says who has it now."""
    if not note.to_status:
        return Entry("Given to another", note.at, note.by, note.note, "", "person-check")
    ended = note.to_status != ProgramAction.Status.PROMISED
    now = ProgramAction.Status(note.to_status)
    title = now.words if ended else "Progress"
    return Entry(title, note.at, note.by, note.note, now.tone, now.icon)
