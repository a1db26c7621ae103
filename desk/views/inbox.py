"""Notices: what happened that a member should know, unread first."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from desk.views.account import way_back
from pages.requests import MemberRequest
from personnel.models import Notice

PAGE = 25
VIEWS = ("new", "all")


@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    own = Notice.objects.waiting_for(request.user)
    unread = own.unread().count()
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else _first_view(unread)
    shown = own.unread() if view == "new" else own
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1))
    pages = Paginator(shown.order_by(unread_first, "-created_at", "-pk"), PAGE)
    newest = own.order_by("-created_at").values_list("created_at", flat=True).first()
    context = {
        "page_obj": pages.get_page(request.GET.get("page")),
        "unread": unread,
        "view": view,
        "views": [("new", "New", unread), ("all", "All", own.count())],
        "newest": newest.isoformat() if newest else "",
    }
    return render(request, "desk/inbox.html", context)


def _first_view(unread: int) -> str:
    """What is new, where anything is; whoever has read everything looks something up."""
    return "new" if unread else "all"


@require_POST
def notice_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a notice and go to what it is about."""
    notice = get_object_or_404(Notice.objects.waiting_for(request.user), pk=pk)
    _mark_read(request, pk=notice.pk)
    return redirect(way_back(request, notice.url, otherwise="desk:inbox"))


@require_POST
def notice_read(request: MemberRequest, pk: int) -> HttpResponse:
    get_object_or_404(Notice.objects.waiting_for(request.user), pk=pk)
    _mark_read(request, pk=pk)
    return redirect("desk:inbox")


@require_POST
def notices_read(request: MemberRequest) -> HttpResponse:
    """Mark read everything up to the newest notice the page showed."""
    if newest := _moment(request.POST.get("newest", "")):
        _mark_read(request, created_at__lte=newest)
    return redirect("desk:inbox")


def _moment(typed: str) -> datetime | None:
    """As the page wrote it; None for anything else, also for a moment no calendar has."""
    try:
        moment = parse_datetime(typed)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _mark_read(request: MemberRequest, **which: object) -> None:
    own = Notice.objects.waiting_for(request.user).unread()
    own.filter(**which).update(read_at=timezone.now())
