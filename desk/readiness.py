"""Whether the records of the running period are ready for its report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from desk.figures import answers_due_in, on_time_among
from desk.waiting.concerns import seen_referrals
from outreach.models import Action, ActionProgress, Concern, Presentation, Referral
from personnel.models import Member
from policies.packs import Pack, ReportDefinition
from policies.periods import Period
from policies.reading import ClauseLink, clause_link
from records.wording import number_words, short_day_words
from reports.definitions import due_day


@dataclass(frozen=True)
class Ready:
    """One thing the report will count: how much of it stands, and what is missing.

    `url` opens as many records as are missing.
    """

    key: str
    title: str
    line: str
    missing: int
    mark: str
    url: str
    is_late: bool = False

    @property
    def state(self) -> str:
        if not self.missing:
            return "met"
        return "late" if self.is_late else "soon"


@dataclass(frozen=True)
class NextReport:
    """The report of the period `day` falls in: when it ends, and when and to whom it is due."""

    definition: ReportDefinition
    period: Period
    due_on: date
    to: str
    clause: ClauseLink | None


def next_report(pack: Pack, day: date) -> NextReport:
    """The report whose period ends next; of two that end on one day, the more frequent."""
    starts = pack.department.year_starts
    running = [(Period.of(one.every, day, starts=starts), one) for one in pack.reports]
    period, definition = min(running, key=lambda pair: (pair[0].last, pair[0].months_long))
    return NextReport(
        definition,
        period,
        due_day(definition, period),
        " and the ".join(pack.title_of(role) for role in definition.recipients),
        clause_link(pack, definition.clause),
    )


def readiness(member: Member, period: Period, day: date) -> list[Ready]:
    """What the report of `period` will count of what `member` sees, as it stands on `day`."""
    return [
        _answers(member, period, day),
        _briefs(member, period),
        _progress(member, period, day),
        _referrals(member, period, day),
    ]


def _answers(member: Member, period: Period, day: date) -> Ready:
    found = on_time_among(answers_due_in(member, period, day))
    owed = owed_answers(member, period, day).count()
    return Ready(
        "answers",
        "Answers that fell due",
        f"{number_words(found.due - owed)} of {number_words(found.due)} given, "
        f"{number_words(found.on_time)} on time",
        owed,
        "late",
        reverse("desk:ready", args=["answers"]),
        is_late=True,
    )


def owed_answers(member: Member, period: Period, day: date) -> QuerySet[Concern]:
    """Those of them whose answer was not given, the first due first."""
    owed = answers_due_in(member, period, day).filter(answered_on=None)
    return owed.select_related("owner").order_by("answer_by", "pk")


def _briefs(member: Member, period: Period) -> Ready:
    held = Presentation.objects.visible_to(member).held_in(period).order_by()
    reviewed = Q(status=Presentation.Status.ACCEPTED)
    known = held.aggregate(held=Count("pk"), reviewed=Count("pk", reviewed))
    days = f"since={period.first.isoformat()}&until={period.last.isoformat()}"
    return Ready(
        "briefs",
        "Brief reports",
        f"{number_words(known['reviewed'])} of {number_words(known['held'])} reviewed",
        known["held"] - known["reviewed"],
        "not accepted yet",
        f"{reverse('outreach:presentations')}?view=unaccepted&{days}",
    )


def _progress(member: Member, period: Period, day: date) -> Ready:
    """Open actions from before the period, and whether a note was written in it (K-IV.R)."""
    every = _earlier_actions(member, period).count()
    to_write = unnoted_actions(member, period, day).count()
    return Ready(
        "progress",
        "Progress on earlier actions",
        _noted_words(every - to_write, every),
        to_write,
        "to write",
        reverse("desk:ready", args=["progress"]),
    )


def _earlier_actions(member: Member, period: Period) -> QuerySet[Action]:
    seen = Action.objects.visible_to(member).reportable().open()
    return seen.filter(recommended_on__lt=period.first)


def unnoted_actions(member: Member, period: Period, day: date) -> QuerySet[Action]:
    """Those of before `period` that no note was written on in it, the first due first."""
    noted = ActionProgress.objects.filter(
        action=OuterRef("pk"), on__gte=period.first, on__lte=period.last
    )
    rows = _earlier_actions(member, period).exclude(Exists(noted))
    return rows.select_related("concern", "owner").order_by("due_on", "pk")


def _noted_words(noted: int, every: int) -> str:
    if not every:
        return "None are open from before this period"
    return f"{number_words(noted)} of {number_words(every)} have a note this period"


def _referrals(member: Member, period: Period, day: date) -> Ready:
    pending = seen_referrals(member).filter(concern__restricted=False).count()
    return Ready(
        "referrals",
        "Referred concerns",
        f"{number_words(pending)} with someone else",
        late_checks(member, period, day).count(),
        "to check",
        reverse("desk:ready", args=["referrals"]),
        is_late=True,
    )


def late_checks(member: Member, period: Period, day: date) -> QuerySet[Referral]:
    """Pending referrals whose status check was due before `day`, the first due first."""
    late = seen_referrals(member).filter(concern__restricted=False, next_check_on__lt=day)
    rows = late.select_related("concern", "to_division", "watched_by")
    return rows.order_by("next_check_on", "pk")


def _answer_row(concern: Concern) -> dict[str, Any]:
    return {
        "title": concern.summary,
        "sub": f"{concern.number}, logged {short_day_words(concern.logged_on)}."
        f" With {concern.owner.short_name}.",
        "url": concern.get_absolute_url(),
        "due": concern.answer_by,
    }


def _action_row(action: Action) -> dict[str, Any]:
    return {
        "title": action.what,
        "sub": f"{action.concern.number}, {action.concern.summary}."
        f" With {action.owner.short_name}.",
        "url": action.concern.get_absolute_url(),
        "due": action.due_on,
    }


def _check_row(referral: Referral) -> dict[str, Any]:
    return {
        "title": f"Check with {referral.to_words}: {referral.concern.summary}",
        "sub": f"{referral.concern.number}, watched by {referral.watched_by.short_name}.",
        "url": f"{referral.concern.get_absolute_url()}#referral",
        "due": referral.next_check_on,
    }


Missing = Callable[[Member, Period, date], QuerySet[Any]]

# What is missing of each line that has no list of its own, and how components/row.html shows it.
LISTED: dict[str, tuple[Missing, Callable[[Any], dict[str, Any]]]] = {
    "answers": (owed_answers, _answer_row),
    "progress": (unnoted_actions, _action_row),
    "referrals": (late_checks, _check_row),
}
