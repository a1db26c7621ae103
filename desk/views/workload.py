"""The workload by person, the rows behind its numbers, and the button that reminds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from desk.workload import (
    KINDS,
    NOBODY,
    WHEN,
    Asked,
    Load,
    OpenRows,
    loads,
    may_read_workload,
    scope_of,
)
from documents.tables import csv_bytes
from outreach.concerns.permissions import may_remind
from outreach.reminders.workflow import remind
from pages.requests import MemberRequest
from personnel.models import Division, Member
from policies.current import today
from records.history import StepRefused

PAGE = 25
EXPORTED = ("Name", "Division", "Open", "Late", "Due in the next seven days", "Oldest since")


@require_safe
def workload(request: MemberRequest) -> HttpResponse:
    """Open, late, due soon and the oldest, for each person the reader answers for."""
    may_read_workload(request.user).require()
    asked, named, day = _asked(request), request.GET.get("q", "").strip()[:120], today()
    page = Paginator(loads(request.user, asked, day, named), PAGE).get_page(request.GET.get("page"))
    context = _offered(request, asked) | {
        "q": named,
        "page_obj": page,
        "rows": [(load, _numbers(load, asked)) for load in page],
        "export_url": f"{reverse('desk:workload-export')}?{request.GET.urlencode()}",
        "today": day,
    }
    return render(request, "desk/workload.html", context)


@require_safe
def workload_export(request: MemberRequest) -> HttpResponse:
    """The same as a file: everyone under the same choice, on one sheet."""
    may_read_workload(request.user).require()
    day, named = today(), request.GET.get("q", "").strip()[:120]
    rows = [_line(load) for load in loads(request.user, _asked(request), day, named)]
    return HttpResponse(
        csv_bytes(EXPORTED, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="workload-{day.isoformat()}.csv"'},
    )


@require_safe
def open_rows(request: MemberRequest) -> HttpResponse:
    """The records behind one number of the workload."""
    may_read_workload(request.user).require()
    asked, day = _asked(request), today()
    page = Paginator(OpenRows(request.user, asked, day), PAGE).get_page(request.GET.get("page"))
    rows = [
        (row, may_remind(request.user, row.holder, row.kind.decides(request.user, row.record)))
        for row in page.object_list
    ]
    context = _offered(request, asked) | {
        "page_obj": page,
        "rows": rows,
        "whose": _whose(asked),
        "when_words": WHEN[asked.when],
        "here": request.get_full_path(),
        "today": day,
    }
    return render(request, "desk/open_rows.html", context)


@require_POST
def reminder(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Remind who has the record; back to the list or the record where the button stood."""
    if kind not in KINDS:
        raise Http404
    of = KINDS[kind]
    record = get_object_or_404(of.open_to(request.user).select_related(of.path), pk=pk)
    try:
        made = remind(record, kind=of, by=request.user, at=timezone.now())
    except StepRefused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"{made.to.short_name} is reminded of it.")
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(reverse("desk:open-rows") + "?") else of.url(record))


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; what it may not or cannot ask for narrows nothing."""
    member: Member = request.user  # type: ignore[assignment]
    division = scope_of(member) or _division(request.GET.get("division", ""))
    kind, when, holder = (request.GET.get(name, "") for name in ("kind", "when", "holder"))
    return Asked(
        division=division,
        kind=kind if kind in KINDS else "",
        holder=_holder(holder),
        when=when if when in WHEN else "open",
    )


def _holder(asked: str) -> int | str:
    """The key of a member, NOBODY, or nothing for everybody."""
    if asked.isdecimal() and len(asked) < 10:
        return int(asked)
    return NOBODY if asked == NOBODY else ""


def _division(key: str) -> Division | None:
    return Division.objects.filter(key=key).first() if key else None


def _offered(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    """What the page can be narrowed by, and by what it is."""
    scope = scope_of(request.user)
    return {
        "asked": asked,
        "scope": scope,
        "divisions": [] if scope else Division.objects.all(),
        "kinds": list(KINDS.values()),
    }


def _numbers(load: Load, asked: Asked) -> list[tuple[str, int, str]]:
    """Each number of a person with its heading and the address of the rows behind it."""
    same = {"holder": load.key, "kind": asked.kind}
    if asked.division:
        same["division"] = asked.division.key
    rows = reverse("desk:open-rows")
    return [
        (words, load.counts[when], f"{rows}?{urlencode(same | {'when': when})}")
        for when, words in WHEN.items()
    ]


def _line(load: Load) -> tuple[Any, ...]:
    name = load.member.full_name if load.member else "Nobody's"
    division = load.member.division if load.member else None
    counts = (load.counts[when] for when in WHEN)
    return (name, str(division or ""), *counts, load.oldest)


def _whose(asked: Asked) -> str:
    """“Officer Casey Sample”, “nobody's”, or nothing for everybody's."""
    if asked.holder == NOBODY:
        return "Nobody's"
    member = Member.objects.filter(pk=asked.holder).first() if asked.holder else None
    return member.full_name if member else "Everybody's"
