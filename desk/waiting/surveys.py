"""The survey the policy asks for, held answers, and who asked to be contacted (K-IV.U, P-V)."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from desk.waiting.items import MOST, WaitingItem
from personnel import roles
from personnel.models import Member
from personnel.roles import Role
from policies.clauses import first_link
from policies.packs import Pack
from policies.reading import clause_link
from records.wording import day_words
from reports.due import DueSurvey, surveys_due
from surveys.answers.permissions import may_look_at_held
from surveys.left_behind import waiting_for
from surveys.models import Answer, ContactWish, Survey
from surveys.questionnaires.permissions import may_design
from surveys.wishes.permissions import may_assign_wish


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
            act_url=_form_of(member),
            clause=clause_link(pack, due.clause),
        )
    ]


def to_look_at(member: Member, day: date) -> list[WaitingItem]:
    """Held answers: whoever may decide on them is asked to (row 31)."""
    if not may_look_at_held(member):
        return []
    held = Answer.objects.held().filter(survey=OuterRef("pk"))
    surveys = Survey.objects.filter(Exists(held)).order_by("look_by", "pk")[:MOST]
    return [
        WaitingItem(
            kind="held",
            title=f"Held answers: {survey.title}",
            sub="Read them, and let them count or leave them out.",
            url=reverse("surveys:held", args=[survey.key]),
            due=survey.look_by,
            what="Look",
            action="Look at them",
        )
        for survey in surveys
        if not survey.is_over_on(day)
    ]


def to_key_in(member: Member, day: date) -> list[WaitingItem]:
    """Late answers on paper: until their last day results wait, unless the unit says all are in
    (row 30)."""
    if member.role not in roles.UNIT:
        return []
    surveys = Survey.objects.filter(status=Survey.Status.CLOSED, paper_until__gte=day)
    return [
        WaitingItem(
            kind="paper",
            title=f"Answers on paper: {survey.title}",
            sub="Key in those that still come, or say that all are in. Results wait until then.",
            url=survey.get_absolute_url(),
            due=survey.paper_until,
            what="Key in",
            action="Key in",
            act_url=reverse("surveys:paper-answer", args=[survey.key]),
        )
        for survey in surveys.order_by("paper_until", "pk")[:MOST]
    ]


def to_contact(member: Member, pack: Pack) -> list[WaitingItem]:
    """Who asked to be contacted: what this member has taken up or was given, and for those who
    may take it up what nobody has yet (row 33, P-V.C)."""
    seen = ContactWish.objects.visible_to(member).unsettled()
    mine = Q(owner=member)
    if member.role in roles.UNIT:
        mine |= Q(status=ContactWish.Status.ASKED)
    clause = first_link(pack, "P-V.C")
    return [
        WaitingItem(
            kind="wish",
            title=f"Contact wish: {wish.survey.title}",
            sub="You have it." if wish.owner_id == member.pk else "Nobody has taken it up yet.",
            url=wish.get_absolute_url(),
            due=wish.due_on,
            what="Contact",
            action="Contact" if wish.owner_id == member.pk else "Take up",
            act_url=f"{wish.get_absolute_url()}#{'who' if wish.owner_id == member.pk else 'next'}",
            clause=clause,
        )
        for wish in seen.filter(mine).select_related("survey").order_by("due_on", "pk")[:MOST]
    ]


def left_behind(member: Member, pack: Pack) -> list[WaitingItem]:
    """Contact wishes whose taker works no more: the supervisor gives them to somebody else, the
    unit gives them back or makes them."""
    rows = waiting_for(member).select_related("survey", "owner")
    return [
        WaitingItem(
            kind="wish",
            title=f"Contact wish: {wish.survey.title}",
            sub=f"It is with {wish.owner.short_name}, who makes no contacts any more.",
            url=wish.get_absolute_url(),
            due=wish.due_on,
            what="Contact",
            action="Give to someone" if may_assign_wish(member, wish) else "Give back",
            act_url=reverse(
                f"surveys:wish-{'give' if may_assign_wish(member, wish) else 'return'}",
                args=[wish.pk],
            ),
            clause=first_link(pack, "P-V.C"),
        )
        for wish in rows.order_by("due_on", "pk")[:MOST]
        if wish.owner
    ]


def _form_of(member: Member) -> str:
    """The form of a questionnaire, unless one is being written or somebody else designs it."""
    begun = Survey.objects.filter(status=Survey.Status.DRAFT).exists()
    if begun or not may_design(member):
        return reverse("surveys:surveys")
    return reverse("surveys:survey-new")


def _who(pack: Pack) -> set[str]:
    clause = pack.survey.clause if pack.survey else ""
    return {Role.UNIT_SUPERVISOR} | {duty.who for duty in pack.duties if duty.clause == clause}


def _last(due: DueSurvey) -> str:
    if due.last is None:
        return "No survey is on record."
    return f"The last one opened {day_words(due.last)}."
