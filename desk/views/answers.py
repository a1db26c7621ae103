"""The answers behind “Answered on time” (N-III.C.5)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Case, F, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.figures import answers_due_in, on_time_among
from desk.readiness import next_report
from pages.requests import MemberRequest
from policies.clauses import ruling
from policies.current import policy, today

PAGE = 25


@require_safe
def answers(request: MemberRequest) -> HttpResponse:
    """Answers that fell due in the period of the next report: those not given first, then those
    given late."""
    day, pack = today(), policy()
    period = next_report(pack, day).period
    due = answers_due_in(request.user, period, day)
    place = Case(
        When(answered_on=None, then=Value(0)),
        When(answered_on__gt=F("answer_by"), then=Value(1)),
        default=Value(2),
    )
    rows = due.select_related("owner").order_by(place, "answer_by", "pk")
    return render(
        request,
        "desk/answers.html",
        {
            "period": period,
            "found": on_time_among(due),
            "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "clause": ruling(pack, "answer"),
            "today": day,
        },
    )
