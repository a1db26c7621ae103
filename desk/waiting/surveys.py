"""The survey the policy asks for, when it is time to open one (K-IV.U, C-5, P-V.A)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from desk.waiting.items import WaitingItem
from personnel.models import Member
from personnel.roles import Role
from personnel.wording import day_words
from policies.packs import Pack
from policies.reading import clause_link
from reports.due import DueSurvey, surveys_due


def to_open(member: Member, day: date, pack: Pack) -> list[WaitingItem]:
    """For the unit's supervisor, and for the role that the policy gives the survey to."""
    if member.role not in _who(pack):
        return []
    due = surveys_due(day, pack)
    if due is None:
        return []
    return [
        WaitingItem(
            kind="survey",
            title="Open the survey of citizens",
            sub=_last(due),
            url=reverse("surveys:surveys"),
            due=due.due_on,
            what="Survey",
            action="Prepare",
            clause=clause_link(pack, due.clause),
        )
    ]


def _who(pack: Pack) -> set[str]:
    clause = pack.survey.clause if pack.survey else ""
    return {Role.UNIT_SUPERVISOR} | {duty.who for duty in pack.duties if duty.clause == clause}


def _last(due: DueSurvey) -> str:
    if due.last is None:
        return "No survey is on record."
    return f"The last one opened {day_words(due.last)}."
