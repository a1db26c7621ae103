"""Who asked to be contacted after a survey: the list, and one wish (P-V.C, row 33)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from outreach.reminders.reminded import happened_to
from pages.requests import MemberRequest
from personnel.roles import Role
from policies.clauses import first_link
from policies.current import policy, today
from records.wording import day_words
from surveys.models import ContactWish
from surveys.open_work import WISHES
from surveys.wishes import workflow
from surveys.wishes.forms import WishFilter
from surveys.wishes.listing import VIEWS, gate
from surveys.wishes.pages.finding import on_wish
from surveys.wishes.permissions import may_read_wish, may_read_wishes

PAGE = 25
FOLLOW_UP = "P-V.C"


@require_safe
def wish_list(request: MemberRequest) -> HttpResponse:
    member, day = request.user, today()
    may_read_wishes(member).require()
    if member.role == Role.ACCREDITATION_MANAGER:
        return _counted(request)
    seen = ContactWish.objects.visible_to(member)
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["waiting"])
    narrowed = WishFilter(request.GET, view.among(seen, member, day), seen=seen)
    counts = [(one, one.among(seen, member, day).count()) for one in VIEWS.values()]
    rows = narrowed.qs.select_related("survey", "owner")
    return render(
        request,
        "surveys/wishes/list.html",
        {
            "filter": narrowed,
            "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "view": view,
            "views": counts,
            "total": dict(counts)[view],
            "today": day,
            "clause": first_link(policy(), FOLLOW_UP),
        },
    )


def _counted(request: MemberRequest) -> HttpResponse:
    """How many there are: all that the accreditation manager sees of them."""
    wishes, day = ContactWish.objects.all(), today()
    told = [(label, wishes.filter(status=status).count()) for status, label in _statuses()]
    late = VIEWS["late"].among(wishes, request.user, day).count()
    context = {
        "facts": [*told, ("Past their day", late)],
        "clause": first_link(policy(), FOLLOW_UP),
    }
    return render(request, "surveys/wishes/counts.html", context)


def _statuses() -> list[tuple[str, str]]:
    return list(ContactWish.Status.choices)


@require_safe
@on_wish
def wish_detail(request: MemberRequest, wish: ContactWish) -> HttpResponse:
    return render(
        request,
        "surveys/wishes/detail.html",
        {
            "wish": wish,
            "facts": _facts(wish),
            "ways": list(gate(wish, request.user)) if request.user.works else [],
            "entries": happened_to(WISHES.key, wish.pk, wish.steps.select_related("by")),
            "may_read_wish": may_read_wish(request.user, wish),
            "today": today(),
            "is_settled": wish.status == ContactWish.Status.CONTACTED,
            "clause": first_link(policy(), FOLLOW_UP),
        },
    )


def _facts(wish: ContactWish) -> list[tuple[str, Any]]:
    return [
        ("Survey", wish.survey.title),
        ("On the list since", day_words(wish.asked_on)),
        ("Language", wish.get_language_display()),
        ("With", wish.owner.full_name if wish.owner else "Nobody yet"),
    ]


@require_POST
@on_wish
def wish_contact(request: MemberRequest, wish: ContactWish) -> HttpResponse:
    """Name and contact, shown once; the reading is recorded (floor 5)."""
    workflow.read_contact(wish, by=request.user, at=timezone.now())
    earlier = list(wish.readings.select_related("by"))[1:]
    return render(request, "surveys/wishes/contact.html", {"wish": wish, "earlier": earlier})


@require_POST
@on_wish
def wish_take(request: MemberRequest, wish: ContactWish) -> HttpResponse:
    workflow.take(wish, by=request.user, at=timezone.now())
    messages.success(request, "You have taken it up.")
    return redirect(wish)
