"""Who speaks for a group: somebody begins, somebody ends, and both stay as history (A-3.B)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from outreach.groups.forms import ContactForm, RepresentativeEndForm, RepresentativeForm
from outreach.groups.pages.groups import visible
from outreach.groups.permissions import may_change_representatives
from outreach.groups.workflows import groups as workflow
from outreach.models import CommunityGroup, Representative
from pages.requests import MemberRequest
from pages.responses import form_page, refused
from pages.sent_once import sent_once
from policies.clauses import first_link
from policies.current import local_day, policy
from records.history import StepRefused
from records.wording import day_words


@sent_once()
@form_page
def representative_new(request: MemberRequest, pk: int) -> HttpResponse:
    group = visible(request, pk)
    may_change_representatives(request.user, group).require()
    now = timezone.now()
    form = RepresentativeForm(request.POST or None, group=group, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        named = form.save(commit=False)
        workflow.name_representative(group, named, by=request.user, at=now)
        messages.success(
            request, f"{named} has spoken for the group since {day_words(named.since)}."
        )
        return redirect(group)
    context = {"form": form, "group": group, "clause": first_link(policy(), "A-3.B")}
    template = "outreach/groups/representative_new.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _representative(request: MemberRequest, pk: int) -> Representative:
    """Somebody who speaks or spoke for a group, for whoever may change that."""
    groups = CommunityGroup.objects.visible_to(request.user)
    found = get_object_or_404(
        Representative.objects.select_related("group"), pk=pk, group__in=groups
    )
    may_change_representatives(request.user, found.group).require()
    return found


@form_page
def representative_contact(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct the telephone or the e-mail of the representative `pk`."""
    found = _representative(request, pk)
    if request.method != "POST":
        workflow.refuse_unless_serving(found, local_day(timezone.now()))
    form = ContactForm(request.POST or None, representative=found)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        contact = {"phone": typed["phone"], "email": typed["email"]}
        seen = (typed["seen_phone"], typed["seen_email"])
        try:
            workflow.correct_contact(
                found, by=request.user, at=timezone.now(), seen=seen, **contact
            )
        except StepRefused as refusal:
            return refused(request, str(refusal), found.group.get_absolute_url())
        messages.success(request, f"How to reach {found} is kept. What stood there is history.")
        return redirect(found.group)
    context = {"form": form, "group": found.group, "representative": found}
    context["clause"] = first_link(policy(), "A-3.B")
    template = "outreach/groups/representative_contact.html"
    return render(request, template, context, status=422 if form.errors else 200)


@form_page
def representative_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Someone no longer speaks for the group; `pk` is the representative's."""
    found = _representative(request, pk)
    if request.method != "POST":
        workflow.refuse_if_ended(found)
    now = timezone.now()
    form = RepresentativeEndForm(request.POST or None, representative=found, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            last_day = form.cleaned_data["last_day"]
            workflow.end_representative(found, by=request.user, at=now, last_day=last_day)
        except StepRefused as refusal:
            return refused(request, str(refusal), found.group.get_absolute_url())
        messages.success(request, f"{found} is kept in the history of the group.")
        return redirect(found.group)
    context = {"form": form, "group": found.group, "representative": found}
    context["clause"] = first_link(policy(), "A-3.B")
    template = "outreach/groups/representative_end.html"
    return render(request, template, context, status=422 if form.errors else 200)
