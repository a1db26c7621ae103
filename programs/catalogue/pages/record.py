"""A program on one page: what it is, who works in it, what its years held, what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outreach.models import Presentation
from pages.requests import MemberRequest
from personnel.models import Member
from policies.clauses import first_link
from policies.current import department, policy, today
from policies.periods import Period
from programs.catalogue.forms.programs import in_both
from programs.catalogue.gate import ENDING, PROGRAMS, gate
from programs.catalogue.pages.found import program_seen_by
from programs.catalogue.permissions import may_change, may_enter
from programs.catalogue.sessions import sessions_in
from programs.catalogue.sums import feedback_in, sums_by_year, years_of
from programs.catalogue.timeline import entries
from programs.evaluations.permissions import may_open_evaluation
from programs.models import Evaluation, Program
from records.wording import day_words, number_words

SHOWN = 8
QUOTES = 3


@require_safe
def program_detail(request: MemberRequest, pk: int) -> HttpResponse:
    program, member, pack, day = program_seen_by(request, pk), request.user, policy(), today()
    return render(
        request,
        "programs/catalogue/detail.html",
        {
            "program": program,
            "facts": _facts(program),
            "public": in_both(program.public_description),
            "ways": gate(program, member, pack),
            "steps": entries(program),
            "clause": first_link(pack, *PROGRAMS),
            "evaluation_clause": first_link(pack, *ENDING),
            "may_change": may_change(member, program),
            "may_enter": may_enter(member, program) if program.started_on else None,
            "today": day,
            **_belonging(program),
            **_years(program, member, day),
            **_evaluations(program, member),
        },
    )


def _facts(program: Program) -> list[tuple[str, Any]]:
    return [
        ("Kind", program.get_kind_display()),
        ("Owner", program.owner.full_name),
        ("Who it is for", program.audience),
        ("Target areas", ", ".join(program.areas)),
        ("Partner agency", program.partner_agency),
        ("First day", program.started_on and day_words(program.started_on)),
        ("Discontinued since", program.ended_on and day_words(program.ended_on)),
    ]


def _belonging(program: Program) -> dict[str, Any]:
    """Topics and people, those of now and those of before."""
    topics = list(program.topics.select_related("topic"))
    people = list(program.personnel.select_related("member"))
    former = list(program.former_owners.select_related("member"))
    return {
        "topics": [one for one in topics if one.until is None],
        "former_topics": [one for one in topics if one.until],
        "people": [one for one in people if one.until is None],
        "former_people": [one for one in people if one.until],
        "former_owners": former,
    }


def _years(program: Program, member: Member, day: date) -> dict[str, Any]:
    """Sums per year, and of this year the sessions and what their audience said."""
    starts = department().year_starts
    years = years_of(program, day, starts=starts)
    this_year, sums_of_years = years[0], sums_by_year(program, years)
    seen = seen_sessions(program, member, this_year)
    feedback = program.feedback.filter(struck_at=None).exclude(quote="")
    return {
        "year": this_year,
        "year_key": this_year.key(starts=starts),
        "years": [(sums.period.key(starts=starts), sums) for sums in sums_of_years],
        "sessions_held": sums_of_years[0].sessions,
        "sessions": [session_row(one) for one in seen[:SHOWN]],
        "said": feedback_in(program, this_year),
        "quotes": feedback.filter(on__range=(this_year.first, this_year.last))[:QUOTES],
    }


def seen_sessions(program: Program, member: Member, period: Period) -> QuerySet[Presentation]:
    """The sessions of `period` whose brief report `member` may read, newest first."""
    held = sessions_in(program, period) & Presentation.objects.visible_to(member)
    return held.select_related("topic", "presenter").order_by("-held_on", "-pk")


def session_row(session: Presentation) -> dict[str, Any]:
    """One line of components/row.html for a session."""
    came = f"{number_words(session.participants)} came"
    return {
        "title": f"{session.topic}, {session.audience}",
        "url": session.get_absolute_url(),
        "sub": f"{day_words(session.held_on)}, {session.place}, {session.presenter}, {came}",
        "status": session.status,
    }


def _evaluations(program: Program, member: Member) -> dict[str, Any]:
    """The evaluations `member` may read, newest first, each with what was decided."""
    seen = Evaluation.objects.visible_to(member).filter(program=program).order_by("-last_day")
    return {
        "evaluations": [_evaluation_row(one) for one in seen.select_related("decided_by")],
        "may_open": may_open_evaluation(member, program),
    }


def _evaluation_row(evaluation: Evaluation) -> dict[str, Any]:
    """One line of components/row.html for an evaluation."""
    decided = evaluation.is_decided
    words = f"{evaluation.get_decision_display()}, {evaluation.decided_by}" if decided else ""
    return {
        "title": evaluation.period.label,
        "url": evaluation.get_absolute_url(),
        "sub": words,
        "status": evaluation.status,
        "due": None if decided else evaluation.due_on,
        "what": "Due",
    }
