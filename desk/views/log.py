"""The audit log: who did what to which record (role matrix, row 51)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import may_read_log
from desk.audit_log import EXPORTED, entries_for, exported, lines
from desk.log_filter import USUALLY, LogFilter
from documents.tables import csv_bytes
from pages.counting import MOST, count_up_to_most, count_words
from pages.requests import MemberRequest
from pages.responses import refused
from policies.current import today

PAGE = 50


@require_safe
def log(request: MemberRequest) -> HttpResponse:
    may_read_log(request.user).require()
    narrowed = LogFilter(request.GET, entries_for(request.user))
    page = Paginator(narrowed.qs[:MOST], PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": narrowed,
        "page_obj": page,
        "rows": lines(page, request.user),
        "shown": count_words(page.paginator.count),
        "usually": USUALLY.days,
        "clear_url": reverse("desk:log"),
    }
    return render(request, "desk/log.html", context)


@require_safe
def log_export(request: MemberRequest) -> HttpResponse:
    """The same entries as a file."""
    may_read_log(request.user).require()
    found = LogFilter(request.GET, entries_for(request.user)).qs
    if count_up_to_most(found) == MOST:
        back = f"{reverse('desk:log')}?{request.GET.urlencode()}"
        words = f"A file holds fewer than {MOST:,} entries. Choose fewer days."
        return refused(request, words, back)
    content = csv_bytes(EXPORTED, exported(found, request.user))
    name = f"audit-log-{today().isoformat()}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
