"""Hours, cost and feedback of a program: the lists a year's sums open, entering and striking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Aggregate, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pages.requests import MemberRequest
from pages.responses import form_page
from pages.sent_once import sent_once
from personnel.models import Member
from policies.clauses import first_link
from policies.current import department, local_day, policy, today
from policies.periods import NotAPeriod, Period
from programs.catalogue.forms.entries import CostForm, FeedbackForm, HoursForm
from programs.catalogue.forms.programs import NO_HEALTH
from programs.catalogue.gate import ENDING
from programs.catalogue.pages.found import on_program
from programs.catalogue.pages.record import seen_sessions, session_row
from programs.catalogue.permissions import may_enter, may_strike, may_strike_any
from programs.catalogue.sums import ANSWERS, sums_by_year
from programs.catalogue.workflows import entries as workflow
from programs.models import Program
from records.wording import day_words, number_words

PAGE = 25


@dataclass(frozen=True)
class Kind:
    """One of the three lists, by the relation it shows, and the workflow that enters a form."""

    key: str
    title: str
    one: str
    unit: str
    total: Aggregate
    enter: Callable[..., Any]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("hours", "Hours", "hours", "hours", Sum("hours"), workflow.enter_hours),
        Kind("costs", "Cost", "cost", "dollars", Sum("amount"), workflow.enter_cost),
        Kind("feedback", "Feedback", "feedback", "", Sum(ANSWERS), workflow.enter_feedback),
    )
}


@require_safe
@on_program
def entry_list(request: MemberRequest, program: Program, kind: str) -> HttpResponse:
    """Every entry of one year, or of all; what was struck is shown and not counted."""
    which, member, year = KINDS[kind], request.user, _year_asked(request)
    rows = _entries(program, which)
    if year:
        rows = rows.filter(on__range=(year.first, year.last))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    strikes = _strikes(program, member)
    total = rows.filter(struck_at=None).order_by().aggregate(total=which.total)["total"]
    return render(
        request,
        "programs/catalogue/entries.html",
        {
            "program": program,
            "kind": which,
            "year": year,
            "page_obj": page,
            "rows": [(entry, strikes(entry)) for entry in page],
            "total": total or 0,
            "new_url": reverse(f"programs:program-{kind}-new", args=[program.pk]),
            "may_enter": may_enter(member, program) if program.started_on else None,
            "clause": first_link(policy(), *ENDING),
        },
    )


def _entries(program: Program, kind: Kind) -> QuerySet[Any]:
    related = ("entered_by", "struck_by")
    more = {"hours": ("member",), "feedback": ("presentation__topic",)}.get(kind.key, ())
    entries: QuerySet[Any] = getattr(program, kind.key).select_related(*related, *more)
    return entries


def _strikes(program: Program, member: Member) -> Callable[[Any], bool]:
    """Whether `member` may strike an entry, asked once for the page and not for each row."""
    any_of_them = bool(may_strike_any(member, program))
    own = bool(may_enter(member, program))

    def may(entry: Any) -> bool:
        mine = own and entry.entered_by_id == member.pk
        return entry.struck_at is None and (any_of_them or mine)

    return may


def _year_asked(request: MemberRequest) -> Period | None:
    """The reporting year of the address (`?year=2026`); None for all years."""
    try:
        asked = Period.parse(request.GET.get("year", ""), starts=department().year_starts)
    except NotAPeriod:
        return None
    return asked if asked.months_long == 12 else None


@require_safe
@on_program
def session_list(request: MemberRequest, program: Program) -> HttpResponse:
    """The sessions of one year, this one unless it is given, as far as the member sees them."""
    starts = department().year_starts
    year = _year_asked(request) or Period.year_of(today(), starts=starts)
    seen = seen_sessions(program, request.user, year)
    page = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    sums = sums_by_year(program, [year])[0]
    unseen = sums.sessions - page.paginator.count
    context = {
        "program": program,
        "year": year,
        "page_obj": page,
        "rows": [session_row(one) for one in page],
        "sums": sums,
        "unseen": unseen,
        "unseen_words": f"{number_words(unseen)} of them were held by other divisions, and are "
        "counted here without being shown.",
    }
    return render(request, "programs/catalogue/sessions.html", context)


@sent_once()
@form_page
@on_program
def entry_new(request: MemberRequest, program: Program, kind: str) -> HttpResponse:
    which, member, now = KINDS[kind], request.user, timezone.now()
    may_enter(member, program).require()
    form = _form(which, request, program)
    if request.method == "POST" and form.is_valid():
        entered = form.entries if kind == "feedback" else form.entry
        which.enter(program, entered, by=member, at=now)
        messages.success(request, f"The {which.one} {_verb(which)} entered.")
        return redirect(program)
    context = {
        "program": program,
        "kind": which,
        "form": form,
        "no_health": NO_HEALTH if program.has_clients else "",
        "clause": first_link(policy(), *ENDING),
    }
    status = 422 if form.errors else 200
    return render(request, "programs/catalogue/entry_new.html", context, status=status)


def _form(kind: Kind, request: MemberRequest, program: Program) -> Any:
    typed, day = request.POST or None, local_day(timezone.now())
    if kind.key == "hours":
        return HoursForm(typed, today=day, member=request.user)
    if kind.key == "costs":
        return CostForm(typed, today=day)
    year = Period.year_of(day, starts=department().year_starts)
    lately = Period(year.previous().first, year.last)
    sessions = seen_sessions(program, request.user, lately)
    return FeedbackForm(typed, today=day, sessions=sessions)


def _verb(kind: Kind) -> str:
    return "are" if kind.key == "hours" else "is"


@form_page
@on_program
def entry_strike(request: MemberRequest, program: Program, kind: str, entry: int) -> HttpResponse:
    """Ask, then count an entry no more; it stays to be seen, crossed out."""
    which = KINDS[kind]
    found = get_object_or_404(_entries(program, which), pk=entry)
    found.program = program
    may_strike(request.user, found).require()
    workflow.refuse_if_struck(found)
    list_url = reverse(f"programs:program-{kind}", args=[program.pk])
    if request.method == "POST":
        workflow.strike(found, by=request.user, at=timezone.now())
        messages.success(request, "It is struck and counts no more.")
        return redirect(list_url)
    words = f"{day_words(found.on)}: {found}"
    context = {"program": program, "kind": which, "words": words, "list_url": list_url}
    return render(request, "programs/catalogue/entry_strike.html", context)
