"""Whether the records of the running period are ready for its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from desk.figures import LONGEST_ANSWER
from desk.waiting.concerns import seen_referrals
from outreach.models import Action, ActionProgress, Concern, Presentation
from personnel.models import Member
from personnel.wording import number_words
from policies.packs import Pack, ReportDefinition
from policies.periods import Period
from policies.reading import ClauseLink, clause_link
from reports.definitions import due_day


@dataclass(frozen=True)
class Ready:
    """One thing the report will count: how much of it stands, and what is missing."""

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
        _progress(member, period),
        _referrals(member, day),
    ]


def _answers(member: Member, period: Period, day: date) -> Ready:
    due = Concern.objects.visible_to(member).filter(
        restricted=False,
        answer_by__gte=period.first,
        answer_by__lt=day,
        logged_on__gte=period.first - LONGEST_ANSWER,
    )
    known = due.order_by().aggregate(due=Count("pk"), owed=Count("pk", Q(answered_on=None)))
    given = known["due"] - known["owed"]
    return Ready(
        "Answers that fell due",
        f"{number_words(given)} of {number_words(known['due'])} given",
        known["owed"],
        f"{number_words(known['owed'])} late",
        f"{reverse('outreach:concerns')}?view=unanswered",
        is_late=True,
    )


def _briefs(member: Member, period: Period) -> Ready:
    held = Presentation.objects.visible_to(member).held_in(period).order_by()
    reviewed = Q(status=Presentation.Status.ACCEPTED)
    known = held.aggregate(held=Count("pk"), reviewed=Count("pk", reviewed))
    waiting = known["held"] - known["reviewed"]
    return Ready(
        "Brief reports",
        f"{number_words(known['reviewed'])} of {number_words(known['held'])} reviewed",
        waiting,
        f"{number_words(waiting)} to review",
        reverse("outreach:presentations"),
    )


def _progress(member: Member, period: Period) -> Ready:
    """Open actions from before the period, and whether a note was written in it (K-IV.R)."""
    noted = ActionProgress.objects.filter(
        action=OuterRef("pk"), on__gte=period.first, on__lte=period.last
    )
    seen = Action.objects.visible_to(member).reportable().open()
    earlier = seen.filter(recommended_on__lt=period.first)
    known = earlier.order_by().aggregate(
        all=Count("pk"), noted=Count("pk", filter=Q(Exists(noted)))
    )
    to_write = known["all"] - known["noted"]
    return Ready(
        "Progress on earlier actions",
        _noted_words(known["noted"], known["all"]),
        to_write,
        f"{number_words(to_write)} to write",
        f"{reverse('outreach:concerns')}?view=open",
    )


def _noted_words(noted: int, every: int) -> str:
    if not every:
        return "None are open from before this period"
    return f"{number_words(noted)} of {number_words(every)} have a note this period"


def _referrals(member: Member, day: date) -> Ready:
    pending = seen_referrals(member).filter(concern__restricted=False)
    late = Q(next_check_on__lt=day)
    known = pending.order_by().aggregate(all=Count("pk"), late=Count("pk", late))
    return Ready(
        "Referred concerns",
        f"{number_words(known['all'])} with someone else",
        known["late"],
        f"{number_words(known['late'])} to check",
        f"{reverse('outreach:concerns')}?view=late",
        is_late=True,
    )
