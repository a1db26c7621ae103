"""The register of groups: list, record, form, and who speaks for them (A-1.A.1, A-3.B, K-IV.P)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from analysis.boundaries import MOST_NEAR, notes_on
from analysis.drawing import drawing, size_words
from documents.tables import csv_bytes
from outreach.concerns.permissions import may_export, may_log
from outreach.groups.forms import GroupFilter, GroupForm
from outreach.groups.overlapping import meeting_box, overlaps_of
from outreach.groups.permissions import may_change_representatives, may_keep_groups
from outreach.groups.workflows import groups as workflow
from outreach.groups.workflows.status import decide_status
from outreach.models import (
    CommunityGroup,
    Concern,
    FormerContact,
    Presentation,
    Representative,
)
from pages.forms.told_apart import apart
from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from personnel.models import Member
from policies.clauses import first_link
from policies.current import local_day, policy
from records.history import StaleRecord, StepRefused
from records.wording import Entry, day_words, number_words

# Where the five policies speak of liaison with groups.
REGISTER = ("A-1.A.1", "K-IV.P", "P-II.A", "N-III.C.1", "C-7")
PAGE = 25
SHOWN = 10
EXPORTED = [
    "Group",
    "Kind",
    "Status",
    "Where",
    "Meetings",
    "Liaison",
    "Representatives",
    "Open concerns",
    "Presentations",
]


@require_safe
def group_list(request: MemberRequest) -> HttpResponse:
    seen = CommunityGroup.objects.visible_to(request.user)
    narrowed = GroupFilter(request.GET, seen)
    # Counted for the groups of one page alone, not for those before it.
    keys = narrowed.qs.values_list("pk", flat=True)
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(seen.filter(pk__in=list(page)), request.user))
    page.object_list = _told_apart(rows, seen)
    return render(
        request,
        "outreach/groups/list.html",
        {
            "filter": narrowed,
            "page_obj": page,
            "total": seen.count(),
            "may_keep": may_keep_groups(request.user),
            "may_export": may_export(request.user),
        },
    )


def _told_apart(rows: list[CommunityGroup], seen: QuerySet[CommunityGroup]) -> list[CommunityGroup]:
    """With what tells each from others of its name (`apart`), wherever in the list they stand."""
    alike = seen.filter(name__in=[group.name for group in rows]).defer("boundary")
    told = apart(alike.order_by("pk"))
    for group in rows:
        group.apart = told.get(group.pk, "")  # type: ignore[attr-defined]
    return rows


@require_safe
def groups_export(request: MemberRequest) -> HttpResponse:
    """The list as it is narrowed, as CSV; representatives by name, without phone or e-mail."""
    may_export(request.user).require()
    narrowed = GroupFilter(request.GET, CommunityGroup.objects.visible_to(request.user))
    content = csv_bytes(EXPORTED, map(_exported, _rows(narrowed.qs, request.user)))
    named = {"Content-Disposition": 'attachment; filename="groups.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)


def _exported(group: Any) -> tuple[object, ...]:
    return (
        group.name,
        group.get_kind_display(),
        group.get_status_display(),
        group.location,
        group.meetings,
        group.liaison.full_name if group.liaison else "",
        "; ".join(_named(one) for one in group.speaking),
        group.open_concerns,
        group.presentations_held,
    )


def _named(representative: Representative) -> str:
    position = f", {representative.position}" if representative.position else ""
    return f"{representative.name}{position}"


def _rows(groups: QuerySet[CommunityGroup], member: Member) -> QuerySet[CommunityGroup]:
    """Groups with who speaks for them today, and counts of what `member` may see."""
    today = local_day(timezone.now())
    speaking = Representative.objects.serving_on(today)
    return (
        groups.select_related("liaison")
        .prefetch_related(Prefetch("representatives", speaking, to_attr="speaking"))
        .annotate(
            open_concerns=_counted(Concern.objects.visible_to(member).open()),
            presentations_held=_counted(Presentation.objects.visible_to(member)),
        )
        .defer("boundary")
    )


def _counted(records: QuerySet[Any]) -> Coalesce:
    of_group = records.filter(group=OuterRef("pk")).order_by().values("group")
    return Coalesce(Subquery(of_group.annotate(n=Count("pk")).values("n")), 0)


@require_safe
def group_detail(request: MemberRequest, pk: int) -> HttpResponse:
    group = visible(request, pk)
    member, today = request.user, local_day(timezone.now())
    speaking = group.representatives.serving_on(today)
    concerns = Concern.objects.visible_to(member).filter(group=group)
    presentations = Presentation.objects.visible_to(member).filter(group=group)
    return render(
        request,
        "outreach/groups/detail.html",
        {
            "group": group,
            "today": today,
            "speaking": speaking,
            "former": [_ended(one) for one in group.representatives.filter(until__lt=today)],
            "contacts": [_corrected(one) for one in former_contacts(group)],
            "concerns": [_row(one) for one in concerns.open()[:SHOWN]],
            "open_count": concerns.open().count(),
            "concern_count": concerns.count(),
            "presentations": [
                _held(one) for one in presentations.select_related("topic", "presenter")[:SHOWN]
            ],
            "presentation_count": presentations.count(),
            "open_query": f"?view=open&group={group.pk}",
            "all_query": f"?view=all&group={group.pk}",
            "may_keep": may_keep_groups(member),
            "proposal": group.proposals.open().first(),
            "may_change": may_change_representatives(member, group),
            "may_log": may_log(member),
            **_where(group),
        },
    )


@require_POST
def group_status(request: MemberRequest, pk: int) -> HttpResponse:
    """The unit's decision on the status that a file proposes."""
    group = visible(request, pk)
    may_keep_groups(request.user).require()
    typed = request.POST.get("proposal", "")
    proposal = get_object_or_404(group.proposals.all(), pk=int(typed) if typed.isdecimal() else 0)
    accepted = request.POST.get("decision") == "accept"
    try:
        decide_status(proposal, accepted=accepted, by=request.user, at=timezone.now())
    except (StepRefused, StaleRecord) as refusal:
        context = {"reason": str(refusal), "back_url": group.get_absolute_url()}
        return render(request, "409.html", context, status=409)
    messages.success(request, f"{group} is {proposal.group.get_status_display().lower()}.")
    return redirect(group)


