"""The list of presentations, its file, and the record with its review (P-III.C.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from documents.tables import csv_bytes
from outreach.concerns.permissions import may_export, may_log
from outreach.drafts import workflow as drafts
from outreach.models import Concern, Draft, Presentation
from outreach.open_work import BRIEFS
from outreach.presentations import workflow
from outreach.presentations.changes import since_returned
from outreach.presentations.forms.filters import PresentationFilter
from outreach.presentations.listing import EXPORTED, exported, view_for, views_for, with_counts
from outreach.presentations.permissions import may_change_brief, may_review_brief
from outreach.reminders.reminded import happened_to
from pages.forms.days import is_twice
from pages.forms.notes import NoteForm
from pages.requests import MemberRequest
from pages.responses import form_page, refused
from personnel.models import Member
from policies.clauses import first_link
from policies.current import policy, setting, today
from records.history import StaleRecord, StepRefused, check_onward
from records.wording import day_words, moment_words, number_words

PAGE = 25
# Where the policies ask for presentations and for a brief report on each.
BRIEF_REPORT = ("P-III.C.1", "K-IV.E.2", "A-1.B.4", "N-III.C.8", "C-7")
CHANGED = "It was filed again while you were reading. Read it as it is now, then decide."
Status = Presentation.Status


@require_safe
def presentation_list(request: MemberRequest) -> HttpResponse:
    member = request.user
    seen = Presentation.objects.visible_to(member)
    view = view_for(member, request.GET.get("view", ""))
    narrowed = PresentationFilter(request.GET, view.among(seen, member))
    # Counted for the presentations of one page alone, not for those before it.
    keys = narrowed.qs.values_list("pk", flat=True)
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    page.object_list = with_counts(seen.filter(pk__in=list(page)), member)
    counts = [(one, one.among(seen, member).count()) for one in views_for(member)]
    return render(
        request,
        "outreach/presentations/list.html",
        {
            "filter": narrowed,
            "page_obj": page,
            "view": view,
            "views": counts,
            "total": dict(counts)[view],
            "drafts": drafts.unfinished(Draft.Form.PRESENTATION, member),
            "may_log": may_log(member),
            "may_export": may_export(member),
        },
    )


@require_safe
def presentations_export(request: MemberRequest) -> HttpResponse:
    """The list under the same view and filter, as CSV."""
    member = request.user
    may_export(member).require()
    view = view_for(member, request.GET.get("view", ""))
    seen = view.among(Presentation.objects.visible_to(member), member)
    narrowed = PresentationFilter(request.GET, seen)
    content = csv_bytes(EXPORTED, exported(with_counts(narrowed.qs, member)))
    name = f"presentations-{view.key}-{today().isoformat()}.csv"
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)


@require_safe
def presentation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    presentation, member = visible(request, pk), request.user
    concerns = _heard_at(presentation, member)
    steps = list(presentation.steps.select_related("by"))
    filed_on, returned = _first_filed(presentation, steps), last_return(steps)
    due_on = presentation.held_on + timedelta(days=setting("brief_due_days"))
    clause = first_link(policy(), *BRIEF_REPORT)
    return render(
        request,
        "outreach/presentations/detail.html",
        {
            **_said(presentation, member),
            "held": held_words(presentation),
            "voiced": [concern_row(one) for one in concerns if not one.is_potential],
            "potential": [concern_row(one) for one in concerns if one.is_potential],
            "entries": happened_to(BRIEFS.key, presentation.pk, steps),
            "filed_on": filed_on,
            "due_on": due_on,
            "filed_late": filed_on > due_on,
            "awaits_review": presentation.status == Status.FILED,
            "is_returned": presentation.status == Status.RETURNED,
            "may_review": may_review_brief(member, presentation),
            # Refusals are told to who could be asked to review, not to its author or to readers.
            "shows_refusals": member.works and member.pk != presentation.presenter_id,
            "reviewers": reviewer_words(presentation),
            "may_change": may_change_brief(member, presentation),
            "returned": returned,
            "returned_title": returned_title(returned),
            "clause": clause,
            "review_clause": first_link(policy(), "P-III.C.1"),
        },
    )


def _said(presentation: Presentation, member: Member) -> dict[str, Any]:
    """What the brief report says, and what became of it since it was returned."""
    since = since_returned(presentation, member)
    return {
        "presentation": presentation,
        "facts": _facts(presentation),
        "since": since,
        "heard_since": [concern_row(one) for one in since.heard] if since else [],
    }


def _heard_at(presentation: Presentation, member: Member) -> list[Concern]:
    """What was heard there, as far as `member` may know of it, in the order it was typed."""
    seen = Concern.objects.visible_to(member).filter(presentation=presentation)
    return list(seen.select_related("category").order_by("pk"))


def _facts(presentation: Presentation) -> list[tuple[str, Any]]:
    group = presentation.group
    return [
        ("Topic", presentation.topic),
        ("When", held_words(presentation)),
        ("Place", presentation.place),
        ("Who it was for", presentation.audience),
        ("Group", group and format_html('<a href="{}">{}</a>', group.get_absolute_url(), group)),
        ("Participants", number_words(presentation.participants)),
        ("Presenter", presentation.presenter.full_name),
        ("Presented with", presentation.co_presenters),
        ("Division", presentation.division),
    ]


def held_words(presentation: Presentation) -> str:
    """When it was held; with the clock's name in the hour that came twice."""
    words = moment_words(presentation.held_at)
    if is_twice(presentation.held_at):
        return f"{words} ({timezone.localtime(presentation.held_at):%Z})"
    return words


