"""What is missing or late with others, for those who answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from desk.waiting.concerns import seen_referrals
from outreach.concerns.models.queries import ConcernQuerySet
from outreach.models import Action, Concern
from personnel import roles
from personnel.models import Member
from records.wording import number_words, short_day_words
from reports.models import Report
from surveys.models import Answer, ContactWish, Survey

# Rows read of each kind: a desk shows a few, the lists show all.
MOST = 100
NOBODY, UNIT = "Nobody yet", "The unit"


@dataclass(frozen=True)
class Missing:
    """One late thing: what it is, about what, whose it is, since when."""

    what: str
    about: str
    who: str
    due: date
    url: str

    def late_by(self, day: date) -> str:
        days = (day - self.due).days
        return "1 day" if days == 1 else f"{number_words(days)} days"


def missing_on(day: date, member: Member) -> list[Missing]:
    """Everything late that `member` may see and that is not the member's own, oldest first.

    At most MOST of each kind.
    """
    found = [
        *_unanswered(day, member),
        *_unreviewed(day, member),
        *_unchecked(day, member),
        *_undone(day, member),
        *_unreported(day, member),
        *_uncontacted(day, member),
        *_unlooked_at(day, member),
    ]
    return sorted(found, key=lambda one: (one.due, one.about))


def _unanswered(day: date, member: Member) -> list[Missing]:
    late = {
        one.pk: one
        for piece in Concern.objects.pieces_visible_to(member)
        for one in _first_unanswered(piece.exclude(owner=member), day)
    }
    return [
        Missing("Answer", _about(one), one.owner.short_name, _day(one.answer_by), _page(one))
        for one in sorted(late.values(), key=lambda one: (one.answer_by, one.pk))[:MOST]
    ]


def _first_unanswered(concerns: ConcernQuerySet, day: date) -> QuerySet[Concern]:
    late = concerns.unanswered_on(day).select_related("owner")
    return late.order_by("answer_by", "pk")[:MOST]


def _unreviewed(day: date, member: Member) -> list[Missing]:
    """Escalations whose review is late, with who reviews them."""
    late = Concern.objects.visible_to(member).open().filter(review_by__lt=day)
    others = late.exclude(division__supervisor=member).exclude(owner=member)
    rows = others.select_related("owner", "division__supervisor").order_by("review_by", "pk")
    return [
        Missing("Review", _about(one), _supervisor(one), _day(one.review_by), _page(one))
        for one in rows[:MOST]
    ]


def _unchecked(day: date, member: Member) -> list[Missing]:
    late = seen_referrals(member).unchecked_on(day).exclude(watched_by=member)
    rows = late.select_related("concern", "watched_by").order_by("next_check_on", "pk")
    return [
        Missing(
            "Referral status check",
            _about(one.concern),
            one.watched_by.short_name,
            one.next_check_on,
            _page(one.concern),
        )
        for one in rows[:MOST]
    ]


def _undone(day: date, member: Member) -> list[Missing]:
    late = Action.objects.visible_to(member).late_on(day).exclude(owner=member)
    return [
        Missing("Action", one.what, one.owner.short_name, one.due_on, _page(one.concern))
        for one in late.select_related("concern", "owner").order_by("due_on", "pk")[:MOST]
    ]


def _unreported(day: date, member: Member) -> list[Missing]:
    """Reports that are begun and late, with whoever holds them now."""
    late = Report.objects.visible_to(member).exclude(status=Report.Status.ISSUED)
    others = late.filter(due_on__lt=day, revises=None).exclude(author=member)
    others = others.exclude(waits_for=member.role)
    return [
        Missing("Report", str(one), one.author.short_name, one.due_on, one.get_absolute_url())
        for one in others.select_related("author").order_by("due_on", "pk")[:MOST]
    ]


def _uncontacted(day: date, member: Member) -> list[Missing]:
    """Contact wishes past their day, with who has them (P-V.C); what nobody has is the unit's."""
    late = ContactWish.objects.visible_to(member).unsettled().filter(due_on__lt=day)
    others = late.exclude(owner=member)
    if member.role in roles.UNIT:
        others = others.exclude(status=ContactWish.Status.ASKED)
    rows = others.select_related("survey", "owner").order_by("due_on", "pk")
    return [
        Missing(
            "Contact",
            str(one.survey.title),
            one.owner.short_name if one.owner else NOBODY,
            one.due_on,
            one.get_absolute_url(),
        )
        for one in rows[:MOST]
    ]


def _unlooked_at(day: date, member: Member) -> list[Missing]:
    """Held answers the unit has not decided on by the day it should have, for command."""
    if not member.is_command:
        return []
    held = Answer.objects.held().filter(survey=OuterRef("pk"))
    late = Survey.objects.filter(Exists(held), look_by__lt=day).order_by("look_by", "pk")
    return [
        Missing("Held answers", str(one.title), UNIT, _day(one.look_by), one.get_absolute_url())
        for one in late[:MOST]
        if not one.is_over_on(day)
    ]


def _about(concern: Concern) -> str:
    return f"{concern.summary}, {short_day_words(concern.logged_on)}"


def _supervisor(concern: Concern) -> str:
    """Command where it is with command, else the supervisor of the concern's division."""
    if concern.owner.is_command:
        return concern.owner.short_name
    division = concern.division
    return division.supervisor.short_name if division and division.supervisor else "Nobody yet"


def _page(concern: Concern) -> str:
    return concern.get_absolute_url()


def _day(day: date | None) -> date:
    assert day is not None, "the query asked for rows with this day"
    return day