def _ended(representative: Representative) -> dict[str, Any]:
    """One line of the timeline for someone who no longer speaks for the group."""
    until = day_words(representative.until)  # type: ignore[arg-type]
    since = day_words(representative.since) if representative.since else ""
    return {
        "title": _named(representative),
        "when": f"{since} to {until}" if since else f"Until {until}",
        "icon": "person-dash",
    }


def former_contacts(group: CommunityGroup) -> QuerySet[FormerContact]:
    rows = FormerContact.objects.filter(representative__group=group)
    return rows.select_related("representative", "corrected_by")


def _corrected(former: FormerContact) -> Entry:
    """One line of the timeline for how somebody was reached until a day."""
    until = f"Until {day_words(former.corrected_on)}"
    return Entry(former.representative.name, until, former.corrected_by, str(former), "", "pencil")


def _row(concern: Concern) -> dict[str, Any]:
    """One line of components/row.html for an open concern, with the answer that is due."""
    return {
        "title": concern.summary,
        "url": concern.get_absolute_url(),
        "sub": concern.number,
        "status": concern.status,
        "due": None if concern.answered_on else concern.answer_by,
        "what": "Answer",
    }


def _held(presentation: Presentation) -> dict[str, Any]:
    came = f"{number_words(presentation.participants)} came"
    return {
        "title": presentation.topic,
        "url": presentation.get_absolute_url(),
        "sub": f"{day_words(presentation.held_on)}, {presentation.presenter}, {came}",
        "status": presentation.status,
    }


def _where(group: CommunityGroup) -> dict[str, Any]:
    """The boundary as a picture and in words, with the groups it overlaps."""
    if not group.boundary:
        return {"clause": first_link(policy(), *REGISTER)}
    near = meeting_box(CommunityGroup.objects.active().exclude(pk=group.pk), group.box)
    overlaps = overlaps_of(group, near[:MOST_NEAR])
    return {
        "clause": first_link(policy(), *REGISTER),
        "overlaps": overlaps,
        "drawing": drawing(group.boundary, group.box, [one.other.boundary for one in overlaps]),
        "size": size_words(group.box),
        "boundary_notes": notes_on(group.box),
    }


@sent_once()
@form_page
def group_new(request: MemberRequest) -> HttpResponse:
    may_keep_groups(request.user).require()
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = workflow.register(form.save(commit=False), by=request.user)
        return _saved(request, form, group, f"{group} is in the register.")
    return _group_page(request, form)


@form_page
def group_edit(request: MemberRequest, pk: int) -> HttpResponse:
    group = visible(request, pk)
    may_keep_groups(request.user).require()
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            workflow.correct(group, by=request.user, seen=seen, fields=form.changed_fields)
        except StaleRecord:
            return _conflict_page(request, form, pk)
        return _saved(request, form, group, "The changes are saved.")
    return _group_page(request, form)


def _saved(
    request: MemberRequest, form: GroupForm, group: CommunityGroup, words: str
) -> HttpResponse:
    messages.success(request, words)
    # What the boundary's own card goes on saying need not be said twice.
    for note in set(form.notes) - set(notes_on(group.box)):
        messages.info(request, note)
    return redirect(group)


def _group_page(request: MemberRequest, form: GroupForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 422 if form.errors else 200)
    context = {"form": form, "group": form.instance if form.instance.pk else None, **more}
    return render(request, "outreach/groups/form.html", context, status=status)


def _conflict_page(request: MemberRequest, form: GroupForm, pk: int) -> HttpResponse:
    """Somebody saved first: both versions, what was typed, and the version to save over."""
    saved = CommunityGroup.objects.get(pk=pk)
    differing = form.differing(saved)
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = GroupForm(typed, instance=saved)
    return _group_page(request, again, status=409, differing=differing)


def visible(request: MemberRequest, pk: int) -> CommunityGroup:
    """The group, or 404 for whoever may not see it."""
    groups = CommunityGroup.objects.visible_to(request.user).select_related("liaison")
    return get_object_or_404(groups, pk=pk)