def concern_row(concern: Concern) -> dict[str, Any]:
    """One line of components/row.html for a concern."""
    return {
        "title": concern.summary,
        "url": concern.get_absolute_url(),
        "sub": f"{concern.number}, {concern.category}",
        "status": concern.status,
    }


def _first_filed(presentation: Presentation, steps: list[Any]) -> date:
    """The day it was filed for the first time: filing it again does not make it late."""
    return timezone.localdate(steps[0].at) if steps else presentation.filed_on


def last_return(steps: list[Any]) -> Any:
    """The step by which it was last returned, with its note."""
    return next((step for step in reversed(steps) if step.to_status == Status.RETURNED), None)


def reviewer_words(presentation: Presentation) -> str:
    """Who reviews it: “Sgt. Baptiste”, “Maj. Calloway or Chief Varga”."""
    names = [str(one) for one in workflow.reviewers_of(presentation)[:3]]
    return " or ".join(names) or "a supervisor, and none is named yet"


def returned_title(step: Any) -> str:
    return f"{step.by} returned it on {day_words(timezone.localtime(step.at))}" if step else ""


@require_POST
def presentation_accept(request: MemberRequest, pk: int) -> HttpResponse:
    presentation = visible(request, pk)
    try:
        seen = seen_version(request)
        workflow.accept(presentation, by=request.user, at=timezone.now(), seen=seen)
    except StepRefused as refusal:
        return refused(request, str(refusal), presentation.get_absolute_url())
    except StaleRecord:
        return refused(request, CHANGED, presentation.get_absolute_url())
    messages.success(request, f"The brief report of {presentation.presenter} is reviewed.")
    return redirect(presentation)


@form_page
def presentation_return(request: MemberRequest, pk: int) -> HttpResponse:
    presentation = visible(request, pk)
    may_review_brief(request.user, presentation).require()
    if request.method != "POST":
        check_onward(presentation, Presentation.Status.RETURNED, steps=workflow.STEPS)
    form = NoteForm(request.POST or None, label="What is missing?")
    if request.method != "POST" or not form.is_valid():
        version = seen_version(request) if request.method == "POST" else presentation.version
        context = _said(presentation, request.user) | {"form": form, "version": version}
        context["heard"] = [concern_row(one) for one in _heard_at(presentation, request.user)]
        status = 422 if form.errors else 200
        return render(request, "outreach/presentations/return.html", context, status=status)
    try:
        workflow.send_back(
            presentation,
            by=request.user,
            at=timezone.now(),
            note=form.cleaned_data["note"],
            seen=seen_version(request),
        )
    except StepRefused as refusal:
        return refused(request, str(refusal), presentation.get_absolute_url())
    except StaleRecord:
        return refused(request, CHANGED, presentation.get_absolute_url())
    messages.success(request, f"The brief report is back with {presentation.presenter}.")
    return redirect(presentation)


def seen_version(request: MemberRequest) -> int:
    """The version the page was made from; a form that names none was made from none."""
    written = request.POST.get("version", "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def visible(request: MemberRequest, pk: int) -> Presentation:
    """The presentation, or 404 for whoever may not see it."""
    seen = Presentation.objects.visible_to(request.user)
    related = seen.select_related("topic", "presenter", "division", "group")
    return get_object_or_404(related, pk=pk)
