"""The list of concerns under its saved views and its filter, and the same as a file."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from outreach.concerns import listing
from outreach.concerns.file import EXPORTED, exported, in_files
from outreach.concerns.forms.filters import ConcernFilter
from outreach.concerns.lateness import next_date
from outreach.concerns.listing import SavedView
from outreach.concerns.ordering import KeysInOrder, count_of, counts_of
from outreach.concerns.permissions import may_export, may_log
from pages import counting
from pages.counting import count_words
from pages.requests import MemberRequest
from pages.responses import refused
from personnel.models import Member
from policies.current import today


@require_safe
def concern_list(request: MemberRequest) -> HttpResponse:
    day, member = today(), request.user
    view = listing.view_for(member, request.GET.get("view", ""))
    narrowed = ConcernFilter(request.GET, request.user)
    order = listing.order_asked(request.GET.get("sort", ""), view)
    within = listing.among(view, member, day).narrowed(narrowed.narrow)
    keys = KeysInOrder(within, order)
    page = Paginator(keys, listing.PAGE).get_page(request.GET.get("page"))
    counts = _counts(member, day)
    in_file = count_of(in_files(within, member)) if member.is_command else len(keys)
    return render(
        request,
        "outreach/concerns/list.html",
        {
            "view": view,
            "views": [(one, count_words(counts[one.key])) for one in listing.views_for(member)],
            "filter": narrowed,
            "order": order,
            "order_words": listing.SORTS[order],
            "page": page,
            "rows": [
                (one, next_date(one), one.days_open(day)) for one in listing.rows_of(list(page))
            ],
            "shown": count_words(len(keys)),
            "in_file": count_words(in_file),
            "of": count_words(counts[view.key]) if narrowed.chips else None,
            "none_words": f"Without it there are {count_words(counts[view.key])}.",
            "new_url": reverse("outreach:concern-new") if may_log(member) else "",
            "clear_url": f"{reverse('outreach:concerns')}?view={view.key}",
            "may_export": may_export(member),
            "may_log": may_log(member),
            "closing": view.key == "close",
            "today": day,
        },
    )


def _counts(member: Member, day: date) -> dict[str, int]:
    """How many each saved view holds, none counted beyond what a list shows."""
    views = listing.views_for(member)
    return counts_of({view.key: listing.among(view, member, day) for view in views}, member)


@require_safe
def concern_export(request: MemberRequest) -> HttpResponse:
    """The list under the same view and filter, as a file."""
    may_export(request.user).require()
    day = today()
    view = listing.view_for(request.user, request.GET.get("view", ""))
    narrowed = ConcernFilter(request.GET, request.user)
    within = listing.among(view, request.user, day).narrowed(narrowed.narrow)
    within = in_files(within, request.user)
    if count_of(within) == counting.MOST:
        back = f"{reverse('outreach:concerns')}?{request.GET.urlencode()}"
        return refused(
            request, f"A file holds fewer than {counting.MOST:,} concerns. Narrow the filter.", back
        )
    rows = exported(KeysInOrder(within, "newest"), day)
    return _file(csv_bytes(EXPORTED, rows), view, day)


def _file(content: bytes, view: SavedView, day: date) -> HttpResponse:
    name = f"concerns-{view.key}-{day.isoformat()}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
