"""The list of concerns under its saved views and its filter, and the same as a file."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.tables import csv_bytes
from outreach import listing
from outreach.forms.filters import ConcernFilter
from outreach.lateness import next_date
from outreach.listing import SavedView
from outreach.permissions import may_export, may_log
from outreach.views.finding import refused
from personnel.models import Member
from personnel.requests import MemberRequest
from policies.current import today


@require_safe
def concern_list(request: MemberRequest) -> HttpResponse:
    day, member = today(), request.user
    view = listing.view_for(member, request.GET.get("view", ""))
    within = listing.among(view, member, day)
    narrowed = ConcernFilter(request.GET, within)
    order = listing.order_asked(request.GET.get("sort", ""), view)
    pages = listing.ConcernPages(listing.sorted_by(narrowed.qs, order), listing.PAGE)
    page = pages.get_page(request.GET.get("page"))
    counts = _counts(member, day)
    return render(
        request,
        "outreach/concern_list.html",
        {
            "view": view,
            "views": [
                (one, listing.count_words(counts[one.key])) for one in listing.views_for(member)
            ],
            "filter": narrowed,
            "order": order,
            "order_words": listing.SORTS[order],
            "page": page,
            "rows": [(one, next_date(one), one.days_open(day)) for one in page],
            "shown": listing.count_words(pages.count),
            "of": listing.count_words(counts[view.key]) if narrowed.chips else None,
            "none_words": f"Without it there are {listing.count_words(counts[view.key])}.",
            "new_url": reverse("outreach:concern-new") if may_log(member) else "",
            "clear_url": f"{reverse('outreach:concerns')}?view={view.key}",
            "may_export": may_export(member),
            "may_log": may_log(member),
            "today": day,
        },
    )


def _counts(member: Member, day: date) -> dict[str, int]:
    """How many each saved view holds, none counted beyond what a list shows."""
    return {
        view.key: listing.count_up_to_most(listing.among(view, member, day))
        for view in listing.views_for(member)
    }


@require_safe
def concern_export(request: MemberRequest) -> HttpResponse:
    """The list under the same view and filter, as a file."""
    may_export(request.user).require()
    day = today()
    view = listing.view_for(request.user, request.GET.get("view", ""))
    narrowed = ConcernFilter(request.GET, listing.among(view, request.user, day))
    if listing.count_up_to_most(narrowed.qs) == listing.MOST:
        back = f"{reverse('outreach:concerns')}?{request.GET.urlencode()}"
        return refused(
            request, f"A file holds fewer than {listing.MOST:,} concerns. Narrow the filter.", back
        )
    rows = listing.exported(narrowed.qs.order_by("-logged_on", "-pk"), day)
    return _file(csv_bytes(listing.EXPORTED, rows), view, day)


def _file(content: bytes, view: SavedView, day: date) -> HttpResponse:
    name = f"concerns-{view.key}-{day.isoformat()}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
